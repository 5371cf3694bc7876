// Checks that nothing was lost: every event is in its user's history, and every vector is of the whole history.
import { createHash } from 'node:crypto';
import { ContextFollower, ModelStore, StarsModel, TokenCache } from '@stars/inference';
import { HISTORY_LIMIT } from '@stars/profile-store';
import { TENANT } from '../made-up.mjs';
import { modelsFolder, VERSION } from './untrained-model.mjs';
import { Activity, interactionOf } from './workload.mjs';

const PAGE = 512;
/** Largest difference of float32 sums in another order, for numbers about 1. */
const TOLERANCE = 1e-4;

/** An event's id as the profile store returns it. */
const storedId = (eventId) => createHash('sha256').update(eventId).digest('hex').slice(0, 16);

/** @param sent number of interactions by phase */
export async function checkUsers({ bus, profiles, catalog }, folder, { users, items }, sent) {
  const expected = expectedEvents(users, items, sent);
  const model = StarsModel.create(await new ModelStore(modelsFolder(folder)).load(VERSION));
  const tokens = new TokenCache(model, (ids) => catalog.getFeatures(TENANT, ids));
  const timeline = await new ContextFollower(bus).timeline(TENANT);
  const counts = { events: 0, lost: 0, beyondLimit: 0, users: expected.size, wrongVectors: 0, largestDifference: 0 };
  const userIds = [...expected.keys()];
  for (let from = 0; from < userIds.length; from += PAGE) {
    const page = userIds.slice(from, from + PAGE);
    const found = await profiles.get(TENANT, page);
    for (const [i, userId] of page.entries()) countEvents(counts, expected.get(userId), found[i]?.history ?? []);
    const known = await tokens.get(found.flatMap((profile) => (profile?.history ?? []).map(({ itemId }) => itemId)));
    const present = found.filter((profile) => profile !== undefined);
    const encoded = model.encodeUsers(present, known, timeline);
    for (const [i, profile] of present.entries()) compare(counts, profile, encoded[i]);
  }
  return counts;
}

function expectedEvents(users, items, sent) {
  const activity = new Activity(users);
  const expected = new Map();
  for (const [phase, count] of Object.entries(sent)) {
    for (let n = 0; n < count; n++) {
      const { userId, eventId } = interactionOf(phase, n, 0, activity, items);
      if (!expected.has(userId)) expected.set(userId, []);
      expected.get(userId).push(eventId);
    }
  }
  return expected;
}

/** A history keeps the last events. If a user has more, the oldest are dropped by design. */
function countEvents(counts, eventIds, history) {
  const stored = new Set(history.map(({ eventId }) => eventId));
  const kept = history.length < HISTORY_LIMIT ? eventIds : eventIds.slice(-HISTORY_LIMIT);
  counts.events += eventIds.length;
  counts.beyondLimit += eventIds.length - kept.length;
  for (const eventId of kept) if (!stored.has(storedId(eventId))) counts.lost++;
}

function compare(counts, { history, vectors }, encoded) {
  const stored = vectors.find(({ modelVersion }) => modelVersion === VERSION);
  const far = (a, b) => a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
  const difference = stored ? Math.max(far(stored.general, encoded.general), far(stored.next, encoded.next)) : Infinity;
  const whole = stored?.asOf === history.at(-1).time;
  if (!whole || !(difference <= TOLERANCE)) counts.wrongVectors++;
  if (Number.isFinite(difference)) counts.largestDifference = Math.max(counts.largestDifference, difference);
}

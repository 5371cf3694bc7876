import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CandidateSource,
  CatalogItem,
  type EventClient,
  eventClient,
  Interaction,
  InteractionType,
  LIMITS,
  type RecommendationClient,
  RecommendRequest,
  recommendationClient,
} from '@stars/contracts';
import { syntheticShop } from '@stars/datasets/testing';
import { chunks, createLogger } from '@stars/platform';
import { RECIPES, train } from '@stars/training';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startStandalone } from './standalone.js';
import type { Standalone } from './standalone-options.js';
import { plainTextModels } from './testing/plain-text-models.js';

const K = 20;
const shop = syntheticShop({ users: 80, items: 120, days: 40, seed: 7, nextItemShare: 0.5, sessionsPerDay: 0.3 });
const END = shop.events.at(-1)!.time!.getTime();
const later = shop.items
  .filter((_, n) => n % 10 === 0)
  .flatMap((item) => [
    CatalogItem.fromPartial({ ...item, itemId: `zz-both-${item.itemId}`, title: `New: ${item.title}` }),
    CatalogItem.fromPartial({ itemId: `zz-text-${item.itemId}`, title: `New: ${item.title}`, version: 1 }),
  ]);
/** Nobody ever tracks an event of them: with and without a category. */
const UNTOUCHED = ['zz-untouched-1', 'zz-untouched-2'];
const untouched = UNTOUCHED.map((itemId, n) =>
  CatalogItem.fromPartial({ ...(n === 0 ? shop.items[0] : {}), itemId, title: `Untouched ${n}`, version: 1 }),
);
const nowhere = ['gone-1', 'gone-2'];
const ITEMS = [...shop.items.slice(0, 30), ...later].map(({ itemId }) => itemId).concat(nowhere);

let dataDir: string;
let standalone: Standalone;
let events: EventClient;
let recommendations: RecommendationClient;
const drain = () => standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-recent-events-'));
  standalone = await startStandalone({
    dataDir,
    listen: { grpcPort: 0, httpPort: 0 },
    logger: createLogger('standalone', { level: 'silent' }),
    openTextModels: plainTextModels,
  });
  events = eventClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  recommendations = recommendationClient(`127.0.0.1:${standalone.ports!.grpcPort}`);
  await events.upsertItems({ items: shop.items });
  for (const interactions of chunks(shop.events, LIMITS.trackEvents))
    await events.track({ interactions, impressions: [] });
  await drain();
  await train({
    bus: standalone.stack.bus,
    dataDir,
    place: { timeZone: 'UTC', country: 'US' },
    size: 'tiny',
    recipe: {
      epochs: 3,
      minItemCount: 1,
      validation: { ...RECIPES.small.validation!, share: 0.3 },
      secondStage: { ...RECIPES.small.secondStage!, sessions: 300, hidden: 8 },
    },
    now: Date.now(),
  });
  await drain();
  await events.upsertItems({ items: [...later, ...untouched] });
  await drain();
}, 300_000);
afterAll(async () => {
  events.close();
  recommendations.close();
  await standalone.close();
  rmSync(dataDir, { recursive: true });
});

const { INTERACTION_TYPE_VIEW, INTERACTION_TYPE_ADD_TO_CART, INTERACTION_TYPE_PURCHASE } = InteractionType;
interface Step {
  itemId: string;
  type: InteractionType;
  /** Seconds since the step before. */
  gap: number;
}
const session = fc.array(
  fc.record<Step>({
    itemId: fc.constantFrom(...ITEMS),
    type: fc.constantFrom(INTERACTION_TYPE_VIEW, INTERACTION_TYPE_ADD_TO_CART, INTERACTION_TYPE_PURCHASE),
    gap: fc.integer({ min: 0, max: 300 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const view = (itemId: string): Step => ({ itemId, type: INTERACTION_TYPE_VIEW, gap: 1 });

/** The steps as events of a user, after all others. */
function eventsOf(userId: string, steps: readonly Step[]): Interaction[] {
  let time = END + 60_000;
  return steps.map(({ itemId, type, gap }, n) => {
    time += 1000 * gap;
    const eventId = `${userId}-${n}`;
    return Interaction.fromPartial({
      ...{ eventId, userId, itemId, type, time: new Date(time) },
      ...{ sessionId: 'one', region: 'region-1' },
    });
  });
}

async function ask(userId: string, recentEvents: Interaction[] = []) {
  const time = new Date(END + 3_600_000);
  const request = RecommendRequest.fromPartial({ userId, k: K, time, region: 'region-1', recentEvents });
  const { items, degradations } = await recommendations.recommend(request);
  return { items, ids: items.map(({ itemId }) => itemId), degradations };
}

it('lets what a stranger looked at come back, also before any event of it came by the stream', async () => {
  for (const itemId of UNTOUCHED) {
    const userId = `stranger of ${itemId}`;
    const { items, degradations } = await ask(userId, eventsOf(userId, [view(itemId)]));
    // As what the visitor looked at, not as one of the new items that a search finds.
    expect(items.find((item) => item.itemId === itemId)?.source).toBe(CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN);
    expect(degradations.map(({ code }) => code)).not.toContain('EVENTS_NOT_USED');
  }
});

it('says which events cannot be used', async () => {
  const { degradations } = await ask('lost', eventsOf('lost', [view('gone-1'), view('item-0001')]));
  expect(degradations).toContainEqual({
    code: 'EVENTS_NOT_USED',
    message: 'nothing is known of the items of gone-1',
  });
});

// Both are asked after the events came: those of the other user count in the statistics of all users.
it('has one list for a session, whether it came with the request or by the stream', async () => {
  let cases = 0;
  await fc.assert(
    fc.asyncProperty(session, async (steps) => {
      cases++;
      const [asked, tracked] = [`asked-${cases}`, `tracked-${cases}`];
      await events.track({ interactions: eventsOf(tracked, steps), impressions: [] });
      await drain();
      expect((await ask(asked, eventsOf(asked, steps))).ids).toEqual((await ask(tracked)).ids);
    }),
    { numRuns: 40 },
  );
}, 200_000);

import { forgottenUntil, Objection } from '@stars/contracts';
import type { EncodeUserInput, ServedModel } from '@stars/inference';
import { type ProfileStore, storedEventId, type UserProfile } from '@stars/profile-store';
import { describe, expect, it, vi } from 'vitest';
import { LastProfiles } from './last-profiles.js';
import { failing, fake } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { purchase, recentView } from './testing/new-test-history.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestRequest } from './testing/new-test-request.js';
import { UserSource } from './user-source.js';

const TIME = 1000;
const STORED = { modelVersion: 'm1', general: Float32Array.of(1), next: Float32Array.of(2), asOf: 20 };
const ENCODED = { general: Float32Array.of(3), next: Float32Array.of(4) };
const RYE = recentView('rye', 20);

const profileWith = (changes: Partial<UserProfile> = {}): UserProfile => ({
  userId: 'fruit-lover',
  features: { city: 'Quito' },
  history: [purchase('apple', 10), { ...purchase('rye', 20), eventId: storedEventId(RYE.eventId) }],
  vectors: [{ ...STORED, modelVersion: 'm0' }, STORED],
  ...changes,
});

/** A source over a store with this profile, or with what `get` does. */
function newTestUserSource(
  profile: UserProfile | undefined,
  get: ProfileStore['get'] = async () => [profile],
  until?: number,
) {
  const read = vi.fn(get);
  const marks = vi.fn(async () => [{ hash: '', ...(until === undefined ? {} : { until }) }]);
  const encodeUser = vi.fn(async (_: EncodeUserInput) => ENCODED);
  const profiles = new LastProfiles({ get: read, marks, seen: async () => [[]] });
  const sut = new UserSource(profiles, newTestMetrics().metrics);
  const model = fake<ServedModel>({ version: 'm1', encodeUser });
  const degradations = newTestDegradations();
  const find = (...recentEvents: ReturnType<typeof recentView>[]) =>
    sut.find(model, newTestRequest({ recentEvents }), TIME, degradations);
  return { sut, find, read, marks, encodeUser, profiles, degradations, codes: () => codesOf(degradations) };
}

const itemsOf = ({ history }: { history: readonly { itemId: string }[] }) => history.map(({ itemId }) => itemId);

describe('UserSource', () => {
  it('gives the stored vectors of the version that serves, if they are up to date', async () => {
    const { find, encodeUser, read, codes } = newTestUserSource(profileWith());
    const user = await find();
    expect(user.vectors).toEqual(STORED);
    expect(itemsOf(user)).toEqual(['apple', 'rye']);
    // The stream has delivered it, and the vectors have come to it.
    expect((await find(RYE)).vectors).toEqual(STORED);
    expect(read).toHaveBeenCalledWith('default', ['fruit-lover']);
    expect(encodeUser).not.toHaveBeenCalled();
    expect(codes()).toEqual([]);
  });

  it.each([
    ['is later than the vectors', recentView('soap', 21), ['apple', 'rye', 'soap'], 21],
    ['came late, and is not in them', recentView('soap', 15), ['apple', 'soap', 'rye'], 20],
  ])('encodes a user with a recent event that %s', async (_, event, items, asOf) => {
    const { find, encodeUser } = newTestUserSource(profileWith());
    const user = await find(RYE, event);
    expect(user.vectors).toEqual({ ...ENCODED, asOf });
    expect(itemsOf(user)).toEqual(items);
    expect(encodeUser).toHaveBeenCalledTimes(1);
    expect(encodeUser.mock.calls[0]![0]).toEqual({ features: { city: 'Quito' }, history: user.history, time: TIME });
  });

  it('encodes again while a delivered event is later than the vectors', async () => {
    const behind = profileWith({ vectors: [{ ...STORED, asOf: 10 }] });
    const { find, encodeUser } = newTestUserSource(behind);
    await find(RYE);
    expect(encodeUser).toHaveBeenCalledTimes(1);
  });

  it('encodes a history that the embedder has not yet encoded with this version', async () => {
    const { find } = newTestUserSource(profileWith({ vectors: [{ ...STORED, modelVersion: 'm0' }] }));
    expect((await find()).vectors).toEqual({ ...ENCODED, asOf: 20 });
  });

  it('knows only the request’s events of a user without stored events', async () => {
    const { find, encodeUser, codes } = newTestUserSource(undefined);
    expect(await find()).toEqual({ history: [], unrecorded: false });
    expect(encodeUser).not.toHaveBeenCalled();
    expect((await find(RYE)).vectors).toEqual({ ...ENCODED, asOf: 20 });
    expect(encodeUser.mock.calls[0]![0].features).toEqual({});
    expect(codes()).toEqual([]);
  });

  it('goes on with the last good profile while the store is away, and says so', async () => {
    let failed = false;
    const { find, codes } = newTestUserSource(undefined, async () => (failed ? failing()() : [profileWith()]));
    await find();
    failed = true;
    const user = await find();
    expect([user.vectors, itemsOf(user)]).toEqual([STORED, ['apple', 'rye']]);
    expect(codes()).toEqual(['STARS_UNAVAILABLE']);
  });

  it('goes on with the request’s events if there is no last profile', async () => {
    const { find, codes } = newTestUserSource(undefined, failing());
    expect(itemsOf(await find(RYE))).toEqual(['rye']);
    expect(codes()).toEqual(['STARS_UNAVAILABLE']);
  });

  it('takes the stored vectors, if any, while the inputs of the model cannot be read', async () => {
    const known = newTestUserSource(profileWith());
    known.encodeUser.mockImplementation(failing());
    const user = await known.find(recentView('soap', 30));
    expect([user.vectors, itemsOf(user)]).toEqual([STORED, ['apple', 'rye', 'soap']]);
    expect(known.degradations.list()).toEqual([
      { code: 'STARS_UNAVAILABLE', message: 'the inputs of the model is away' },
    ]);
    const stranger = newTestUserSource(undefined);
    stranger.encodeUser.mockImplementation(failing());
    expect(await stranger.find(RYE)).not.toHaveProperty('vectors');
  });

  it('reads a history without a model, recent events with it', async () => {
    const { sut, degradations } = newTestUserSource(profileWith());
    const request = newTestRequest({ recentEvents: [recentView('soap', 15)] });
    expect(itemsOf(await sut.history(request, degradations))).toEqual(['apple', 'soap', 'rye']);
  });

  it('reads nothing of who objects, counts no recent events, and says that nothing may be kept', async () => {
    const made = forgottenUntil(undefined, { time: TIME, objection: Objection.OBJECTION_MADE });
    const objecting = newTestUserSource(undefined, undefined, made);
    expect(await objecting.find(RYE)).toEqual({ history: [], unrecorded: true });
    const { sut, read, degradations } = newTestUserSource(profileWith());
    const request = newTestRequest({ recentEvents: [RYE], withoutProfile: true });
    expect(await sut.history(request, degradations)).toEqual({ history: [], unrecorded: true });
    expect(read).not.toHaveBeenCalled();
    // An unknown user is no such person, if the store can say so.
    expect(await newTestUserSource(undefined).find()).toEqual({ history: [], unrecorded: false });
    const away = newTestUserSource(undefined, failing());
    away.marks.mockImplementation(failing());
    expect(await away.find(RYE)).toMatchObject({ unrecorded: true, vectors: ENCODED });
  });
});

import { InteractionType } from '@stars/contracts';
import { ContextTimeline } from '@stars/features';
import type { ContextFollower } from '@stars/inference';
import { AdmissionGate } from '@stars/platform';
import type { HistoryEvent, ProfileStore, UserVectors } from '@stars/profile-store';
import { packedHistory } from '@stars/profile-store/testing';
import { describe, expect, it } from 'vitest';
import type { LiveModel } from './live/live-models.js';
import { UserRounds, usersARound } from './user-rounds.js';

/** Rounds over a store whose reads wait for the test, with a record of the reads. */
function roundsOf({ layers = 2, width = 64 } = {}) {
  const reads: string[][] = [];
  const stored = new Map<string, UserVectors>();
  const gates: PromiseWithResolvers<void>[] = [];
  const profiles = {
    async histories(_tenant: string, userIds: readonly string[]) {
      reads.push([...userIds]);
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      return userIds.map((userId) => ({ userId, features: {}, history: packedHistory([]) }));
    },
    async putVectors(_tenant: string, updates: readonly { userId: string; vectors: UserVectors }[]) {
      for (const { userId, vectors } of updates) stored.set(userId, vectors);
    },
  } as Partial<ProfileStore> as ProfileStore;
  const live = {
    tenant: 't',
    version: 'v',
    model: {
      config: { layers, width },
      encodeUsers: (users: readonly unknown[]) =>
        users.map(() => ({ general: new Float32Array(1), next: new Float32Array(1) })),
    },
    tokens: { get: async () => new Map() },
  } as unknown as LiveModel;
  const context = { timeline: async () => new ContextTimeline() } as unknown as ContextFollower;
  const rounds = new UserRounds({ profiles, context }, { has: () => true }, new AdmissionGate({ concurrent: 1 }));
  const next = async (): Promise<PromiseWithResolvers<void>> => {
    for (let tries = 0; gates.length === 0; tries++) {
      if (tries > 1000) throw new Error('no round begins');
      await new Promise((resolve) => setImmediate(resolve));
    }
    return gates.shift()!;
  };
  const encode = (...userIds: string[]): Promise<void> => rounds.encode(live, userIds);
  return { encode, next, reads, stored, size: usersARound(live.model) };
}

describe('UserRounds', () => {
  it('gathers the users of calls during a round, each user once', async () => {
    const { encode, next, reads } = roundsOf();
    const first = encode('a');
    const gate = await next();
    const others = [encode('b', 'c'), encode('c', 'd'), encode('a')];
    gate.resolve();
    await first;
    (await next()).resolve();
    await Promise.all(others);
    expect(reads).toEqual([['a'], ['b', 'c', 'd', 'a']]);
  });

  it('limits a round, and handles all users in the end', async () => {
    const { encode, next, reads, stored, size } = roundsOf({ layers: 4, width: 256 });
    expect(size).toBe(16);
    const users = Array.from({ length: 75 }, (_, i) => `u${i}`);
    const asked = [encode(...users), encode('late')];
    for (let round = 0; round < 5; round++) (await next()).resolve();
    await Promise.all(asked);
    expect(reads.map((read) => read.length)).toEqual([16, 16, 16, 16, 12]);
    expect(stored.size).toBe(76);
  });

  it('fails for all calls of a round, and goes on with the next', async () => {
    const { encode, next, stored } = roundsOf();
    const first = encode('a');
    const gate = await next();
    const sharing = Promise.allSettled([encode('b'), encode('c')]);
    gate.resolve();
    await first;
    (await next()).reject(new Error('the store went away'));
    expect((await sharing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = encode('b');
    (await next()).resolve();
    await again;
    expect([...stored.keys()]).toEqual(['a', 'b']);
  });

  it('reads the last events of a history, and older ones where it knows no token of these', async () => {
    const event = (itemId: string, type = 3) => ({ eventId: `${itemId}${type}`, itemId, type, time: 1, region: '' });
    const histories: Record<string, HistoryEvent[]> = {
      short: [event('a')],
      long: ['a', 'b', 'c', 'd'].map((itemId) => event(itemId)),
      lacking: ['e', 'a', 'b', 'unknown'].map((itemId) => event(itemId)),
      refunded: [event('a'), event('b'), event('c'), event('c', InteractionType.INTERACTION_TYPE_REFUND)],
    };
    const known = new Map([...'abcde'].map((itemId) => [itemId, new Float32Array(1)]));
    const asked: string[][] = [];
    const encoded: string[][] = [];
    const live = {
      model: {
        config: { layers: 2, width: 64, maxLength: 2 },
        encodeUsers(users: readonly { history: readonly HistoryEvent[] }[], tokens: ReadonlyMap<string, unknown>) {
          encoded.push(...users.map(({ history }) => history.map(({ itemId }) => itemId)));
          for (const itemId of encoded.flat()) expect(tokens.has(itemId)).toBe(itemId !== 'unknown');
          return users.map(() => ({ general: new Float32Array(1), next: new Float32Array(1) }));
        },
      },
      tokens: {
        async get(itemIds: Iterable<string>) {
          asked.push([...itemIds]);
          return new Map([...known].filter(([itemId]) => asked.at(-1)!.includes(itemId)));
        },
      },
    } as unknown as LiveModel;
    const profiles = {
      histories: async (_tenant: string, userIds: readonly string[]) =>
        userIds.map((userId) => ({ userId, features: {}, history: packedHistory(histories[userId]!) })),
      putVectors: async () => undefined,
    } as unknown as ProfileStore;
    const late: string[] = [];
    const context = { timeline: async () => new ContextTimeline() } as unknown as ContextFollower;
    const gate = new AdmissionGate({ concurrent: 1 });
    const noted = { add: (_live: LiveModel, itemId: string, userId: string) => void late.push(`${userId} ${itemId}`) };
    await new UserRounds({ profiles, context }, { has: () => true }, gate, noted).encode(live, Object.keys(histories));
    expect(asked).toEqual([
      ['a', 'c', 'd', 'b', 'unknown'],
      ['e', 'a', 'b', 'unknown'],
    ]);
    expect(encoded).toEqual([['a'], ['c', 'd'], ['e', 'a', 'b', 'unknown'], ['a', 'b']]);
    expect(late).toEqual(['lacking unknown']);
  });

  it('is smaller the more a user costs, with a lower limit', () => {
    const sizes = [
      [2, 16],
      [2, 64],
      [3, 128],
      [4, 768],
      [24, 4096],
    ].map(([layers, width]) => roundsOf({ layers: layers!, width: width! }).size);
    expect(sizes).toEqual([128, 128, 30, 16, 16]);
  });
});

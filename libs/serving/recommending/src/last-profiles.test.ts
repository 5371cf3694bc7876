import type { UserProfile } from '@stars/profile-store';
import { beforeEach, expect, it } from 'vitest';
import { LastProfiles } from './last-profiles.js';

const event = { itemId: 'apple', time: 0 } as UserProfile['history'][number];
const profileOf = (userId: string, events = 0): UserProfile => ({
  ...{ userId, features: {}, vectors: [] },
  history: Array.from({ length: events }, () => event),
});

let reads: { userId: string; answer: PromiseWithResolvers<(UserProfile | undefined)[]> }[];
let profiles: LastProfiles;
let now: number;

beforeEach(() => {
  reads = [];
  now = 0;
  profiles = new LastProfiles({
    get(_tenant, [userId]) {
      const answer = Promise.withResolvers<(UserProfile | undefined)[]>();
      reads.push({ userId: userId!, answer });
      return answer.promise;
    },
    marks: async () => [{ hash: '' }],
    seen: async () => [[]],
  });
  profiles.now = () => now;
});

async function readOnce(userId: string, events = 0): Promise<void> {
  const asked = profiles.get('t', userId);
  reads.at(-1)!.answer.resolve([profileOf(userId, events)]);
  await asked;
}

it('reads a user once for all callers at the same time, and again for later callers', async () => {
  const all = [profiles.get('t', 'a'), profiles.get('t', 'a'), profiles.get('t', 'b'), profiles.get('other', 'a')];
  expect(reads.map(({ userId }) => userId)).toEqual(['a', 'b', 'a']);
  for (const { userId, answer } of reads) answer.resolve([profileOf(userId)]);
  const [first, second] = await Promise.all(all);
  expect(first).toEqual(profileOf('a'));
  expect(second).toBe(first);
  void profiles.get('t', 'a');
  expect(reads).toHaveLength(4);
});

it('passes a failure of the store to all of them, and asks again after that', async () => {
  const both = [profiles.get('t', 'a'), profiles.get('t', 'a')];
  reads[0]!.answer.reject(new Error('away'));
  const settled = await Promise.allSettled(both);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await readOnce('a');
  expect(reads).toHaveLength(2);
});

it('does not join a read that hangs', async () => {
  void profiles.get('t', 'a');
  now = 100;
  void profiles.get('t', 'a');
  expect(reads).toHaveLength(1);
  now = 101;
  const later = profiles.get('t', 'a');
  expect(reads).toHaveLength(2);
  reads[1]!.answer.resolve([profileOf('a')]);
  expect(await later).toEqual(profileOf('a'));
  // The first one ends at last, and changes nothing.
  now = 102;
  void profiles.get('t', 'a');
  reads[0]!.answer.resolve([undefined]);
  await new Promise((resolve) => setImmediate(resolve));
  void profiles.get('t', 'a');
  expect(reads).toHaveLength(3);
});

it('remembers a user for a minute, unless they are deleted', async () => {
  await readOnce('a');
  await readOnce('b');
  expect(profiles.lastOf('t', 'never')).toBeUndefined();
  expect(profiles.lastOf('other', 'a')).toBeUndefined();
  profiles.forget('t', 'b');
  expect(profiles.lastOf('t', 'b')).toBeUndefined();
  now = 60_000;
  expect(profiles.lastOf('t', 'a')).toEqual(profileOf('a'));
  now = 60_001;
  expect(profiles.lastOf('t', 'a')).toBeUndefined();
});

it('remembers a bounded number of events, whoever has them', async () => {
  const remembered = () => [...Array(12).keys()].filter((user) => profiles.lastOf('t', `user-${user}`));
  for (let user = 0; user < 11; user++) await readOnce(`user-${user}`, 1980);
  expect(remembered()).toEqual([...Array(11).keys()].slice(1));
  // Read again, the second is the youngest; the third makes room.
  await readOnce('user-1', 1980);
  await readOnce('user-11', 1980);
  expect(remembered()).toEqual([1, ...[...Array(12).keys()].slice(3)]);
});

import { LIMITS } from '@stars/contracts';
import { inSampleOrder } from '@stars/features';
import { describe, expect, it } from 'vitest';
import { knownItems } from '../evaluation-set.js';
import { splitByTime } from '../split.js';
import { clock, dateOf, logOf, type Row, timeOf } from '../testing/second-stage-world.js';
import { neighbourLogs } from './neighbour-logs.js';

/** A user of more events than a profile keeps: ten of every day, the first of each an item of its own. */
const DAYS = LIMITS.historyEvents / 10 + 3;
const many: Row[] = Array.from({ length: DAYS * 10 }, (_, n) => {
  const day = Math.floor(n / 10);
  return { user: 'many', item: n % 10 === 0 ? `only on ${day}` : 'bread', day: day + (n % 10) / 100 };
});
const few: Row[] = ['a', 'b', 'c'].map((user, n) => ({ user, item: 'milk', day: n + 0.5 }));
const log = logOf([...few, ...many]);
const itemOf = Int32Array.from(log.items.keys());
const all = { log, itemOf, counts: () => true };
const dayOf = (day: number): number => clock.day(timeOf(day));

describe('neighbourLogs', () => {
  it('has the users in the order of samples, with what happened before the morning', () => {
    const { userOffsets, day, item } = neighbourLogs(all, all, clock, dayOf(2)).purchases;
    const users = ['a', 'b', 'many'].sort(inSampleOrder);
    expect([...userOffsets].slice(1).map((to, n) => to - userOffsets[n]!)).toEqual(
      users.map((user) => (user === 'many' ? 2 : 1)),
    );
    expect(Math.max(...day)).toBe(dayOf(1));
    expect(new Set([...item].map((i) => log.items[i]))).toEqual(new Set(['milk', 'bread', 'only on 0', 'only on 1']));
  });

  it('leaves out what a profile keeps no longer, and who has nothing that counts', () => {
    const counts = (_: number, user: number): boolean => log.users[user] === 'many';
    const counted = { ...all, counts };
    const { userOffsets, day } = neighbourLogs(counted, counted, clock, dayOf(DAYS)).purchases;
    expect(userOffsets).toHaveLength(2);
    expect([day[0], day.at(-1)]).toEqual([dayOf(3), dayOf(DAYS - 1)]);
  });

  it('has who did anything that counts, with their purchases apart', () => {
    const bread = (row: number): boolean => log.items[log.item[row]!] === 'bread';
    const { purchases, met } = neighbourLogs({ ...all, counts: bread }, all, clock, dayOf(DAYS));
    expect(met.userOffsets).toHaveLength(5);
    expect(purchases.userOffsets).toHaveLength(5);
    expect(new Set([...purchases.item].map((i) => log.items[i]))).toEqual(new Set(['bread']));
  });
});

it('a session knows the last events of its user, as a profile keeps them', () => {
  const set = splitByTime(logOf(many), clock, { from: dateOf(DAYS - 1) });
  const known = new Set(knownItems(set, set.sessions[0]!).map((item) => set.catalogue[item]));
  expect(known.has('only on 1')).toBe(false);
  expect(known.has('only on 2')).toBe(true);
});

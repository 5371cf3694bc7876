import { describe, expect, it } from 'vitest';
import { COMPANION_RULES, companionsOf } from './companions.js';
import { type SessionLog, SessionLogBuilder } from './second-stage/session-log.js';

const [BREAD, BUTTER, DIAPERS, APPLES, LAST] = [0, 1, 2, 3, 39] as const;
const ITEMS = LAST + 1;

/** One session a day, by user. */
function logOf(users: readonly (readonly (readonly number[])[])[]): SessionLog {
  const builder = new SessionLogBuilder();
  for (const sessions of users) {
    builder.addUser(sessions.flatMap((items, day) => items.map((item) => ({ item, day, hour: 9, region: 0 }))));
  }
  return builder.build();
}

const everything = Array.from({ length: ITEMS }, (_, item) => item);
/** People who buy bread with butter, and something else on other days. */
const buttered = Array.from({ length: 30 }, (_, user) => [[BREAD, BUTTER], [4 + user], [DIAPERS], [APPLES]]);

describe('companionsOf', () => {
  it('finds what many buy together, in both directions', () => {
    const companions = companionsOf(logOf(buttered), ITEMS);
    expect(companions[BREAD]).toEqual([BUTTER]);
    expect(companions[BUTTER]).toEqual([BREAD]);
    expect(companions[DIAPERS]).toEqual([]);
  });

  it('does not take baskets that hold everything for a bond, however often they come', () => {
    const hoarders = Array.from({ length: 8 }, () => Array.from({ length: 20 }, () => everything));
    const companions = companionsOf(logOf([...buttered, ...hoarders]), ITEMS);
    expect(companions[APPLES]).not.toContain(DIAPERS);
    expect(companions.every((others) => others.length === 0)).toBe(true);
  });

  it('needs several users: one household’s habit is no bond', () => {
    const habit = Array.from({ length: 30 }, () => [DIAPERS, APPLES]);
    expect(companionsOf(logOf([...buttered, habit]), ITEMS)[APPLES]).toEqual([]);
    const shared = Array.from({ length: COMPANION_RULES.users }, () => habit.slice(0, 10));
    expect(companionsOf(logOf([...buttered, ...shared]), ITEMS)[APPLES]).toEqual([DIAPERS]);
  });

  it('needs several sessions', () => {
    const users = Array.from({ length: COMPANION_RULES.sessions - 1 }, () => [[DIAPERS, APPLES]]);
    expect(companionsOf(logOf([...buttered, ...users]), ITEMS)[APPLES]).toEqual([]);
  });

  it('of a log without sessions are none', () => {
    expect(companionsOf(logOf([]), 2)).toEqual([[], []]);
  });
});

import { InteractionType } from '@stars/contracts';
import { InteractionLogBuilder, LocalClock } from '@stars/features';
import { splitByTime } from '@stars/replay';
import { expect, it } from 'vitest';
import { withMidSessions } from './mid-sessions.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const UTC = new LocalClock('UTC');
const HOUR = 3_600_000;
const MORNING = Date.UTC(2024, 2, 10);

/** Of `user`, on the day: item, hour and type. */
type Row = readonly [item: string, hour: number, type: InteractionType];
const VISIT: readonly Row[] = [
  ['tent', 9, VIEW],
  ['rope', 9.1, VIEW],
  ['rope', 9.2, PURCHASE],
  ['lamp', 9.2, PURCHASE],
  ['stove', 11, PURCHASE],
];
const BASKET: readonly Row[] = [
  ['tent', 10, PURCHASE],
  ['lamp', 10, PURCHASE],
];

function setOf(visits: Readonly<Record<string, readonly Row[]>>) {
  const builder = new InteractionLogBuilder();
  for (const [user, rows] of Object.entries(visits)) {
    // An earlier day makes every item part of the catalogue.
    const before = ['tent', 'rope', 'lamp', 'stove'].map((item): Row => [item, -48, PURCHASE]);
    for (const [itemId, hour, type] of [...before, ...rows]) {
      builder.add({ userId: user, itemId, type, time: MORNING + hour * HOUR, region: '', sessionId: '' });
    }
  }
  return splitByTime(builder.build(), UTC, { from: '2024-03-10', target: 'purchase' });
}

it('asks every other session in its middle, for the next basket', () => {
  const set = setOf({ a: BASKET, b: VISIT });
  const moments = new Set<string>();
  for (let seed = 0; seed < 20; seed++) {
    const [first, ...others] = withMidSessions(set, set.sessions, UTC, seed);
    expect(first).toBe(set.sessions[0]);
    expect(others).toHaveLength(2);
    for (const { sessionId, historyFrom, historyTo, target } of others) {
      expect(sessionId).toBe(set.sessions[1]!.sessionId);
      moments.add(`${historyTo - historyFrom - 4}: ${[...target].map((item) => set.catalogue[item]).sort()}`);
    }
  }
  // After both views, before the first basket; and before the second basket. Never between two lines of one basket.
  expect([...moments].sort()).toEqual(['2: lamp,rope', '4: stove']);
});

it('asks a long session at some of its moments', () => {
  const long = Array.from({ length: 40 }, (_, n): Row => ['tent', 6 + n / 10, PURCHASE]);
  const set = setOf({ a: BASKET, b: long });
  const [, ...moments] = withMidSessions(set, set.sessions, UTC, 1);
  expect(new Set(moments.map(({ historyTo }) => historyTo)).size).toBe(12);
  expect(moments).toHaveLength(12);
});

it('leaves a session alone that has one moment', () => {
  const set = setOf({ a: BASKET, b: BASKET });
  expect(withMidSessions(set, set.sessions, UTC, 1)).toEqual(set.sessions);
});

it('ends with the day of the session', () => {
  const late = VISIT.map(([item, hour, type]): Row => [item, hour + 12, type]);
  const nextDay: Row = ['rope', 26, PURCHASE];
  const set = setOf({ a: BASKET, b: [...late, nextDay] });
  for (let seed = 0; seed < 20; seed++) {
    for (const { time, day } of withMidSessions(set, set.sessions, UTC, seed)) expect(UTC.day(time)).toBe(day);
  }
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_DECAYS, GROUP_DECAYS, ORDER_DECAY, PurchaseHistory, SESSION_DECAYS } from './purchase-history.js';
import { firstSessionFrom, ITEMS, LEVELS, logOf, type UserEvent, userEvents } from './testing/random-sessions.js';

const DAY = 131;

interface Session {
  day: number;
  hour: number;
  items: Set<number>;
}

function sessionsOf(events: readonly UserEvent[], user: number, day: number): Session[] {
  const own = events.filter((event) => event.user === user && event.item >= 0 && event.day < day);
  return [...new Set(own.map((event) => event.day))].map((on) => {
    const session = own.filter((event) => event.day === on);
    return { day: on, hour: session[0]!.hour, items: new Set(session.map(({ item }) => item)) };
  });
}

/** The history of one item, by looking at every session. */
function itemOf(sessions: readonly Session[], item: number, day: number, hour: number) {
  const on = sessions.flatMap((session, v) => (session.items.has(item) ? [{ ...session, v }] : []));
  const sum = (of: (session: (typeof on)[number]) => number): number =>
    on.reduce((total, session) => total + of(session), 0);
  const gaps = on.map((session, n) => (n === 0 ? 0 : session.day - on[n - 1]!.day));
  return {
    count: on.length,
    firstDay: on[0]?.day,
    lastDay: on.at(-1)?.day,
    firstSession: on[0]?.v,
    lastSession: on.at(-1)?.v,
    gap: gaps.at(-1) ?? 0,
    sameWeekday: sum((session) => ((day - session.day) % 7 === 0 ? 1 : 0)),
    sameDaypart: sum((session) => (Math.abs(session.hour - hour) <= 2 ? 1 : 0)),
    byDay: DAY_DECAYS.map((days) => sum((session) => Math.exp((session.day - day) / days))),
    bySession: SESSION_DECAYS.map((decay) => sum((session) => Math.exp((session.v - sessions.length) / decay))),
  };
}

const itemsOf = ({ items }: PurchaseHistory): number[] => [...items.keys.subarray(1, items.size + 1)];

function expectSame(own: PurchaseHistory, sessions: readonly Session[], day: number, hour: number): void {
  const back = Math.min(10, sessions.length);
  expect(own.sessions).toBe(sessions.length);
  expect(own.purchases).toBe(sessions.reduce((sum, { items }) => sum + items.size, 0));
  expect(own.meanSize).toBeCloseTo(sessions.length === 0 ? 0 : own.purchases / sessions.length, 9);
  expect(own.meanGap).toBeCloseTo(back === 0 ? 0 : (day - sessions.at(-back)!.day) / back, 9);
  if (sessions.length > 0) expect(own.lastSessionDay).toBe(sessions.at(-1)!.day);
  expect(itemsOf(own)).toEqual([...new Set(sessions.flatMap(({ items }) => [...items]))]);
  for (let item = 0; item < ITEMS; item++) {
    const n = own.items.numberOf(item);
    const { byDay, bySession, ...whole } = itemOf(sessions, item, day, hour);
    for (const [name, value] of Object.entries(whole)) {
      // An item that was never bought has no first and last days.
      if (value !== undefined) expect(own[name as keyof typeof whole][n], name).toBe(value);
    }
    byDay.forEach((sum, d) => {
      expect(own.byDay[n * DAY_DECAYS.length + d]).toBeCloseTo(sum, 9);
    });
    bySession.forEach((sum, d) => {
      expect(own.bySession[n * SESSION_DECAYS.length + d]).toBeCloseTo(sum, 9);
    });
  }
}

function expectSameGroups(own: PurchaseHistory, sessions: readonly Session[], day: number): void {
  LEVELS.forEach((level, l) => {
    const groups = own.groups[l]!;
    const touched = new Set<number>();
    for (let group = 0; group <= Math.max(...level); group++) {
      const on = sessions.flatMap((session) =>
        [...session.items].filter((item) => level[item] === group).map(() => session.day),
      );
      if (on.length > 0) touched.add(group);
      const n = groups.groups.numberOf(group);
      expect(n > 0).toBe(on.length > 0);
      if (n === 0) continue;
      expect(groups.count[n]).toBe(on.length);
      expect(groups.lastDay[n]).toBe(on.at(-1));
      GROUP_DECAYS.forEach((days, d) => {
        const sum = on.reduce((total, at) => total + Math.exp((at - day) / days), 0);
        expect(groups.decayed[n * GROUP_DECAYS.length + d]).toBeCloseTo(sum, 9);
      });
    }
    expect(groups.groups.size).toBe(touched.size);
  });
}

describe('PurchaseHistory', () => {
  it('equals a look at every session, for one user after the other', () => {
    const asked = fc.record({ user: fc.nat(3), day: fc.integer({ min: -20, max: DAY }), hour: fc.nat(23) });
    fc.assert(
      fc.property(userEvents, fc.array(asked, { minLength: 1, maxLength: 5 }), (events, requests) => {
        const log = logOf(events);
        // One reader for all: anything left of the last user would show.
        const own = new PurchaseHistory(LEVELS);
        for (const { user, day, hour } of requests) {
          own.read(log, log.userOffsets[user]!, firstSessionFrom(log, user, day), day, hour);
          const sessions = sessionsOf(events, user, day);
          expectSame(own, sessions, day, hour);
          expectSameGroups(own, sessions, day);
        }
      }),
    );
  });

  it('forgets everything of the user before', () => {
    const on = (user: number, day: number, item: number): UserEvent => ({ user, day, hour: 9, region: 0, item });
    const log = logOf([...[1, 3, 8, 9].flatMap((day) => [on(0, day, 4), on(0, day, 5)]), on(1, 7, 4)]);
    const own = new PurchaseHistory(LEVELS);
    own.read(log, log.userOffsets[0]!, log.userOffsets[1]!, 10, 9);
    const [four, five] = [own.items.numberOf(4), own.items.numberOf(5)];
    expect([own.gap[four], own.count[five]]).toEqual([1, 4]);
    const alone = new PurchaseHistory(LEVELS);
    for (const reader of [own, alone]) reader.read(log, log.userOffsets[1]!, log.userOffsets[2]!, 10, 9);
    for (const item of [4, 5]) {
      for (const name of ['count', 'gap', 'sameWeekday', 'sameDaypart'] as const) {
        expect(own[name][own.items.numberOf(item)], name).toBe(alone[name][alone.items.numberOf(item)]);
      }
    }
    expect([itemsOf(own), own.meanGap, own.meanSize]).toEqual([itemsOf(alone), alone.meanGap, alone.meanSize]);
  });

  it('puts what was bought often and lately first, ties to the lower number', () => {
    fc.assert(
      fc.property(userEvents, (events) => {
        const log = logOf(events);
        const own = new PurchaseHistory(LEVELS);
        own.read(log, log.userOffsets[0]!, log.userOffsets[1]!, DAY, 12);
        const weight = (item: number): number => own.byDay[own.items.numberOf(item) * DAY_DECAYS.length + ORDER_DECAY]!;
        const order = Array.from(own.inOrder(), (n) => own.items.keys[n]!);
        expect(new Set(order)).toEqual(new Set(itemsOf(own)));
        order.slice(1).forEach((item, n) => {
          const before = order[n]!;
          expect(weight(before) > weight(item) || (weight(before) === weight(item) && before < item)).toBe(true);
        });
      }),
    );
  });
});

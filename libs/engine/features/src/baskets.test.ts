import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basketsOf, ORDER_GAP_MS, sessionMark, sessionsBoundOrders, startsBasket } from './baskets.js';
import { Histories } from './histories.js';
import { basketLog, logOf } from './testing/messages.js';

const [VIEW, PURCHASE] = [1, 3];
const SECOND = 1000;
const rows = fc
  .array(
    fc.record({
      itemId: fc.constantFrom('a', 'b'),
      time: fc.nat(30).map((tens) => tens * 10 * SECOND),
      type: fc.constantFrom(VIEW, PURCHASE),
      sessionId: fc.constantFrom('', 's', 't'),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((events) => events.map((event) => ({ ...event, userId: 'u' })));
const startsOf = (events: Parameters<typeof logOf>[0], rules: Parameters<typeof basketsOf>[2]): number[] => {
  const log = logOf(events);
  return [...basketsOf(log, [...log.item.keys()], rules).starts];
};

describe('basketsOf', () => {
  it('takes events of one time together and, where sessions bound orders, the purchases of one session', () => {
    fc.assert(
      fc.property(rows, (events) => {
        const log = logOf(events);
        const [plain, orders] = [startsOf(events, {}), startsOf(events, { orders: true })];
        expect(plain).toEqual(
          [...log.time.keys()].filter((n) => log.time[n] !== log.time[n - 1]).concat(log.time.length),
        );
        // An order joins baskets of single times, and splits none.
        expect(plain).toEqual(expect.arrayContaining(orders));
        for (const start of plain.slice(1, -1).filter((n) => !orders.includes(n))) {
          expect([log.type[start - 1], log.type[start]]).toEqual([PURCHASE, PURCHASE]);
          expect(log.session[start]).toBe(log.session[start - 1]);
          expect(log.session[start]).not.toBe(0);
          expect(log.time[start]! - log.time[start - 1]!).toBeLessThanOrEqual(ORDER_GAP_MS);
        }
        const strict = { strictOrder: true, orders: true };
        expect(startsOf(events, strict)).toHaveLength(events.length + 1);
        // Event by event, as in serving, it is the same.
        const sorted = [...log.time.keys()].map((n) => {
          const given = events[log.arrival[n]!]!;
          return { ...given, session: sessionMark(given.sessionId) };
        });
        const begun = sorted.flatMap((event, n) => (startsBasket(sorted[n - 1], event, { orders: true }) ? [n] : []));
        expect([...begun, sorted.length]).toEqual(orders);
      }),
    );
  });

  it('gives all events of a basket the time of its first', () => {
    const line = (time: number) => ({ userId: 'u', itemId: 'a', time, type: PURCHASE, sessionId: 's' });
    const log = logOf([line(0), line(5 * SECOND), line(9 * SECOND), line(999 * SECOND)]);
    const { starts, time } = new Histories(log, Int32Array.of(0), { orders: true }).read(0);
    expect([...starts]).toEqual([0, 3, 4]);
    expect([...time]).toEqual([0, 0, 0, 999 * SECOND]);
  });
});

describe('sessionsBoundOrders', () => {
  const order = (hour: number, gap: number, sessionId: string) =>
    [0, 1, 2].map((n) => ({ userId: 'u', itemId: 'a', time: hour * 3600 * SECOND + n * gap, sessionId }));

  it('holds if the purchases of a session follow each other within a minute', () => {
    expect(sessionsBoundOrders(logOf([...order(1, 3 * SECOND, 's'), ...order(9, 3 * SECOND, 't')]))).toBe(true);
  });

  it('does not hold if a session is a day, without sessions, or if every order has one time', () => {
    const day = [...order(1, 0, 'day'), ...order(2, 0, 'day'), ...order(5, 0, 'day')];
    expect(sessionsBoundOrders(logOf(day))).toBe(false);
    // Twice in a minute now and then.
    const hurried = order(6, 0, 'day').map((event) => ({ ...event, time: event.time + 30 * SECOND }));
    expect(sessionsBoundOrders(logOf([...day, ...order(6, 0, 'day'), ...hurried]))).toBe(false);
    expect(sessionsBoundOrders(logOf(order(1, 3 * SECOND, '')))).toBe(false);
    expect(sessionsBoundOrders(basketLog({ u: ['ab', 'c'] }))).toBe(false);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalClock } from './local-time.js';
import { RecentPopularity } from './recent-popularity.js';
import { recentPriors } from './recent-priors.js';
import { logOf } from './testing/messages.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const DECAY = 7;
const ITEMS = ['a', 'b', 'c'];

const events = fc
  .array(
    fc.record({
      userId: fc.constantFrom('u', 'v'),
      itemId: fc.constantFrom(...ITEMS, 'unlearned'),
      time: fc.nat(60 * 24).map((hours) => hours * HOUR),
      type: fc.constantFrom(1, 3),
      sessionId: fc.constant(''),
    }),
    { minLength: 1 },
  )
  .map((given) => given.toSorted((x, y) => x.time - y.time));

describe('RecentPopularity', () => {
  it('has on each morning the distinct users and days of each item before it, each the less the older', () => {
    fc.assert(
      fc.property(events, fc.nat(70), (given, day) => {
        const log = logOf(given);
        const recent = new RecentPopularity(
          log,
          {
            itemRow: Int32Array.from(log.items, (id) => ITEMS.indexOf(id)),
            items: ITEMS.length,
            target: 'purchase',
            days: DECAY,
            clock: new LocalClock('UTC'),
          },
          (counts) => Float32Array.from(counts),
        );
        const bought = given.filter(({ type }) => type === 3);
        const last = Math.floor(
          Math.max(0, ...bought.filter(({ itemId }) => ITEMS.includes(itemId)).map(({ time }) => time)) / DAY,
        );
        const morning = Math.min(day, last + 1);
        const expected = ITEMS.map((item) => {
          const facts = new Set(
            bought
              .filter(({ itemId }) => itemId === item)
              .map(({ userId, time }) => `${userId} ${Math.floor(time / DAY)}`),
          );
          return [...facts]
            .map((fact) => morning - Number(fact.split(' ')[1]))
            .filter((age) => age > 0)
            .reduce((sum, age) => sum + Math.exp(-age / DECAY), 0);
        });
        const found = recent.of(recent.numberAt(day * DAY + 5 * HOUR));
        found.forEach((count, item) => {
          expect(count).toBeCloseTo(expected[item]!, 4);
        });
      }),
    );
  });
});

describe('recentPriors', () => {
  it('has each day once, for the candidates alone, and says which rows are of which day', () => {
    const priors = { numberAt: (time: number) => time / 10, of: (n: number) => Float32Array.of(n, 2 * n, 3 * n) };
    const { table, next, general } = recentPriors(priors, Int32Array.of(2, 0), [30, 50, 30], [50, 70]);
    const row = (place: number): number[] => [...table.subarray(2 * place, 2 * place + 2)];
    expect([...next].map(row)).toEqual([
      [9, 3],
      [15, 5],
      [9, 3],
    ]);
    expect([...general].map(row)).toEqual([
      [15, 5],
      [21, 7],
    ]);
    expect(table).toHaveLength(6);
  });
});

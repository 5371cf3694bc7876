import { LocalClock } from '@stars/features';
import { createRandom } from '@stars/model';
import { type EvaluationSet, leaveOneOut, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTargets, epochSteps, historyBatch, trainedBaskets } from './sequences.js';

const clock = new LocalClock('UTC');
const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

/** Users with baskets of these sizes, one a day; each event has its own item, `u<user> <day> <place>`. */
const rowsOf = (users: readonly (readonly number[])[]): SmallRow[] =>
  users.flatMap((sizes, user) =>
    sizes.flatMap((size, day) =>
      Array.from({ length: size }, (_, n): SmallRow => {
        const time = new Date(START + day * DAY + n * 60_000).toISOString();
        return [`u${user}`, `u${user} ${day} ${n}`, time];
      }),
    ),
  );

/** Days from the tenth on are evaluated. */
const byDay = (users: readonly (readonly number[])[]): EvaluationSet =>
  splitByTime(smallLog([...rowsOf(users), ...lateRows]), clock, { from: '2026-01-11', minInteractions: 1 });
const lateRows: SmallRow[] = [
  ['late', 'late item', '2026-01-02T00:00:00Z'],
  ['late', 'late item', '2026-01-12T00:00:00Z'],
];

const place = (name: string): string[] => name.split(' ');

describe('epochSteps', () => {
  it('predicts every basket but the first once, from the items before it alone', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(
        fc.array(sizes, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer(),
        (users, length, seed) => {
          const set = byDay(users);
          const names = (items: ArrayLike<number>) => Array.from(items, (item) => set.catalogue[item]!);
          const predicted: string[] = [];
          for (const step of epochSteps(set, length, createRandom(seed))) {
            expect(step.length).toBeLessThanOrEqual(length);
            step.rows.forEach((row, n) => {
              const [user, day] = place(names(step.targets[n]!)[0]!);
              predicted.push(...names(step.targets[n]!));
              const before = names(step.items.subarray(row - (row % step.length), row + 1));
              const days = before.map((name) => Number(place(name)[1]));
              // Of one user, in the order of days, up to the basket before.
              expect(before.every((name) => place(name)[0] === user)).toBe(true);
              expect(days).toEqual(days.toSorted((a, b) => a - b));
              expect(days.at(-1)).toBe(Number(day) - 1);
              expect(new Set(before).size).toBe(before.length);
            });
          }
          const expected = rowsOf(users).flatMap(([, item]) => (place(item)[1] === '0' ? [] : [item]));
          expect(predicted.sort()).toEqual(expected.sort());
          expect(countTargets(set)).toBe(users.reduce((sum, days) => sum + days.length - 1, 0));
        },
      ),
    );
  });

  it('shuffles a basket, which has no order', () => {
    const set = byDay([[6, 1]]);
    const orders = Array.from({ length: 20 }, (_, seed) =>
      [...epochSteps(set, 10, createRandom(seed))].map(({ items }) => items.join()).join(),
    );
    expect(new Set(orders).size).toBeGreaterThan(5);
  });

  it('takes events of one time and session as one basket where the last event is left out, and others one by one', () => {
    const time = '2026-01-01T00:00:00Z';
    const rows: SmallRow[] = [
      ['u', 'a', time],
      ['u', 'b', '2026-01-01T01:00:00Z', 's'],
      ['u', 'c', '2026-01-01T01:00:00Z', 's'],
      ['u', 'd', '2026-01-01T02:00:00Z'],
      ['u', 'e', '2026-01-01T03:00:00Z'],
    ];
    const set = leaveOneOut(smallLog(rows), clock);
    const [step] = [...epochSteps(set, 10, createRandom(1))];
    expect(step!.targets.map((basket) => Array.from(basket, (item) => set.catalogue[item]).join(' '))).toEqual([
      'b c',
      'd',
    ]);
  });

  it('leaves out users with nothing to predict', () => {
    expect(trainedBaskets(byDay([[4], [1, 2], [3]]))).toHaveLength(1);
  });
});

describe('historyBatch', () => {
  it('ends with the latest event, within the limit', () => {
    const set = leaveOneOut(smallLog(rowsOf([[1, 1, 1], new Array<number>(9).fill(1)])), clock);
    const batch = historyBatch(set, set.sessions, 4);
    expect(batch).toMatchObject({ size: 2, length: 4 });
    const lastItems = [...batch.last].map((at) => set.catalogue[batch.items[at]!]);
    expect(lastItems).toEqual(['u0 1 0', 'u1 7 0']);
    expect(set.catalogue[batch.items[4]!]).toBe('u1 4 0');
  });
});

import { LocalClock } from '@stars/features';
import { createRandom } from '@stars/model';
import { leaveOneOut } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTargets, epochSteps, historyBatch, trainedRanges } from './sequences.js';

const clock = new LocalClock('UTC');

/** Users with this many events, each with its own item. */
function setOf(lengths: readonly number[]) {
  const rows = lengths.flatMap((length, user) =>
    Array.from({ length }, (_, n): SmallRow => {
      const time = new Date(Date.UTC(2026, 0, 1) + n * 86_400_000).toISOString();
      return [`u${user}`, `u${user} ${String(n).padStart(4, '0')}`, time];
    }),
  );
  return leaveOneOut(smallLog(rows), clock);
}

describe('epochSteps', () => {
  it('predicts every trainable event once, each from the one before it', () => {
    const lengths = fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 12 }), fc.integer(), (users, length, seed) => {
        const set = setOf(users);
        const pairs: string[] = [];
        for (const step of epochSteps(set, length, createRandom(seed))) {
          expect(step.length).toBeLessThanOrEqual(length);
          step.rows.forEach((row, n) => {
            pairs.push(`${set.catalogue[step.items[row]!]} → ${set.catalogue[step.targets[n]!]}`);
          });
        }
        const expected = users.flatMap((events, user) =>
          // The last event is held back, and the first has none before it.
          Array.from({ length: Math.max(0, events - 2) }, (_, n) => {
            const name = (at: number) => `u${user} ${String(at).padStart(4, '0')}`;
            return `${name(n)} → ${name(n + 1)}`;
          }),
        );
        expect(pairs.sort()).toEqual(expected.sort());
        expect(countTargets(set)).toBe(expected.length);
      }),
    );
  });

  it('leaves out users with nothing to predict', () => {
    expect(trainedRanges(setOf([2, 3, 2]))).toHaveLength(1);
  });
});

describe('historyBatch', () => {
  it('ends with the latest event, within the limit', () => {
    const set = setOf([3, 9]);
    const batch = historyBatch(set, set.sessions, 4);
    expect(batch).toMatchObject({ size: 2, length: 4 });
    const lastItems = [...batch.last].map((at) => set.catalogue[batch.items[at]!]);
    expect(lastItems).toEqual(['u0 0001', 'u1 0007']);
    expect(set.catalogue[batch.items[4]!]).toBe('u1 0004');
  });
});

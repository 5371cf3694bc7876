import { describe, expect, it } from 'vitest';
import { computedResults, loadReference } from './testing/index.js';
import { rearranged } from './testing/rearranged-batch.js';
import type { TrainingBatch } from './training-batch.js';

// A sequence keeps its inputs and targets, so vectors and losses over the candidates must not change.

/** Every part of the model and of the loss, a whole catalogue, no [USER]. */
const CASES = ['everything', 'full-softmax', 'no-user-token'];

const TOLERANCE = 1e-5;

function expectClose(name: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(actual.length, name).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const limit = TOLERANCE * (1 + Math.abs(expected[i]!));
    expect(Math.abs(actual[i]! - expected[i]!), `${name}, number ${i}`).toBeLessThanOrEqual(limit);
  }
}

describe.each(CASES)('%s', (name) => {
  const reference = loadReference(name);
  const { config, batch, options } = reference;
  const all = Array.from({ length: batch.sequences.size }, (_, b) => b);
  const resultsOf = (changed: TrainingBatch) => computedResults({ ...reference, batch: changed });
  const whole = resultsOf(batch);

  function expectUnchanged(changed: TrainingBatch): void {
    const results = resultsOf(changed);
    expect([...results.keys()]).toEqual([...whole.keys()]);
    for (const [result, values] of results) expectClose(result, values, whole.get(result)!);
  }

  it('padding changes no vector, loss or gradient', () => {
    expect(batch.sequences.length).toBeLessThan(config.maxLength);
    expectUnchanged(rearranged(config, batch, all, config.maxLength));
  });

  it('the order of the batch changes no vector, loss or gradient', () => {
    expectUnchanged(rearranged(config, batch, [2, 0, 1]));
  });

  it('the size of the batch changes no vector, and a loss is the mean over its rows', () => {
    const parts = all.map((b) => rearranged(config, batch, [b]));
    const results = parts.map(resultsOf);
    for (const vectors of ['h_next', 'h_gen', 'users'].filter((key) => whole.has(key))) {
      expectClose(
        vectors,
        results.flatMap((part) => [...part.get(vectors)!]),
        whole.get(vectors)!,
      );
    }
    const rows = {
      next: parts.map(({ nextRows }) => nextRows.length),
      general: parts.map(({ generalRows }) => generalRows.length),
    };
    const mean = (losses: readonly number[], counts: readonly number[]): number =>
      losses.reduce((sum, loss, b) => sum + loss * counts[b]!, 0) / counts.reduce((sum, count) => sum + count, 0);
    const loss = (of: ReadonlyMap<string, Float32Array>, part: string): number => of.get(part)?.[0] ?? 0;
    for (const [part, counts] of [
      ['loss.next', rows.next],
      ['loss.general', rows.general],
      ['loss.auxiliary', rows.next],
    ] as const) {
      const byPart = results.map((of) => loss(of, part));
      expectClose(part, [mean(byPart, counts)], [loss(whole, part)]);
    }
    // The rest of the total, L_neg included, is a mean over the rows that predict the next basket.
    const rest = (of: ReadonlyMap<string, Float32Array>): number =>
      loss(of, 'loss') - options.generalWeight * loss(of, 'loss.general');
    expectClose('total', [mean(results.map(rest), rows.next)], [rest(whole)]);
  });
});

describe('the comparison can fail', () => {
  it('if a token is visible that should be padding', () => {
    const reference = loadReference('default');
    const { config, batch } = reference;
    const changed = rearranged(config, batch, [0, 1, 2], batch.sequences.length + 1);
    changed.sequences.basket[batch.sequences.length] = 0;
    const before = computedResults(reference).get('h_next')!;
    const after = computedResults({ ...reference, batch: changed }).get('h_next')!;
    expect(() => expectClose('h_next', after, before)).toThrow('h_next, number');
  });
});

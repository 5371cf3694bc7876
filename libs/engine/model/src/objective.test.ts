import { describe, expect, it } from 'vitest';
import { objective } from './objective.js';
import { expectGradient } from './testing/central-differences.js';
import { EVERY_PART, movedParameters, wholeBatch } from './testing/tiny-batch.js';
import { tinyConfig } from './testing/tiny-model.js';
import { type Tensor, tf } from './tf.js';
import type { ObjectiveOptions, TrainingBatch } from './training-batch.js';

const config = tinyConfig(EVERY_PART);
const parameters = movedParameters(config);
const batch = wholeBatch(config);
const PLAIN: ObjectiveOptions = { generalWeight: 0.5, deltaDropout: 0 };
const EVERYTHING: ObjectiveOptions = {
  ...PLAIN,
  negativeWeight: 0.3,
  auxiliaryWeight: 0.2,
  taxonomyWeight: 0.4,
  decorrelationWeight: 0.6,
};
const read = (x: Tensor): number => x.dataSync()[0]!;
const losses = (options: ObjectiveOptions, given: TrainingBatch = batch, changed = parameters) => {
  const { total, next, general, terms } = objective(config, changed, given, options);
  const values = Object.fromEntries(Object.entries(terms).map(([name, x]) => [name, read(x)]));
  return { total: read(total), next: read(next), general: read(general), terms: values };
};
const without = (...names: (keyof TrainingBatch)[]): TrainingBatch => {
  const rest: Partial<TrainingBatch> = { ...batch };
  for (const name of names) delete rest[name];
  return rest as TrainingBatch;
};

describe('objective with every part', () => {
  it.each([...parameters.keys()])('has the gradient of central differences in %s', (name) => {
    expectGradient(
      (x) => objective(config, new Map(parameters).set(name, x), batch, EVERYTHING).total,
      parameters.get(name)!,
      0.02,
      2e-3,
    );
  });

  it('is the weighted sum of its terms', () => {
    const all = losses(EVERYTHING);
    const unweighted = losses({ ...EVERYTHING, negativeWeight: 0 });
    expect(Object.keys(all.terms).sort()).toEqual(['auxiliary', 'decorrelation', 'taxonomy']);
    const { auxiliary, taxonomy, decorrelation } = all.terms as Record<string, number>;
    const sum = all.next + 0.5 * all.general + 0.2 * auxiliary! + 0.4 * taxonomy! + 0.6 * decorrelation!;
    expect(unweighted.total).toBeCloseTo(sum, 5);
    // L_neg is part of the total, not of the reported L_next.
    expect(all.total - unweighted.total).toBeGreaterThan(0.01);
    expect(all.next).toBeCloseTo(unweighted.next, 5);
  });

  it('is exactly the plain loss if every weight is 0, whatever the batch contains', () => {
    const zero = { ...PLAIN, negativeWeight: 0, auxiliaryWeight: 0, taxonomyWeight: 0, decorrelationWeight: 0 };
    const { terms, ...plain } = losses(zero);
    expect(terms).toEqual({});
    expect(losses(PLAIN, without('taxonomy', 'pairs'))).toEqual({ ...plain, terms });
  });

  it('leaves out a term whose part of the batch is absent', () => {
    const { terms } = losses(EVERYTHING, without('taxonomy', 'pairs'));
    expect(Object.keys(terms)).toEqual(['auxiliary']);
  });
});

describe('what a batch may leave out', () => {
  // Far above the rounding errors of these losses of about 10.
  const SEEN = 5e-5;

  it.each(['hard', 'request'] as const)('%s: affects only L_next', (field) => {
    const [whole, rest] = [losses(PLAIN), losses(PLAIN, without(field))];
    expect(Math.abs(whole.next - rest.next)).toBeGreaterThan(SEEN);
    expect(whole.general).toBe(rest.general);
  });

  it('log q: affects both losses', () => {
    const [whole, rest] = [losses(PLAIN), losses(PLAIN, without('logQ'))];
    expect(Math.abs(whole.next - rest.next)).toBeGreaterThan(SEEN);
    expect(Math.abs(whole.general - rest.general)).toBeGreaterThan(SEEN);
  });
});

describe('blank moments', () => {
  it('are exactly no offset', () => {
    const request = { time: new Float32Array(6), signals: new Float32Array(9) };
    expect(losses(PLAIN, { ...batch, request }).next).toBeCloseTo(losses(PLAIN, without('request')).next, 6);
  });
});

describe('L_aux', () => {
  const auxiliary = (changed = parameters, given = batch): number =>
    losses({ ...PLAIN, auxiliaryWeight: 1 }, given, changed).terms['auxiliary']!;

  it('compares with frozen content: δ of an item that is in no sequence has no effect', () => {
    // Item 5 is a target and is in no sequence; item 4 is in one.
    const moved = (item: number) => {
      const delta = parameters.get('item.delta')!;
      const values = delta.dataSync().slice() as Float32Array;
      values.fill(3, item * config.contentWidth, (item + 1) * config.contentWidth);
      return new Map(parameters).set('item.delta', tf.tensor(values, delta.shape));
    };
    expect(auxiliary(moved(5))).toBe(auxiliary());
    expect(Math.abs(auxiliary(moved(4)) - auxiliary())).toBeGreaterThan(1e-4);
  });

  it('uses the step’s positives as each other’s negatives, and no drawn candidate', () => {
    const embedding = batch.items.embedding.slice();
    // Candidate 8 was drawn and is in no sequence.
    embedding.fill(4, 8 * config.contentWidth, 9 * config.contentWidth);
    expect(auxiliary(parameters, { ...batch, items: { ...batch.items, embedding } })).toBe(auxiliary());
    expect(auxiliary(parameters, { ...batch, positives: 9 })).not.toBe(auxiliary());
  });
});

describe('L_tax', () => {
  it('distinguishes only classes: positives of one class share it', () => {
    const one = losses({ ...PLAIN, taxonomyWeight: 1 }, { ...batch, taxonomy: [new Int32Array(9), new Int32Array(9)] });
    const targets = { rows: 3, pairs: Int32Array.of(0, 0, 1, 0, 2, 0), weights: Float32Array.of(1, 1, 1) };
    const merged = losses(
      { ...PLAIN, taxonomyWeight: 1 },
      { ...batch, taxonomy: [new Int32Array(9), new Int32Array(9)], nextTargets: targets },
    );
    expect(one.terms['taxonomy']).toBeCloseTo(merged.terms['taxonomy']!, 6);
  });
});

describe('L_dec', () => {
  it('is the squared cosine of the two heads: 1 if they agree, 0 if they are orthogonal', () => {
    const decorrelation = (head: (weight: number[][]) => number[][]): number => {
      const next = parameters.get('head.next')!.arraySync() as number[][];
      const changed = new Map(parameters).set('head.general', tf.tensor2d(head(next)));
      // Of the first copy and itself as a token: a state of the copy stands in no items, so a state is made by layers of zeros.
      for (const name of changed.keys()) {
        if (/^layer|position|side|item\.token|user/.test(name)) changed.set(name, tf.zerosLike(changed.get(name)!));
      }
      changed.set('final.norm.bias', tf.ones([config.width]));
      return losses({ ...PLAIN, decorrelationWeight: 1 }, batch, changed).terms['decorrelation']!;
    };
    expect(decorrelation((next) => next)).toBeCloseTo(1, 4);
    // h_next of a state of ones is the column sums; swapping two entries with a change of sign is orthogonal to it.
    const rotated = (next: number[][]): number[][] =>
      next.map((row) => row.map((_, j) => (j % 2 === 0 ? -row[j + 1]! : row[j - 1]!)));
    expect(decorrelation(rotated)).toBeCloseTo(0, 4);
  });
});

describe('the whole catalogue, held from step to step', () => {
  it('gives the same as arrays that are sent again', async () => {
    const { ConstantTensors } = await import('./constant-tensors.js');
    const constants = new ConstantTensors();
    const held = { ...batch, items: { ...batch.items, constant: true } };
    const first = read(objective(config, parameters, held, EVERYTHING, undefined, constants).total);
    const second = read(objective(config, parameters, held, EVERYTHING, undefined, constants).total);
    expect([first, second]).toEqual([losses(EVERYTHING).total, losses(EVERYTHING).total]);
    constants.dispose();
  });
});

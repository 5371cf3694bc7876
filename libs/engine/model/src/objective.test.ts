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
    expect(unweighted.total).toBeCloseTo(all.next + 0.5 * all.general + 0.2 * all.terms['auxiliary']!, 5);
    // L_neg is part of the total, not of the reported L_next.
    expect(all.total - unweighted.total).toBeGreaterThan(0.01);
    expect(all.next).toBeCloseTo(unweighted.next, 5);
  });

  it('is exactly the plain loss if every weight is 0, whatever the batch contains', () => {
    const zero = losses({ ...PLAIN, negativeWeight: 0, auxiliaryWeight: 0 });
    expect(zero.terms).toEqual({});
    expect(losses(PLAIN)).toEqual(zero);
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

import { describe, expect, it } from 'vitest';
import { OFFSET_PREFIX } from './parameter-specs.js';
import { createParameters } from './parameters.js';
import { createRandom } from './random.js';
import { EVERY_PART, wholeBatch } from './testing/tiny-batch.js';
import { tinyConfig } from './testing/tiny-model.js';
import { tf } from './tf.js';
import { StarsTrainer } from './training-step.js';

const config = tinyConfig({ ...EVERY_PART, dropout: 0.1 });
const plain = { generalWeight: 0, deltaDropout: 0 };

/** With the signal, a row's target is item 1; without it, item 6. */
function batchOf(random: () => number) {
  const batch = wholeBatch(config);
  const live = Array.from({ length: 3 }, () => random() < 0.5);
  const { hard: _hard, logQ: _logQ, ...rest } = batch;
  return {
    live,
    batch: {
      ...rest,
      nextTargets: {
        rows: 3,
        pairs: Int32Array.from(live.flatMap((on, row) => [row, on ? 1 : 6])),
        weights: Float32Array.of(1, 1, 1),
      },
      request: { time: new Float32Array(6), signals: Float32Array.from(live.flatMap((on) => [on ? 1 : 0, 0, 0])) },
    },
  };
}

describe('adoption of a signal', () => {
  it('learns the signal’s effect, with everything except the offsets frozen bit for bit', () => {
    const parameters = createParameters(config, 3);
    const before = new Map([...parameters].map(([name, x]) => [name, x.dataSync().slice()]));
    const random = createRandom(5);
    // The backbone knows both items as targets, but not the signal.
    const trainer = new StarsTrainer(config, parameters, { ...plain, only: 'offsets' }, 1);
    const losses = Array.from({ length: 150 }, () => trainer.step(batchOf(random).batch, 0.05, 0.05).next);
    trainer.disposeOptimiser();
    for (const [name, x] of parameters) {
      const same = x.dataSync().every((value, i) => value === before.get(name)![i]);
      expect(`${name} ${same}`).toBe(`${name} ${!name.startsWith(OFFSET_PREFIX)}`);
    }
    const mean = (part: number[]): number => part.reduce((a, b) => a + b) / part.length;
    expect(mean(losses.slice(-20))).toBeLessThan(mean(losses.slice(0, 20)) - 0.3);
  });

  it('uses no dropout: frozen parts behave as in serving', () => {
    const step = () => {
      const trainer = new StarsTrainer(config, createParameters(config, 3), { ...plain, only: 'offsets' }, 1);
      const { batch } = batchOf(createRandom(2));
      const losses = [1, 2].map(() => trainer.step(batch, 1e-12, 0).next);
      trainer.disposeOptimiser();
      return losses;
    };
    const [first, second] = step();
    expect(second).toBeCloseTo(first!, 5);
  });

  it('is refused if the model has no offsets', () => {
    const without = tinyConfig();
    expect(() => new StarsTrainer(without, createParameters(without, 3), { ...plain, only: 'offsets' }, 1)).toThrow(
      RangeError,
    );
  });
});

describe('training everything', () => {
  it('reports each term of the loss and changes every parameter', () => {
    const parameters = createParameters(config, 3);
    const before = new Map([...parameters].map(([name, x]) => [name, x.dataSync().slice()]));
    const trainer = new StarsTrainer(
      config,
      parameters,
      {
        ...plain,
        generalWeight: 1,
        negativeWeight: 0.1,
        auxiliaryWeight: 0.1,
      },
      1,
    );
    // The trainer holds the tensors of arrays that are the same in both steps: two more, and no others.
    const batch = wholeBatch(config);
    batch.items.constant = true;
    const memory = tf.memory().numTensors;
    // Twice: a factor that starts at zero has no gradient through another such factor.
    trainer.step(batch, 0.01, 0.01);
    expect(tf.memory().numTensors).toBe(memory + 2);
    const report = trainer.step(batch, 0.01, 0.01);
    expect(tf.memory().numTensors).toBe(memory + 2);
    expect(report.terms).toEqual({ auxiliary: expect.any(Number) });
    expect(report.terms.auxiliary).toBeGreaterThan(0);
    // The user of the batch is known.
    for (const [name, x] of parameters) {
      if (name === 'user.default') continue;
      expect(`${name} ${x.dataSync().some((value, i) => value !== before.get(name)![i])}`).toBe(`${name} true`);
    }
    trainer.disposeOptimiser();
  });
});

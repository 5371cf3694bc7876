// @module-tag long
import { describe, expect, it } from 'vitest';
import { encode, generalVectors, nextVectors } from './encoder.js';
import { itemContent, itemServingVectors, itemTokens } from './item-encoder.js';
import { oneCycle } from './one-cycle.js';
import { createParameters, type Parameters } from './parameters.js';
import { createRandom } from './random.js';
import { type PlantedSequence, plantedBatch } from './testing/planted-batch.js';
import { tinyConfig } from './testing/tiny-model.js';
import { type Tensor, tf } from './tf.js';
import { StarsTrainer } from './training-step.js';

// Patterns that only one part of the model can find: order, the user's features, the two heads' different targets.

const GROUPS = 3;
const GROUP_SIZE = 4;
const ITEMS = GROUPS * GROUP_SIZE;
const TESTS = 60;

const config = tinyConfig({
  itemCount: ITEMS,
  tagCount: 0,
  sideWidth: 1,
  userNumericCount: 0,
  userCategoricalSizes: [1 + GROUPS],
});

/** Trains on sequences that are drawn again for every step. */
function trained(draw: () => PlantedSequence, steps = 45): Parameters {
  const parameters = createParameters(config, 7);
  const trainer = new StarsTrainer(config, parameters, { generalWeight: 1, deltaDropout: 0 }, 1);
  for (let step = 0; step < steps; step++) {
    const rate = oneCycle(step, steps, 0.02);
    trainer.step(plantedBatch(config, Array.from({ length: 12 }, draw)), rate, rate);
  }
  trainer.disposeOptimiser();
  return parameters;
}

/** The catalogue by score, best first: with h_next of each sequence's last token, and with h_gen of its copy. */
function rankings(parameters: Parameters, sequences: PlantedSequence[]): { next: number[][]; general: number[][] } {
  const batch = plantedBatch(config, sequences);
  const content = itemContent(config, parameters, batch.items);
  const states = encode(config, parameters, itemTokens(parameters, content), batch.sequences);
  const v = itemServingVectors(parameters, content);
  const last = Int32Array.from(sequences, ({ items }, b) => b * batch.sequences.length + items.length - 1);
  const copies = Int32Array.from(sequences, (_, b) => b);
  const ranked = (h: Tensor): number[][] =>
    (tf.matMul(h as never, v as never, false, true).arraySync() as number[][]).map((scores) =>
      scores.map((_, j) => j).sort((a, b) => scores[b]! - scores[a]!),
    );
  return {
    next: ranked(nextVectors(parameters, states.items, last)),
    general: ranked(generalVectors(parameters, states.copies, copies)),
  };
}

function drawer(seed: number) {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  return { below, memberOf: (group: number): number => group * GROUP_SIZE + below(GROUP_SIZE) };
}

const groupOf = (item: number): number => Math.floor(item / GROUP_SIZE);

/** Mean share of the group among the first places that it could fill; chance is a third. */
function shareOnTop(rankedLists: number[][], groups: number[]): number {
  const shares = rankedLists.map((list, n) => list.slice(0, GROUP_SIZE).filter((i) => groupOf(i) === groups[n]).length);
  return shares.reduce((sum, x) => sum + x, 0) / (GROUP_SIZE * shares.length);
}

describe('a model trained on a planted pattern', () => {
  it('finds the successor: item i is followed by item i + 1 mod n', () => {
    const { below } = drawer(11);
    const after = (item: number): number => (item + 1) % ITEMS;
    const draw = (): PlantedSequence => {
      const start = below(ITEMS);
      const items = Array.from({ length: 2 + below(4) }, (_, i) => (start + i) % ITEMS);
      return { items, category: 0, next: items.map(after), general: [after(items.at(-1)!)] };
    };
    const parameters = trained(draw);
    const tests = Array.from({ length: TESTS }, draw);
    const { next, general } = rankings(parameters, tests);
    const found = (lists: number[][]): number =>
      lists.filter((list, n) => list[0] === after(tests[n]!.items.at(-1)!)).length;
    expect(found(next) / TESTS).toBeGreaterThan(0.95);
    expect(found(general) / TESTS).toBeGreaterThan(0.8);
  }, 60_000);

  it('finds the taste that a user feature decides, without information in the history', () => {
    const { below, memberOf } = drawer(12);
    const draw = (): PlantedSequence => {
      const category = 1 + below(GROUPS);
      const items = Array.from({ length: 1 + below(3) }, () => below(ITEMS));
      const liked = (): number => memberOf(category - 1);
      return { items, category, next: items.map(liked), general: [liked(), liked()] };
    };
    const parameters = trained(draw);
    const tests = Array.from({ length: TESTS }, draw);
    const liked = tests.map(({ category }) => category - 1);
    const { next, general } = rankings(parameters, tests);
    expect(shareOnTop(next, liked)).toBeGreaterThan(0.9);
    expect(shareOnTop(general, liked)).toBeGreaterThan(0.9);
    // Without the feature the taste is unknown.
    const unknown = rankings(
      parameters,
      tests.map((sequence) => ({ ...sequence, category: 0 })),
    );
    expect(shareOnTop(unknown.next, liked)).toBeLessThan(0.6);
    expect(shareOnTop(unknown.general, liked)).toBeLessThan(0.6);
  }, 60_000);

  it('separates long-term taste (h_gen) from present intent (h_next)', () => {
    const { below, memberOf } = drawer(13);
    // A long run of one group, then one item of another: next intent is like the last item, taste like the rest.
    const draw = (): PlantedSequence => {
      const taste = below(GROUPS);
      const intent = (taste + 1 + below(GROUPS - 1)) % GROUPS;
      const items = [...Array.from({ length: 3 + below(2) }, () => memberOf(taste)), memberOf(intent)];
      return {
        items,
        category: 0,
        next: items.map((item) => memberOf(groupOf(item))),
        general: [memberOf(taste), memberOf(taste)],
      };
    };
    const parameters = trained(draw);
    const tests = Array.from({ length: TESTS }, draw);
    const taste = tests.map(({ items }) => groupOf(items[0]!));
    const intent = tests.map(({ items }) => groupOf(items.at(-1)!));
    const { next, general } = rankings(parameters, tests);
    expect(shareOnTop(next, intent)).toBeGreaterThan(0.9);
    expect(shareOnTop(general, taste)).toBeGreaterThan(0.9);
    expect(shareOnTop(next, taste)).toBeLessThan(0.1);
    expect(shareOnTop(general, intent)).toBeLessThan(0.1);
  }, 60_000);
});

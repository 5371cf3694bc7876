import { PADDING_BASKET } from '../batch.js';
import type { StarsConfig } from '../config.js';
import { createRandom, fillNormal } from '../random.js';
import type { TrainingBatch } from '../training-batch.js';

/** One user's sequence, with one item in each basket an hour apart, and the targets of its outputs. */
export interface PlantedSequence {
  items: number[];
  /** Row in the categorical user feature; 0: the user has no feature. */
  category: number;
  /** Target of each token's h_next, by position. */
  next: number[];
  /** Targets of h_gen of a copy at the end. */
  general: number[];
}

/** Every item of the catalogue is a candidate: the loss is the full softmax. */
export function plantedBatch(config: StarsConfig, sequences: readonly PlantedSequence[]): TrainingBatch {
  const size = sequences.length;
  const length = Math.max(...sequences.map(({ items }) => items.length));
  const { itemCount, sideWidth } = config;
  const places = size * length;
  const batch = {
    size,
    length,
    cuts: 1,
    item: new Int32Array(places),
    side: new Float32Array(places * sideWidth),
    hours: new Float32Array(places),
    basket: new Int32Array(places).fill(PADDING_BASKET),
    cutBasket: Int32Array.from(sequences, ({ items }) => items.length),
    cutHours: Float32Array.from(sequences, ({ items }) => items.length - 1),
    userNumeric: new Float32Array(size * config.userNumericCount),
    userCategorical: Int32Array.from(sequences, ({ category }) => category),
    userKnown: Float32Array.from(sequences, ({ category }) => (category > 0 ? 1 : 0)),
  };
  const rows: number[] = [];
  const nextPairs: number[] = [];
  const generalPairs: number[] = [];
  const generalWeights: number[] = [];
  sequences.forEach(({ items, next, general }, b) => {
    items.forEach((item, i) => {
      const at = b * length + i;
      batch.item[at] = item;
      batch.basket[at] = i;
      batch.hours[at] = i;
      nextPairs.push(rows.length, next[i]!);
      rows.push(at);
    });
    for (const item of general) {
      generalPairs.push(b, item);
      generalWeights.push(1 / general.length);
    }
  });
  return {
    sequences: batch,
    items: plantedItems(config),
    candidates: itemCount,
    offset: new Float32Array(itemCount),
    nextRows: Int32Array.from(rows),
    nextTargets: {
      rows: rows.length,
      pairs: Int32Array.from(nextPairs),
      weights: new Float32Array(rows.length).fill(1),
    },
    generalRows: Int32Array.from(sequences, (_, b) => b),
    generalTargets: {
      rows: size,
      pairs: Int32Array.from(generalPairs),
      weights: Float32Array.from(generalWeights),
    },
  };
}

/** Random content, independent of the patterns. */
function plantedItems(config: StarsConfig) {
  const count = config.itemCount;
  return {
    count,
    embedding: fillNormal(createRandom(5), new Float32Array(count * config.contentWidth), 1),
    tags: new Float32Array(count * config.tagCount),
    deltaRow: Int32Array.from({ length: count }, (_, i) => i),
  };
}

import { type ItemInputs, PADDING_BASKET, type SequenceBatch } from '../batch.js';
import { checkConfig } from '../check-config.js';
import { SIZES, type StarsConfig } from '../config.js';
import { createRandom, fillNormal } from '../random.js';

/** A two-layer model with every kind of input, small enough for plain JavaScript. */
export const tinyConfig = (changes: Partial<StarsConfig> = {}): StarsConfig =>
  checkConfig({
    ...SIZES.tiny,
    tagCount: 3,
    sideWidth: 5,
    userNumericCount: 1,
    userCategoricalSizes: [3],
    itemCount: 12,
    ...changes,
  });

export function tinyItems(config: StarsConfig, seed = 5): ItemInputs {
  const random = createRandom(seed);
  const count = config.itemCount;
  return {
    count,
    embedding: fillNormal(random, new Float32Array(count * config.contentWidth), 1),
    tags: Float32Array.from({ length: count * config.tagCount }, () => (random() < 0.3 ? 1 : 0)),
    deltaRow: Int32Array.from({ length: count }, (_, i) => i),
  };
}

export interface TinySequence {
  items: number[];
  baskets: number[];
  hours: number[];
  /** One number for each token, spread over its side features. */
  side: number[];
  cuts: { basket: number; hours: number }[];
  user: { number: number; category: number; known: boolean };
}

/** Lays sequences out as a batch of `length` tokens; the rest is padding. */
export function tinyBatch(config: StarsConfig, sequences: TinySequence[], length: number): SequenceBatch {
  const size = sequences.length;
  const cuts = sequences[0]!.cuts.length;
  const batch: SequenceBatch = {
    size,
    length,
    cuts,
    item: new Int32Array(size * length),
    side: new Float32Array(size * length * config.sideWidth),
    hours: new Float32Array(size * length),
    basket: new Int32Array(size * length).fill(PADDING_BASKET),
    cutBasket: new Int32Array(size * cuts),
    cutHours: new Float32Array(size * cuts),
    userNumeric: Float32Array.from(sequences, ({ user }) => user.number),
    userCategorical: Int32Array.from(sequences, ({ user }) => user.category),
    userKnown: Float32Array.from(sequences, ({ user }) => (user.known ? 1 : 0)),
  };
  sequences.forEach((sequence, b) => {
    sequence.items.forEach((item, i) => {
      const at = b * length + i;
      batch.item[at] = item;
      batch.basket[at] = sequence.baskets[i]!;
      batch.hours[at] = sequence.hours[i]!;
      for (let f = 0; f < config.sideWidth; f++) batch.side[at * config.sideWidth + f] = sequence.side[i]! / (f + 1);
    });
    sequence.cuts.forEach((cut, k) => {
      batch.cutBasket[b * cuts + k] = cut.basket;
      batch.cutHours[b * cuts + k] = cut.hours;
    });
  });
  return batch;
}

/** Six tokens in four baskets, with cuts after the first and after the third. */
export const tinySequence = (): TinySequence => ({
  items: [0, 3, 4, 7, 2, 9],
  baskets: [0, 0, 1, 2, 2, 3],
  hours: [0, 0, 20, 50, 50, 300],
  side: [1, 0.5, -1, 0.2, 0.7, -0.3],
  cuts: [
    { basket: 1, hours: 0 },
    { basket: 3, hours: 50 },
  ],
  user: { number: 0.4, category: 2, known: true },
});

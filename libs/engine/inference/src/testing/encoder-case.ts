import {
  checkConfig,
  createRandom,
  fillNormal,
  type ItemInputs,
  PADDING_BASKET,
  parameterSpecs,
  priorServes,
  type SequenceBatch,
  SIZES,
  type StarsConfig,
} from '@stars/model/definition';
import { ModelEncoder } from '../model-encoder.js';
import type { NativeEncoder } from '../native-encoder.js';

/** A model of random weights, items, and sequences of them with one cut each. */
export interface EncoderCase {
  config: StarsConfig;
  weights: Map<string, { shape: number[]; values: Float32Array }>;
  items: ItemInputs;
  /** [P] */
  prior: Float32Array;
  sequences: SequenceBatch;
  /** [B] */
  last: Int32Array;
}

const ITEMS = 11;
const LEARNED = 7;

/** @param lengths Tokens of each sequence; the longest may be shorter than the batch. */
export function encoderCase(
  { seed, lengths, padding = 0 }: { seed: number; lengths: readonly number[]; padding?: number },
  parts: Partial<StarsConfig> = {},
): EncoderCase {
  const random = createRandom(seed);
  const below = (n: number): number => Math.floor(n * random());
  const normal = (size: number, deviation = 1): Float32Array => fillNormal(random, new Float32Array(size), deviation);
  const length = Math.max(1, ...lengths) + padding;
  const config = checkConfig({
    ...SIZES.tiny,
    ...{ maxLength: length, tagCount: 4, sideWidth: 5, userNumericCount: 2, userCategoricalSizes: [3, 4] },
    ...{ itemCount: LEARNED, ...parts },
  });
  const weights = new Map(
    parameterSpecs(config).map(({ name, shape, constant = 0 }) => {
      const size = shape.reduce((product, side) => product * side, 1);
      return [name, { shape, values: normal(size, 0.3).map((x) => constant + x) }];
    }),
  );
  const sizes = config.userCategoricalSizes;
  const sequences: SequenceBatch = {
    ...{ size: lengths.length, length, cuts: 1 },
    item: new Int32Array(lengths.length * length),
    // Most columns of a side row are zeros.
    side: normal(lengths.length * length * config.sideWidth).map((x) => (x > 0.5 ? x : 0)),
    hours: new Float32Array(lengths.length * length),
    basket: new Int32Array(lengths.length * length).fill(PADDING_BASKET),
    cutBasket: Int32Array.from(lengths, (n) => below(n + 2)),
    cutHours: Float32Array.from(lengths, () => 4000 * random()),
    userNumeric: normal(lengths.length * config.userNumericCount),
    userCategorical: Int32Array.from({ length: lengths.length * sizes.length }, (_, i) =>
      below(sizes[i % sizes.length]!),
    ),
    userKnown: Float32Array.from(lengths, () => below(2)),
  };
  lengths.forEach((n, b) => {
    let [basket, hours] = [0, 0];
    for (let i = b * length; i < b * length + n; i++) {
      if (random() < 0.6) [basket, hours] = [basket + 1, hours + 3000 * random() ** 4];
      sequences.item[i] = below(ITEMS);
      sequences.basket[i] = basket;
      sequences.hours[i] = hours;
    }
  });
  const items: ItemInputs = {
    count: ITEMS,
    embedding: normal(ITEMS * config.contentWidth),
    tags: Float32Array.from({ length: ITEMS * config.tagCount }, () => below(2)),
    deltaRow: Int32Array.from({ length: ITEMS }, () => below(LEARNED + 1) - 1),
  };
  const last = Int32Array.from(lengths, (n) => below(Math.max(1, n)));
  return { config, weights, items, prior: normal(ITEMS), sequences, last };
}

/** What the encoder makes of a case. */
export function encodedCase({ config, weights, items, prior, sequences, last }: EncoderCase, native?: NativeEncoder) {
  const encoder = new ModelEncoder(config, weights, native);
  const { tokens, vectors } = encoder.items({ ...items, prior: priorServes(config) ? prior : new Float32Array(0) });
  return { tokens, vectors, ...encoder.users(sequences, tokens, last) };
}

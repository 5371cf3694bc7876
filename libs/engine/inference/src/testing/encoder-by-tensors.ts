import {
  encode,
  generalVectors,
  itemContent,
  itemTokens,
  nextVectors,
  PADDING_BASKET,
  storedItemVectors,
  storedUserVectors,
  tf,
} from '@stars/model';
import { type EncoderCase, encodedCase } from './encoder-case.js';

type Encoded = ReturnType<typeof encodedCase>;

/** What training computes of the same case, on the current backend of TensorFlow.js. */
export function caseByTensors({ config, weights, items, prior, sequences, last }: EncoderCase): Encoded {
  return tf.tidy(() => {
    const parameters = new Map([...weights].map(([name, { shape, values }]) => [name, tf.tensor(values, shape)]));
    const content = itemContent(config, parameters, items);
    const tokens = itemTokens(parameters, content);
    const states = encode(config, parameters, tokens, sequences);
    const own = last.map((place, b) => b * sequences.length + place);
    const copies = Int32Array.from(last, (_, b) => b);
    const values = (tensor: tf.Tensor): Float32Array => tensor.dataSync<'float32'>().slice();
    return {
      tokens: values(tokens),
      vectors: values(storedItemVectors(config, parameters, content, prior)),
      general: values(storedUserVectors(config, generalVectors(parameters, states.copies, copies))),
      next: values(storedUserVectors(config, nextVectors(parameters, states.items, own))),
    };
  });
}

/**
 * The largest difference between two encodings of a case, in units of 1 + the largest number; h_next only of sequences that have a
 * token.
 */
export function distanceOf(of: EncoderCase, actual: Encoded, expected: Encoded): number {
  const { sequences, config } = of;
  const hasToken = (place: number): boolean =>
    sequences.basket[Math.floor(place / config.servingWidth) * sequences.length]! < PADDING_BASKET;
  const distances = (['tokens', 'vectors', 'general', 'next'] as const).map((name) => {
    if (actual[name].length !== expected[name].length) return Number.POSITIVE_INFINITY;
    const read = expected[name].map((x, i) => (name !== 'next' || hasToken(i) ? Math.abs(actual[name][i]! - x) : 0));
    return Math.max(...read) / (1 + Math.max(...expected[name].map(Math.abs)));
  });
  return Math.max(...distances);
}

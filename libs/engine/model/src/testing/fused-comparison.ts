import { type ModelParts, PADDING_BASKET, type SequenceBatch, tf } from '../index.js';
import { DropoutSeeds, dropout } from '../layers/dropout.js';
import { transformer } from '../layers/transformer.js';
import { createParameters } from '../parameters.js';
import { createRandom, fillNormal } from '../random.js';
import type { Tensor } from '../tf.js';
import { tinyConfig } from './tiny-model.js';

export interface LayerShape {
  width: number;
  heads: number;
  length: number;
  parts?: Partial<ModelParts>;
  /** Sequences; absent: 3. Kernels work in 16 parts: only with more sequences do several share a worker's memory. */
  batch?: number;
  /** Lengths of the sequences, assigned by round robin; the rest is padding. Absent: full length. */
  tokens?: readonly number[];
  /** Time of each basket, hours; absent: 30 apart. */
  hoursOf?: (basket: number) => number;
}

const CUTS = 2;

const normal = (shape: number[], seed: number, deviation = 1): Tensor =>
  tf.tensor(fillNormal(createRandom(seed), new Float32Array(shape.reduce((a, b) => a * b, 1)), deviation), shape);

const batchOf = ({ batch = 3 }: LayerShape): number => batch;
const tokensOf = ({ tokens, length }: LayerShape, sequence: number): number =>
  tokens?.[sequence % tokens.length] ?? length;

/** Baskets of three, a copy before the first of them and one in the middle. */
function sequences(shape: LayerShape): SequenceBatch {
  const { length, hoursOf = (basket) => basket * 30 } = shape;
  const size = batchOf(shape);
  const each = <T>(of: (place: number, sequence: number) => T): T[] =>
    Array.from({ length: size * length }, (_, i) => of(i % length, Math.floor(i / length)));
  return {
    size,
    length,
    cuts: CUTS,
    item: new Int32Array(size * length),
    side: new Float32Array(0),
    hours: Float32Array.from(each((i) => hoursOf(Math.floor(i / 3)))),
    basket: Int32Array.from(each((i, b) => (i < tokensOf(shape, b) ? Math.floor(i / 3) : PADDING_BASKET))),
    cutBasket: Int32Array.from({ length: size * CUTS }, (_, i) =>
      i % CUTS === 0 ? 0 : Math.ceil(tokensOf(shape, Math.floor(i / CUTS)) / 6),
    ),
    cutHours: new Float32Array(size * CUTS).fill(40),
    userNumeric: new Float32Array(0),
    userCategorical: new Int32Array(0),
    userKnown: new Float32Array(size),
  };
}

/** A stack of two layers, its input state, and a scalar of its outputs at all places without padding. */
function stack(shape: LayerShape, rates: { dropout: number; attentionDropout: number }) {
  const config = tinyConfig({ ...shape, ...rates, parts: { ...tinyConfig().parts, ...shape.parts } });
  const queries = shape.length + CUTS;
  const batch = batchOf(shape);
  const rows = batch * queries;
  const names = [...createParameters(config, 3).keys()].filter((name) => name.startsWith('layer.'));
  const parameters = new Map(names.map((name, i) => [name, normal(createdShape(config, name), 100 + i, 0.2)]));
  const read = Float32Array.from({ length: rows }, (_, r) => {
    const place = r % queries;
    return place >= shape.length || place < tokensOf(shape, Math.floor(r / queries)) ? 1 : 0;
  });
  const weight = tf.mul(normal([rows, shape.width], 8), tf.tensor2d(read, [rows, 1]));
  const run = (state: Tensor, user: Tensor, seed?: number): Tensor =>
    tf.mul(
      transformer(config, parameters, state, user, sequences(shape), seed ? new DropoutSeeds(0, seed) : undefined),
      weight,
    );
  return { config, parameters, state: normal([rows, shape.width], 5), user: normal([batch, shape.width], 6), run };
}

const createdShape = (config: ReturnType<typeof tinyConfig>, name: string): number[] =>
  createParameters(config, 3).get(name)!.shape;

/** Values, and gradients of their sum in the state, the user and every parameter, by name. */
export function fusedComparison(shape: LayerShape): Map<string, Float32Array> {
  const { parameters, state, user, run } = stack(shape, { dropout: 0, attentionDropout: 0 });
  const results = new Map([['value', run(state, user).dataSync<'float32'>()]]);
  const inputs = [state, user, ...parameters.values()];
  const { grads } = tf.engine().gradients(() => tf.sum(run(state, user)) as never, inputs as never);
  for (const [i, name] of ['state', 'user', ...parameters.keys()].entries()) {
    results.set(name, grads[i]!.dataSync() as Float32Array);
  }
  return results;
}

/** A stack with dropout everywhere: its values, and the gradient of their sum in some numbers of the state, both ways. */
export function layerWithDropout(rate: number, seed: number) {
  const shape = { width: 16, heads: 2, length: 9 };
  const { state, user, run } = stack(shape, { dropout: rate, attentionDropout: rate });
  const total = (x: Tensor): Tensor => tf.sum(run(x, user, seed));
  const values = state.dataSync<'float32'>();
  const coordinates = [0, 7, Math.floor(values.length / 2), values.length - 1];
  const slopes = tf
    .grad(total as never)(state as never)
    .dataSync();
  const moved = (i: number, by: number): number => {
    const copy = values.slice();
    copy[i]! += by;
    return total(tf.tensor(copy, state.shape)).dataSync()[0]!;
  };
  return {
    value: [...run(state, user, seed).dataSync()],
    gradient: coordinates.map((i) => slopes[i]!),
    numeric: coordinates.map((i) => (moved(i, 1e-2) - moved(i, -1e-2)) / 2e-2),
  };
}

/** Dropout of ones. */
export const droppedOnes = (size: number, rate: number, seed: number): Float32Array =>
  dropout(tf.ones([size, 1]), rate, new DropoutSeeds(0, seed)).dataSync<'float32'>();

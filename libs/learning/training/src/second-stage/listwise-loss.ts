import { type Parameters, relu, type Scalar, type Tensor1D, type Tensor2D, tf } from '@stars/model';
import type { SecondStageWeights } from '@stars/ranking';
import { labelWeights, type SecondStageExample } from './second-stage-examples.js';

/** The learned weights of a second-stage network; the scale of its features is computed. */
export type LearnedWeight = Exclude<keyof SecondStageWeights, 'mean' | 'deviation'>;

/** B sessions side by side in N places each, N those of the longest. F features. */
export interface ListwiseBatch {
  sessions: number;
  places: number;
  /** [B · N, F] features, 0 without a candidate. */
  rows: Float32Array;
  /** [B, N] the score of the base; without a candidate so low that the place has no share of the softmax. */
  simple: Float32Array;
  /** [B, N] weight of each purchased place: see `labelWeights`. */
  labels: Float32Array;
  /** Their sum. */
  total: number;
}

/** @param simple [F] weights of the base. */
export function layOut(examples: readonly SecondStageExample[], simple: Float32Array): ListwiseBatch {
  const sessions = examples.length;
  const places = examples.reduce((most, { candidates }) => Math.max(most, candidates), 0);
  const features = simple.length;
  const columns = [...simple.keys()].filter((f) => simple[f] !== 0);
  const rows = new Float32Array(sessions * places * features);
  const scores = new Float32Array(sessions * places).fill(-1e9);
  const labels = new Float32Array(sessions * places);
  let total = 0;
  examples.forEach((example, n) => {
    const { features: values, purchased, candidates } = example;
    rows.set(values, n * places * features);
    for (let c = 0; c < candidates; c++) {
      scores[n * places + c] = columns.reduce((sum, f) => sum + simple[f]! * values[c * features + f]!, 0);
    }
    const weights = labelWeights(example);
    purchased.forEach((place, p) => {
      labels[n * places + place] = weights[p]!;
      total += weights[p]!;
    });
  });
  return { sessions, places, rows, simple: scores, labels, total };
}

/** The same network as `SecondStageNetwork`, for scaled features. @param rows [n, F] @returns [n, 1] */
export function networkScores(rows: Tensor2D, parameters: Parameters): Tensor2D {
  const matrix = (name: LearnedWeight): Tensor2D => parameters.get(name) as Tensor2D;
  const bias = (name: LearnedWeight): Tensor1D => parameters.get(name) as Tensor1D;
  const wide = relu(tf.add(tf.matMul(rows, matrix('first')), bias('firstBias')) as Tensor2D);
  const deep = relu(tf.add(tf.matMul(wide, matrix('second')), bias('secondBias')) as Tensor2D);
  return tf.add(tf.matMul(deep, matrix('last')), tf.matMul(rows, matrix('linear')));
}

/**
 * Cross entropy between the softmax over each session's candidates and the even distribution over the purchased ones
 * (ListNet), averaged over sessions with the weight √n for n purchases: a large basket counts more, but not n times as much.
 */
export function listwiseLoss(batch: ListwiseBatch, parameters: Parameters): Scalar {
  const { sessions, places, rows, simple, labels, total } = batch;
  const features = rows.length / (sessions * places);
  const scores = networkScores(tf.tensor2d(rows, [sessions * places, features]), parameters);
  const shape: [number, number] = [sessions, places];
  const logits = tf.add(tf.reshape(scores, shape), tf.tensor2d(simple, shape));
  return tf.neg(tf.div(tf.sum(tf.mul(tf.logSoftmax(logits), tf.tensor2d(labels, shape))), total));
}

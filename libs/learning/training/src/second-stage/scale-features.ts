import type { SecondStageWeights } from '@stars/ranking';
import type { SecondStageExample } from './second-stage-examples.js';

/** Lower deviations count as this: a signal in one session of a thousand must not outweigh everything else. */
const LEAST_DEVIATION = 0.05;

/** Scales the features in place, by mean and deviation over all candidates of all sessions. @param width F */
export function scaleFeatures(
  examples: readonly SecondStageExample[],
  width: number,
): Pick<SecondStageWeights, 'mean' | 'deviation'> {
  const sum = new Float64Array(width);
  const squares = new Float64Array(width);
  let rows = 0;
  for (const { features, candidates } of examples) {
    rows += candidates;
    for (let at = 0; at < features.length; at += width) {
      for (let f = 0; f < width; f++) {
        const x = features[at + f]!;
        sum[f]! += x;
        squares[f]! += x * x;
      }
    }
  }
  const count = Math.max(1, rows);
  const mean = Float32Array.from(sum, (x) => x / count);
  const deviation = Float32Array.from(squares, (x, f) => {
    const variance = Math.max(0, x / count - (sum[f]! / count) ** 2);
    return Math.max(LEAST_DEVIATION, Math.sqrt(variance));
  });
  for (const { features } of examples) {
    for (let at = 0; at < features.length; at += width) {
      for (let f = 0; f < width; f++) features[at + f] = (features[at + f]! - mean[f]!) / deviation[f]!;
    }
  }
  return { mean, deviation };
}

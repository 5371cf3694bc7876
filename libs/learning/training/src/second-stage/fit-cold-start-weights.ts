import type { ColdStartWeights } from '@stars/ranking';

/** One session, to fit the weights of cold-start items: learned items count by their sum alone. */
export interface ColdStartSession {
  /** log Σ exp of the scores of the learned items. */
  logMass: number;
  /** [m] of the cold-start candidates: score, how much the user buys their neighbours, and 1 if it was purchased. */
  scores: Float32Array;
  likeness: Float32Array;
  purchased: Uint8Array;
  /** How many of all its candidates were purchased. */
  targets: number;
}

/** Each weight has the penalty RIDGE·w²/2: if few cold-start items were purchased, borrowed statistics alone decide. */
const RIDGE = 4;
const SWEEPS = 60;
/** The longest step: far from the optimum the curvature is unreliable. */
const LONGEST = 1;

/**
 * The weights with the highest likelihood of the purchases: the least −Σ √n · mean of log softmax over the n purchases, by
 * Newton steps in both weights at once. Convex.
 */
export function fitColdStartWeights(sessions: readonly ColdStartSession[]): ColdStartWeights {
  let [bias, likeness] = [0, 0];
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let [g0, g1] = [RIDGE * bias, RIDGE * likeness];
    let [h00, h01, h11] = [RIDGE, 0, RIDGE];
    for (const { logMass, scores, likeness: x, purchased, targets } of sessions) {
      const logits = scores.map((score, n) => score + bias + likeness * x[n]!);
      const top = logits.reduce((most, logit) => Math.max(most, logit), logMass);
      const masses = logits.map((logit) => Math.exp(logit - top));
      const total = masses.reduce((sum, mass) => sum + mass, Math.exp(logMass - top));
      let [p, px, pxx, t, tx] = [0, 0, 0, 0, 0];
      masses.forEach((mass, n) => {
        p += mass / total;
        px += (mass / total) * x[n]!;
        pxx += (mass / total) * x[n]! * x[n]!;
        if (purchased[n] === 0) return;
        t += 1 / targets;
        tx += x[n]! / targets;
      });
      const weight = Math.sqrt(targets);
      g0 += weight * (p - t);
      g1 += weight * (px - tx);
      h00 += weight * (p - p * p);
      h01 += weight * (px - p * px);
      h11 += weight * (pxx - px * px);
    }
    const determinant = h00 * h11 - h01 * h01;
    const [d0, d1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    const shorter = Math.min(1, LONGEST / Math.max(1e-9, Math.hypot(d0, d1)));
    bias -= shorter * d0;
    likeness -= shorter * d1;
    if (Math.hypot(d0, d1) < 1e-4) break;
  }
  return { bias, likeness };
}

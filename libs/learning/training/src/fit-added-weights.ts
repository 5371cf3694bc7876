/** Items of one session whose scores get the same weights. */
export interface ScoredGroup {
  /** Weights that are added to their scores, by index. */
  weights: readonly number[];
  /** log Σ exp of their scores, before the weights. */
  logMass: number;
  /** Share of the session's targets in this group. */
  targets: number;
}

/** Each weight has the penalty RIDGE·β²/2, in sessions: one that was hardly seen stays near 0. */
const RIDGE = 2;
/** No weight is larger: e⁴ is fifty times as likely. */
export const MOST_ADDED = 4;
/** The longest step: far from the optimum the curvature is unreliable. */
const LONGEST = 1;
const SWEEPS = 50;
const TOLERANCE = 1e-4;

/**
 * The weights β that maximise the likelihood of all sessions' targets: −Σ log softmax(z + β·x), convex, by Newton steps of one
 * weight after the other. Items enter only as groups with equal weights.
 * @param sessions Groups of each, all items among them. @param count Number of weights. @param least No weight is smaller.
 */
export function fitAddedWeights(
  sessions: readonly (readonly ScoredGroup[])[],
  count: number,
  least: number,
): Float64Array {
  const weights = new Float64Array(count);
  for (let sweep = 0, largest = 1; sweep < SWEEPS && largest > TOLERANCE; sweep++) {
    largest = 0;
    for (let w = 0; w < count; w++) {
      const { slope, curvature } = derivatives(sessions, weights, w);
      const step = Math.max(-LONGEST, Math.min(LONGEST, slope / curvature));
      const next = Math.min(MOST_ADDED, Math.max(least, weights[w]! - step));
      largest = Math.max(largest, Math.abs(next - weights[w]!));
      weights[w] = next;
    }
  }
  return weights;
}

/** Derivatives of the penalised loss by one weight. */
function derivatives(
  sessions: readonly (readonly ScoredGroup[])[],
  weights: Float64Array,
  w: number,
): { slope: number; curvature: number } {
  let [slope, curvature] = [RIDGE * weights[w]!, RIDGE];
  for (const groups of sessions) {
    let [top, hasIt] = [Number.NEGATIVE_INFINITY, false];
    const logits = groups.map((group) => {
      const logit = group.logMass + group.weights.reduce((sum, index) => sum + weights[index]!, 0);
      top = Math.max(top, logit);
      hasIt ||= group.weights.includes(w);
      return logit;
    });
    // A session without such items says nothing of the weight.
    if (!hasIt) continue;
    let [total, having, purchased] = [0, 0, 0];
    groups.forEach((group, g) => {
      const mass = Math.exp(logits[g]! - top);
      total += mass;
      if (!group.weights.includes(w)) return;
      having += mass;
      purchased += group.targets;
    });
    const p = having / total;
    slope += p - purchased;
    curvature += p * (1 - p);
  }
  return { slope, curvature };
}

import type { JointWeights } from '@stars/ranking';

export interface NetworkSides {
  features: number;
  hidden: number;
  narrow: number;
}

/** Weights of any size, the same for the same seed; deviations are above 0. */
export function weightsOf({ features, hidden, narrow }: NetworkSides, seed: number): JointWeights {
  let state = seed >>> 0;
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const drawn = (length: number): Float32Array => Float32Array.from({ length }, draw);
  return {
    mean: drawn(features),
    deviation: drawn(features).map((x) => 0.5 + Math.abs(x)),
    first: drawn(features * hidden),
    firstBias: drawn(hidden),
    second: drawn(hidden * narrow),
    secondBias: drawn(narrow),
    last: drawn(narrow),
    linear: drawn(features),
  };
}

import type { SecondStageWeights } from '@stars/ranking';

export interface NetworkSides {
  features: number;
  hidden: number;
  narrow: number;
}

/** Weights of any size, drawn from [−0.5, 0.5); deviations are above 0. */
export function randomWeights({ features, hidden, narrow }: NetworkSides, random: () => number): SecondStageWeights {
  const drawn = (size: number): Float32Array => Float32Array.from({ length: size }, () => random() - 0.5);
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

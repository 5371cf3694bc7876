import { createRandom } from '@stars/model';
import { type ItemNeighbours, type JointLayout, type JointWeights, jointFeatureNames, WINDOWS } from '@stars/ranking';
import type { JointArtifact } from '../joint-artifact.js';
import { randomWeights } from './random-weights.js';

export interface TinyJointOptions {
  seed?: number;
  layout?: JointLayout;
  regions?: string[];
  /** Widths of the hidden layers. */
  hidden?: [number, number];
  /** Whether there is a network for what is new. */
  fresh?: boolean;
}

/** An untrained joint ranking of so many items: every weight and every count random. */
export function tinyJoint(items: number, options: TinyJointOptions = {}): JointArtifact {
  const { seed = 1, regions = ['', 'north'], hidden = [4, 2], fresh = true } = options;
  const layout = options.layout ?? {
    levels: 1,
    signals: [],
    regions: regions.length > 1,
    neighbours: true,
    scores: true,
  };
  const random = createRandom(seed);
  const counts = (size: number): Float32Array => Float32Array.from({ length: size }, () => Math.floor(9 * random()));
  const sums = (size: number): Float32Array => counts(size).map((x) => x * random());
  const levels = Array.from({ length: layout.levels }, () =>
    Int32Array.from({ length: items }, () => Math.floor(4 * random()) - 1),
  );
  const groups = levels.map((level) => {
    const size = Math.max(-1, ...level) + 1;
    return { all: counts(size), month: counts(size), repeats: counts(size), logGaps: sums(size) };
  });
  const [wide, narrow] = hidden;
  const weights = (): JointWeights =>
    randomWeights({ features: jointFeatureNames(layout).length, hidden: wide, narrow }, random);
  return {
    layout,
    tail: { slots: 2, penalty: 0.3, within: 60 },
    regions,
    all: weights(),
    ...(fresh ? { fresh: [1, 2].map(() => weights()) } : {}),
    levels,
    statistics: {
      all: counts(items),
      windows: WINDOWS.map(() => counts(items)),
      repeats: counts(items),
      logGaps: sums(items),
      logSizes: sums(items),
      groups,
      ...(layout.neighbours ? { neighbours: neighbours(items, random) } : {}),
      // A region where nothing was bought is not there.
      regions: new Map(
        regions.map((_, region) => [region, counts(items)] as const).filter(([, of]) => of.some((count) => count > 0)),
      ),
    },
  };
}

function neighbours(items: number, random: () => number): ItemNeighbours {
  const size = 2;
  return {
    size,
    items: Int32Array.from({ length: items * size }, () => Math.floor((items + 1) * random()) - 1),
    likeness: Float32Array.from({ length: items * size }, () => random()),
  };
}

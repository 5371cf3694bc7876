import { createRandom } from '@stars/model';
import {
  EVIDENCE_WINDOWS,
  type FeatureLayout,
  FIRST_WINDOWS,
  featureNames,
  groupLevels,
  type NeighbourTable,
  type SecondStageWeights,
  TREND_WINDOWS,
  WINDOWS,
} from '@stars/ranking';
import type { SecondStageArtifact } from '../second-stage-artifact.js';
import { randomWeights } from './random-weights.js';

export interface TinySecondStageOptions {
  seed?: number;
  layout?: FeatureLayout;
  regions?: string[];
  /** Widths of the hidden layers. */
  hidden?: [number, number];
  /** Whether there is a network for unseen items. */
  fresh?: boolean;
}

/** An untrained second stage of so many items: every weight and every count is random. */
export function tinySecondStage(items: number, options: TinySecondStageOptions = {}): SecondStageArtifact {
  const { seed = 1, regions = ['', 'north'], hidden = [4, 2], fresh = true } = options;
  const layout = options.layout ?? {
    levels: 1,
    signals: [],
    regions: regions.length > 1,
    neighbours: true,
    scores: true,
    novelty: true,
    together: true,
  };
  const random = createRandom(seed);
  const counts = (size: number): Float32Array => Float32Array.from({ length: size }, () => Math.floor(9 * random()));
  const sums = (size: number): Float32Array => counts(size).map((x) => x * random());
  const levels = Array.from({ length: groupLevels(layout) }, () =>
    Int32Array.from({ length: items }, () => Math.floor(4 * random()) - 1),
  );
  const groups = levels.map((level) => {
    const size = Math.max(-1, ...level) + 1;
    return { all: counts(size), month: counts(size), repeats: counts(size), logGaps: sums(size) };
  });
  const [wide, narrow] = hidden;
  const weights = (): SecondStageWeights =>
    randomWeights({ features: featureNames(layout).length, hidden: wide, narrow }, random);
  return {
    layout,
    tail: { slots: 2, penalty: 0.3, within: 60 },
    regions,
    all: weights(),
    ...(fresh ? { fresh: weights() } : {}),
    levels,
    statistics: {
      all: counts(items),
      windows: WINDOWS.map(() => counts(items)),
      repeats: counts(items),
      logGaps: sums(items),
      logSizes: sums(items),
      groups,
      ...(layout.neighbours ? { neighbours: neighbours(items, random) } : {}),
      ...(layout.together ? { together: neighbours(items, random) } : {}),
      ...(layout.novelty
        ? {
            trends: {
              windows: TREND_WINDOWS.map(() => counts(items)),
              firsts: FIRST_WINDOWS.map(() => counts(items)),
              groupFirsts: groups.map(({ all }) => counts(all.length)),
              age: counts(items),
              idle: counts(items),
            },
          }
        : {}),
      ...(layout.evidence ? { evidence: layout.evidence.map(() => EVIDENCE_WINDOWS.map(() => counts(items))) } : {}),
      // A region without purchases is absent.
      regions: new Map(
        regions.map((_, region) => [region, counts(items)] as const).filter(([, of]) => of.some((count) => count > 0)),
      ),
    },
  };
}

function neighbours(items: number, random: () => number): NeighbourTable {
  const size = 2;
  return {
    size,
    items: Int32Array.from({ length: items * size }, () => Math.floor((items + 1) * random()) - 1),
    likeness: Float32Array.from({ length: items * size }, () => random()),
  };
}

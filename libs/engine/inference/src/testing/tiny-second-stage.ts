import { createRandom } from '@stars/model/definition';
import {
  type FeatureLayout,
  FIRST_DECAYS,
  featureNames,
  groupLevels,
  ITEM_EVIDENCE_DECAYS,
  type NeighbourTable,
  PURCHASE_DECAYS,
  type SecondStageWeights,
  SparseCounts,
} from '@stars/ranking';
import type { SecondStageArtifact } from '../second-stage-artifact.js';
import type { StarsModel } from '../stars-model.js';
import { randomWeights } from './random-weights.js';

export interface TinySecondStageOptions {
  seed?: number;
  layout?: FeatureLayout;
  regions?: string[];
  /** Widths of the hidden layers. */
  hidden?: [number, number];
}

/** An untrained second stage of so many items: every weight and every count is random. */
export function tinySecondStage(items: number, options: TinySecondStageOptions = {}): SecondStageArtifact {
  const { seed = 1, regions = ['', 'north'], hidden = [4, 2] } = options;
  const layout = options.layout ?? {
    levels: 1,
    signals: [],
    regions: regions.length > 1,
  };
  const random = createRandom(seed);
  const counts = (size: number): Float64Array => Float64Array.from({ length: size }, () => Math.floor(9 * random()));
  const sums = (size: number): Float64Array => counts(size).map((x) => Math.fround(x * random()));
  const levels = Array.from({ length: groupLevels(layout) }, () =>
    Int32Array.from({ length: items }, () => Math.floor(4 * random()) - 1),
  );
  const groups = levels.map((level) => {
    const size = Math.max(-1, ...level) + 1;
    return { all: counts(size), repeats: counts(size), logGaps: sums(size), month: sums(size), firsts: sums(size) };
  });
  const [wide, narrow] = hidden;
  const weights = (): SecondStageWeights =>
    randomWeights({ features: featureNames(layout).length, hidden: wide, narrow }, random);
  return {
    layout,
    regions,
    all: weights(),
    fresh: weights(),
    levels,
    statistics: {
      day: LATEST_DAY,
      all: counts(items),
      repeats: counts(items),
      logGaps: sums(items),
      purchases: PURCHASE_DECAYS.map(() => sums(items)),
      firsts: FIRST_DECAYS.map(() => sums(items)),
      evidence: (layout.evidence ?? []).map(() => ITEM_EVIDENCE_DECAYS.map(() => sums(items))),
      groups,
      neighbours: neighbours(items, random),
      together: neighbours(items, random),
      // A region without purchases is absent.
      regions: new Map(
        regions.map((_, region) => [region, sparse(sums(items))] as const).filter(([, { size }]) => size > 0),
      ),
    },
    seeded: weights(),
  };
}

/** Later than any request of a test, so that no sum has faded. */
const LATEST_DAY = 1_000_000;

function sparse(sums: Float64Array): SparseCounts {
  const counts = new SparseCounts();
  sums.forEach((sum, item) => {
    if (sum > 0) counts.set(item, sum);
  });
  return counts;
}

function neighbours(items: number, random: () => number): NeighbourTable {
  const size = 2;
  return {
    size,
    items: Int32Array.from({ length: items * size }, () => Math.floor((items + 1) * random()) - 1),
    likeness: Float32Array.from({ length: items * size }, () => random()),
  };
}

/** What a second stage asks of the model that has learned these items. */
export const learnedModel = (
  learnedItems: readonly string[],
): Pick<StarsModel, 'learnedItems' | 'rowOf' | 'timeZone'> => {
  const rows = new Map(learnedItems.map((id, row) => [id, row]));
  return { learnedItems, rowOf: (id) => rows.get(id), timeZone: 'UTC' };
};

import { StarsError } from '@stars/errors';
import {
  type ColdStartWeights,
  checkSecondStageWeights,
  EVIDENCE_WINDOWS,
  type FeatureLayout,
  FIRST_WINDOWS,
  featureNames,
  groupCount,
  groupLevels,
  type ItemStatisticsState,
  type ItemTrendState,
  type NeighbourTable,
  type SecondStageWeights,
  type TailCoverage,
  TREND_WINDOWS,
  WINDOWS,
} from '@stars/ranking';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';
import { encodeSettings, SECOND_STAGE_FILE, settingsOf } from './second-stage-settings.js';
import { StoredNumbers } from './stored-numbers.js';

/** The second stage of a model: what scores candidates, and what was known of items at the training. I items. */
export interface SecondStageArtifact {
  layout: FeatureLayout;
  tail: TailCoverage;
  /** Scores any candidate. */
  all: SecondStageWeights;
  /** Scores unseen items, if there was enough to learn from. */
  fresh?: SecondStageWeights;
  /** Weights of cold-start items, for all candidates and for unseen items alone; absent: borrowed statistics alone decide. */
  newcomers?: { all: ColdStartWeights; fresh: ColdStartWeights };
  /** Group of each learned item by level, finest first, [I] each, -1 for none. */
  levels: Int32Array[];
  /** Names of the regions by number; 0 is "". */
  regions: string[];
  /** As of the morning after the last event trained on. */
  statistics: ItemStatisticsState;
}

export { SECOND_STAGE_FILE };
export const SECOND_STAGE_TENSORS_FILE = 'joint.safetensors';

const WEIGHTS = ['mean', 'deviation', 'first', 'firstBias', 'second', 'secondBias', 'last', 'linear'] as const;
const ITEM_SUMS = ['all', 'repeats', 'logGaps', 'logSizes'] as const;
const GROUP_SUMS = ['all', 'month', 'repeats', 'logGaps'] as const;

/** The files of a second stage, by name. */
export function encodeSecondStage(secondStage: SecondStageArtifact): [string, Uint8Array][] {
  const tensors = new Map<string, StoredTensor>();
  const put = (name: string, values: Float32Array | Int32Array): void => {
    tensors.set(name, { shape: [values.length], values });
  };
  for (const kind of ['all', 'fresh'] as const) {
    const weights = secondStage[kind];
    if (weights) for (const name of WEIGHTS) put(`${kind}.${name}`, weights[name]);
  }
  const { statistics } = secondStage;
  for (const name of ITEM_SUMS) put(`items.${name}`, statistics[name]);
  WINDOWS.forEach((days, w) => {
    put(`items.${days} days`, statistics.windows[w]!);
  });
  secondStage.levels.forEach((level, l) => {
    put(`level.${l}`, level);
    for (const name of GROUP_SUMS) put(`groups.${l}.${name}`, statistics.groups[l]![name]);
  });
  const purchases = [...statistics.regions].flatMap(([region, counts]) =>
    [...counts].flatMap((count, item) => (count > 0 ? [[region, item, count]] : [])),
  );
  for (const kind of ['neighbours', 'together'] as const) {
    const table = statistics[kind];
    if (!table) continue;
    put(`${kind}.items`, table.items);
    put(`${kind}.likeness`, table.likeness);
  }
  statistics.evidence?.forEach((windows, kind) => {
    windows.forEach((counts, w) => {
      put(evidenceName(secondStage.layout, kind, w), counts);
    });
  });
  const { trends } = statistics;
  if (trends) {
    TREND_WINDOWS.forEach((days, w) => {
      put(`trends.${days} days`, trends.windows[w]!);
    });
    FIRST_WINDOWS.forEach((days, w) => {
      put(`trends.first ${days} days`, trends.firsts[w]!);
    });
    trends.groupFirsts.forEach((counts, l) => {
      put(`trends.groups.${l}`, counts);
    });
    put('trends.age', trends.age);
    put('trends.idle', trends.idle);
  }
  put('regions', Int32Array.from(purchases.flat()));
  const { layout, tail, regions, newcomers } = secondStage;
  const fresh = secondStage.fresh !== undefined;
  return [
    [SECOND_STAGE_FILE, encodeSettings({ layout, tail, regions, fresh, ...(newcomers ? { newcomers } : {}) })],
    [SECOND_STAGE_TENSORS_FILE, encodeSafetensors(tensors)],
  ];
}

/**
 * Errors: `STARS_MODEL_OUTDATED` for files of an older format; `STARS_MODEL_CORRUPT` if the files are damaged, or do not fit
 * together or `items` items.
 */
export function decodeSecondStage(json: Uint8Array, bytes: Uint8Array, items: number): SecondStageArtifact {
  const { fresh, ...settings } = settingsOf(json);
  const tensors = new StoredNumbers(decodeSafetensors(bytes, SECOND_STAGE_TENSORS_FILE), SECOND_STAGE_TENSORS_FILE);
  const features = featureNames(settings.layout).length;
  const levels = Array.from({ length: groupLevels(settings.layout) }, (_, l) => tensors.whole(`level.${l}`, items));
  return {
    ...settings,
    all: weightsOf(tensors, 'all', features),
    ...(fresh ? { fresh: weightsOf(tensors, 'fresh', features) } : {}),
    levels,
    statistics: {
      all: tensors.floats('items.all', items),
      windows: WINDOWS.map((days) => tensors.floats(`items.${days} days`, items)),
      repeats: tensors.floats('items.repeats', items),
      logGaps: tensors.floats('items.logGaps', items),
      logSizes: tensors.floats('items.logSizes', items),
      groups: levels.map((level, l) => {
        const size = groupCount(level);
        const sums = GROUP_SUMS.map((name) => [name, tensors.floats(`groups.${l}.${name}`, size)]);
        return Object.fromEntries(sums) as ItemStatisticsState['groups'][number];
      }),
      ...(settings.layout.neighbours ? { neighbours: neighboursOf(tensors, 'neighbours', items) } : {}),
      ...(settings.layout.together ? { together: neighboursOf(tensors, 'together', items) } : {}),
      ...(settings.layout.evidence
        ? {
            evidence: settings.layout.evidence.map((_, kind) =>
              EVIDENCE_WINDOWS.map((_, w) => tensors.floats(evidenceName(settings.layout, kind, w), items)),
            ),
          }
        : {}),
      ...(settings.layout.novelty ? { trends: trendsOf(tensors, levels, items) } : {}),
      regions: countsByRegion(tensors, settings.regions.length, items),
    },
  };
}

function neighboursOf(tensors: StoredNumbers, of: 'neighbours' | 'together', items: number): NeighbourTable {
  const others = tensors.whole(`${of}.items`);
  const size = others.length / items;
  const known = Number.isInteger(size) && others.every((other) => other >= -1 && other < items);
  if (!known) throw tensors.corrupt(`${of}.items should name some of ${items} items for each`);
  return { size, items: others, likeness: tensors.floats(`${of}.likeness`, others.length) };
}

const evidenceName = ({ evidence }: FeatureLayout, kind: number, window: number): string =>
  `evidence.${evidence![kind]!.name} ${EVIDENCE_WINDOWS[window]} days`;

function trendsOf(tensors: StoredNumbers, levels: readonly Int32Array[], items: number): ItemTrendState {
  return {
    windows: TREND_WINDOWS.map((days) => tensors.floats(`trends.${days} days`, items)),
    firsts: FIRST_WINDOWS.map((days) => tensors.floats(`trends.first ${days} days`, items)),
    groupFirsts: levels.map((level, l) => tensors.floats(`trends.groups.${l}`, groupCount(level))),
    age: tensors.floats('trends.age', items),
    idle: tensors.floats('trends.idle', items),
  };
}

/** Weights of a network of so many features. */
function weightsOf(tensors: StoredNumbers, of: string, features: number): SecondStageWeights {
  const weights = Object.fromEntries(
    WEIGHTS.map((name) => [name, tensors.floats(`${of}.${name}`)]),
  ) as unknown as SecondStageWeights;
  if (weights.mean.length !== features) {
    throw tensors.corrupt(`${of}.mean has ${weights.mean.length} floats where the layout has ${features} features`);
  }
  if (!weights.deviation.every((x) => x > 0)) throw tensors.corrupt(`${of}.deviation should be above 0`);
  try {
    checkSecondStageWeights(weights);
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', `${SECOND_STAGE_TENSORS_FILE}: weights ${of} do not fit together`, {
      cause,
    });
  }
  return weights;
}

/** From [n, 3]: region, item, count. */
function countsByRegion(tensors: StoredNumbers, size: number, items: number): Map<number, Float32Array> {
  const purchases = tensors.whole('regions');
  if (purchases.length % 3 > 0) throw tensors.corrupt('regions should be triples');
  const regions = new Map<number, Float32Array>();
  for (let at = 0; at < purchases.length; at += 3) {
    const [region, item, count] = [purchases[at]!, purchases[at + 1]!, purchases[at + 2]!];
    if (region < 0 || region >= size) throw tensors.corrupt(`regions name region ${region} of ${size}`);
    if (item < 0 || item >= items) throw tensors.corrupt(`regions name item ${item} of ${items}`);
    const counts = regions.get(region) ?? new Float32Array(items);
    counts[item] = count;
    regions.set(region, counts);
  }
  return regions;
}

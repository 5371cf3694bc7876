import { StarsError } from '@stars/errors';
import {
  type ColdStartWeights,
  checkScoreTrees,
  checkSecondStageWeights,
  type FeatureLayout,
  featureNames,
  groupLevels,
  type ItemStatisticsState,
  type ScoreTrees,
  type SecondStageScoring,
  type SecondStageWeights,
  type TailCoverage,
} from '@stars/ranking';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';
import { encodeSettings, SECOND_STAGE_FILE, settingsOf } from './second-stage-settings.js';
import { StoredNumbers } from './stored-numbers.js';
import { statisticsFrom, statisticsTensors } from './stored-statistics.js';

/** The second stage of a model: what scores candidates, and what was known of items at the training. I items. */
export interface SecondStageArtifact {
  layout: FeatureLayout;
  tail: TailCoverage;
  /** Scores any candidate. */
  all: SecondStageScoring;
  /** Scores unseen items, if there was enough to learn from. */
  fresh?: SecondStageScoring;
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
const TREES = ['roots', 'feature', 'value', 'left'] as const;

/** The files of a second stage, by name. */
export function encodeSecondStage(secondStage: SecondStageArtifact): [string, Uint8Array][] {
  const tensors = new Map<string, StoredTensor>();
  const put = (name: string, values: Float32Array | Int32Array): void => {
    tensors.set(name, { shape: [values.length], values });
  };
  for (const kind of ['all', 'fresh'] as const) {
    secondStage[kind]?.networks.forEach((weights, n) => {
      for (const name of WEIGHTS) put(`${networkName(kind, n)}.${name}`, weights[name]);
    });
    const trees = secondStage[kind]?.trees;
    if (trees) for (const name of TREES) put(`${kind}.trees.${name}`, trees[name]);
  }
  secondStage.levels.forEach((level, l) => {
    put(`level.${l}`, level);
  });
  for (const [name, values] of statisticsTensors(secondStage.statistics, secondStage.layout)) put(name, values);
  const { layout, tail, regions, newcomers } = secondStage;
  const counts = { all: secondStage.all.networks.length, fresh: secondStage.fresh?.networks.length ?? 0 };
  return [
    [SECOND_STAGE_FILE, encodeSettings({ layout, tail, regions, ...counts, ...(newcomers ? { newcomers } : {}) })],
    [SECOND_STAGE_TENSORS_FILE, encodeSafetensors(tensors)],
  ];
}

/** Errors: `STARS_MODEL_CORRUPT` if the files are damaged, or do not fit together or `items` items. */
export function decodeSecondStage(json: Uint8Array, bytes: Uint8Array, items: number): SecondStageArtifact {
  const { all, fresh, ...settings } = settingsOf(json);
  const tensors = new StoredNumbers(decodeSafetensors(bytes, SECOND_STAGE_TENSORS_FILE), SECOND_STAGE_TENSORS_FILE);
  const features = featureNames(settings.layout).length;
  const levels = Array.from({ length: groupLevels(settings.layout) }, (_, l) => tensors.whole(`level.${l}`, items));
  return {
    ...settings,
    all: scoringOf(tensors, 'all', all ?? 1, features),
    ...(Number(fresh) > 0 ? { fresh: scoringOf(tensors, 'fresh', Number(fresh), features) } : {}),
    levels,
    statistics: statisticsFrom(tensors, settings.layout, levels, { items, regions: settings.regions.length }),
  };
}

const networkName = (of: string, network: number): string => (network === 0 ? of : `${of}.${network}`);

function scoringOf(tensors: StoredNumbers, of: string, count: number, features: number): SecondStageScoring {
  const networks = Array.from({ length: count }, (_, n) => weightsOf(tensors, networkName(of, n), features));
  if (!tensors.has(`${of}.trees.roots`)) return { networks };
  const trees: ScoreTrees = {
    roots: tensors.whole(`${of}.trees.roots`),
    feature: tensors.whole(`${of}.trees.feature`),
    value: tensors.floats(`${of}.trees.value`),
    left: tensors.whole(`${of}.trees.left`),
  };
  try {
    checkScoreTrees(trees, features);
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', `${SECOND_STAGE_TENSORS_FILE}: trees of ${of} do not fit together`, {
      cause,
    });
  }
  return { networks, trees };
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

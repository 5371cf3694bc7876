import { StarsError } from '@stars/errors';
import {
  type ColdStartWeights,
  checkSecondStageWeights,
  type FeatureLayout,
  featureNames,
  groupLevels,
  type RankerStatistics,
  type SecondStageWeights,
  type SimpleRankings,
} from '@stars/ranking';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';
import { StoredNumbers } from './stored-numbers.js';
import { statisticsFrom, statisticsTensors } from './stored-statistics.js';

/** The second stage of a model: what scores candidates, and what was known of items at the training. I items. */
export interface SecondStageArtifact {
  layout: FeatureLayout;
  /** Scores any candidate. */
  all: SecondStageWeights;
  /** Scores unseen items. */
  fresh: SecondStageWeights;
  /** Scores candidates of lists because of seeds; absent in a model of before: `all` scores them. */
  seeded?: SecondStageWeights | undefined;
  /** Weights of cold-start items, for all candidates and for unseen items alone; absent: borrowed statistics alone decide. */
  coldStart?: { all: ColdStartWeights; fresh: ColdStartWeights } | undefined;
  /** Rankers that were behind a simple ranking, and have its weights. */
  simple?: SimpleRankings | undefined;
  /** Group of each learned item by level, finest first, [I] each, -1 for none. */
  levels: Int32Array[];
  /** Names of categories of each group of the finest level; absent: nothing is found by them. */
  groupNames?: readonly (readonly string[])[] | undefined;
  /** Names of the regions by number; 0 is "". */
  regions: string[];
  /** As of the morning after the last event trained on. */
  statistics: RankerStatistics;
}

export const SECOND_STAGE_FILE = 'second-stage.json';
export const SECOND_STAGE_TENSORS_FILE = 'second-stage.safetensors';

/** Raised when older files mean something else. */
const FORMAT = 3;

const WEIGHTS = ['mean', 'deviation', 'first', 'firstBias', 'second', 'secondBias', 'last', 'linear'] as const;

type StoredSettings = Pick<SecondStageArtifact, 'layout' | 'groupNames' | 'regions' | 'coldStart' | 'simple'> & {
  format: number;
};

/** The files of a second stage, by name. */
export function encodeSecondStage(secondStage: SecondStageArtifact): [string, Uint8Array][] {
  const tensors = new Map<string, StoredTensor>();
  const put = (name: string, values: Float32Array | Int32Array): void => {
    tensors.set(name, { shape: [values.length], values });
  };
  for (const kind of ['all', 'fresh', 'seeded'] as const) {
    const weights = secondStage[kind];
    if (weights) for (const name of WEIGHTS) put(`${kind}.${name}`, weights[name]);
  }
  secondStage.levels.forEach((level, l) => {
    put(`level.${l}`, level);
  });
  for (const [name, values] of statisticsTensors(secondStage.statistics, secondStage.layout)) put(name, values);
  const { layout, groupNames, regions, coldStart, simple } = secondStage;
  const settings: StoredSettings = { format: FORMAT, layout, groupNames, regions, coldStart, simple };
  return [
    [SECOND_STAGE_FILE, Buffer.from(`${JSON.stringify(settings)}\n`, 'utf8')],
    [SECOND_STAGE_TENSORS_FILE, encodeSafetensors(tensors)],
  ];
}

/**
 * Errors: `STARS_MODEL_OUTDATED` for files of an older format; `STARS_MODEL_CORRUPT` if the files do not fit together or `items` items,
 * and any other error means that.
 */
export function decodeSecondStage(json: Uint8Array, bytes: Uint8Array, items: number): SecondStageArtifact {
  const { format, layout, groupNames, regions, coldStart, simple } = JSON.parse(
    Buffer.from(json).toString('utf8'),
  ) as StoredSettings;
  if (format !== FORMAT) {
    const why = `the second stage has format ${format}, and this version of STARS reads ${FORMAT}`;
    throw new StarsError('STARS_MODEL_OUTDATED', `${why}: train again`);
  }
  const tensors = new StoredNumbers(decodeSafetensors(bytes, SECOND_STAGE_TENSORS_FILE), SECOND_STAGE_TENSORS_FILE);
  const features = featureNames(layout).length;
  const levels = Array.from({ length: groupLevels(layout) }, (_, l) => tensors.whole(`level.${l}`, items));
  return {
    ...{ layout, groupNames, regions, coldStart, simple },
    all: weightsOf(tensors, 'all', features),
    fresh: weightsOf(tensors, 'fresh', features),
    ...(tensors.has('seeded.mean') ? { seeded: weightsOf(tensors, 'seeded', features) } : {}),
    levels,
    statistics: statisticsFrom(tensors, layout, levels, { items, regions: regions.length }),
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

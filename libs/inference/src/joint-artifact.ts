import { StarsError } from '@stars/errors';
import {
  checkJointWeights,
  type ItemNeighbours,
  type ItemStatisticsState,
  type JointLayout,
  type JointWeights,
  jointFeatureNames,
  type NewcomerWeights,
  type TailCoverage,
  WINDOWS,
} from '@stars/ranking';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';

/** The joint ranking of a model: what scores candidates, and what was known of items when it was trained. I items. */
export interface JointArtifact {
  layout: JointLayout;
  tail: TailCoverage;
  /** Scores any candidate. */
  all: JointWeights;
  /** Score what is new to the user by their mean, where there was enough to learn from. */
  fresh?: JointWeights[];
  /** How much newcomers count in the ranking of any candidate, and of what is new; absent: by what they borrow alone. */
  newcomers?: { all: NewcomerWeights; fresh: NewcomerWeights };
  /** Group of each learned item by level, finest first, [I] each, -1 for none. */
  levels: Int32Array[];
  /** Names of the regions by number; 0 is "". */
  regions: string[];
  /** As of the morning after the last event trained on. */
  statistics: ItemStatisticsState;
}

export const JOINT_FILE = 'joint.json';
export const JOINT_TENSORS_FILE = 'joint.safetensors';

type Settings = Pick<JointArtifact, 'layout' | 'tail' | 'regions' | 'newcomers'> & {
  /** How many networks; files of one may say true. */
  fresh: number | boolean;
};

const WEIGHTS = ['mean', 'deviation', 'first', 'firstBias', 'second', 'secondBias', 'last', 'linear'] as const;
const ITEM_SUMS = ['all', 'repeats', 'logGaps', 'logSizes'] as const;
const GROUP_SUMS = ['all', 'month', 'repeats', 'logGaps'] as const;

/** The files of a joint ranking by name. */
export function encodeJoint(joint: JointArtifact): [string, Uint8Array][] {
  const tensors = new Map<string, StoredTensor>();
  const put = (name: string, values: Float32Array | Int32Array): void => {
    tensors.set(name, { shape: [values.length], values });
  };
  for (const name of WEIGHTS) {
    put(`all.${name}`, joint.all[name]);
    joint.fresh?.forEach((weights, n) => {
      put(`${freshName(n)}.${name}`, weights[name]);
    });
  }
  const { statistics } = joint;
  for (const name of ITEM_SUMS) put(`items.${name}`, statistics[name]);
  WINDOWS.forEach((days, w) => {
    put(`items.${days} days`, statistics.windows[w]!);
  });
  joint.levels.forEach((level, l) => {
    put(`level.${l}`, level);
    for (const name of GROUP_SUMS) put(`groups.${l}.${name}`, statistics.groups[l]![name]);
  });
  const purchases = [...statistics.regions].flatMap(([region, counts]) =>
    [...counts].flatMap((count, item) => (count > 0 ? [[region, item, count]] : [])),
  );
  if (statistics.neighbours) {
    put('neighbours.items', statistics.neighbours.items);
    put('neighbours.likeness', statistics.neighbours.likeness);
  }
  put('regions', Int32Array.from(purchases.flat()));
  const settings: Settings = {
    layout: joint.layout,
    tail: joint.tail,
    regions: joint.regions,
    fresh: joint.fresh?.length ?? 0,
    ...(joint.newcomers ? { newcomers: joint.newcomers } : {}),
  };
  return [
    [JOINT_FILE, Buffer.from(`${JSON.stringify(settings)}\n`, 'utf8')],
    [JOINT_TENSORS_FILE, encodeSafetensors(tensors)],
  ];
}

/** Errors: `STARS_MODEL_CORRUPT` where the files are damaged, or do not fit together or `items` items. */
export function decodeJoint(json: Uint8Array, bytes: Uint8Array, items: number): JointArtifact {
  const { fresh, ...settings } = settingsOf(json);
  const networks = Number(fresh);
  const tensors = new StoredNumbers(decodeSafetensors(bytes, JOINT_TENSORS_FILE));
  const features = jointFeatureNames(settings.layout).length;
  const levels = Array.from({ length: settings.layout.levels }, (_, l) => tensors.whole(`level.${l}`, items));
  return {
    ...settings,
    all: weightsOf(tensors, 'all', features),
    ...(networks > 0 ? { fresh: freshOf(tensors, networks, features) } : {}),
    levels,
    statistics: {
      all: tensors.floats('items.all', items),
      windows: WINDOWS.map((days) => tensors.floats(`items.${days} days`, items)),
      repeats: tensors.floats('items.repeats', items),
      logGaps: tensors.floats('items.logGaps', items),
      logSizes: tensors.floats('items.logSizes', items),
      groups: levels.map((level, l) => {
        const size = level.reduce((most, group) => Math.max(most, group + 1), 0);
        const sums = GROUP_SUMS.map((name) => [name, tensors.floats(`groups.${l}.${name}`, size)]);
        return Object.fromEntries(sums) as ItemStatisticsState['groups'][number];
      }),
      ...(settings.layout.neighbours ? { neighbours: neighboursOf(tensors, items) } : {}),
      regions: countsByRegion(tensors.whole('regions'), settings.regions.length, items),
    },
  };
}

function neighboursOf(tensors: StoredNumbers, items: number): ItemNeighbours {
  const others = tensors.whole('neighbours.items');
  const size = others.length / items;
  const known = Number.isInteger(size) && others.every((other) => other >= -1 && other < items);
  if (!known) throw corrupt(`neighbours.items should name some of ${items} items for each`);
  return { size, items: others, likeness: tensors.floats('neighbours.likeness', others.length) };
}

function settingsOf(json: Uint8Array): Settings {
  let settings: Settings;
  try {
    settings = JSON.parse(Buffer.from(json).toString('utf8')) as Settings;
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', `${JOINT_FILE} is no JSON`, { cause });
  }
  const { layout, tail, regions, fresh, newcomers } = settings ?? {};
  const flags = [layout?.regions, layout?.neighbours, layout?.scores];
  const networks = typeof fresh === 'boolean' ? Number(fresh) : fresh;
  const whole =
    Number.isInteger(layout?.levels) &&
    layout.levels >= 0 &&
    flags.every((flag) => typeof flag === 'boolean') &&
    Number.isInteger(networks) &&
    networks >= 0 &&
    [newcomers?.all, newcomers?.fresh].every((of) => !newcomers || [of?.bias, of?.likeness].every(Number.isFinite)) &&
    [tail?.slots, tail?.penalty, tail?.within].every(Number.isFinite) &&
    listOf(layout.signals, ({ name, values }) => typeof name === 'string' && listOf(values, Number.isFinite)) &&
    listOf(regions, (name) => typeof name === 'string');
  if (!whole) throw new StarsError('STARS_MODEL_CORRUPT', `${JOINT_FILE} lacks a part of the layout, tail or regions`);
  return { layout, tail, regions, fresh, ...(newcomers ? { newcomers } : {}) };
}

const listOf = <T>(list: T[] | undefined, holds: (element: T) => boolean): boolean =>
  Array.isArray(list) && list.every(holds);

/** Tensors of one dimension by name. */
class StoredNumbers {
  constructor(private readonly tensors: ReadonlyMap<string, StoredTensor>) {}

  /** Finite ones, `size` of them where it is given. */
  floats(name: string, size?: number): Float32Array {
    const values = this.tensors.get(name)?.values;
    const fits = values instanceof Float32Array && (size === undefined || values.length === size);
    if (fits && values.every(Number.isFinite)) return values;
    throw corrupt(`${name} should be ${size ?? 'some'} finite floats`);
  }

  whole(name: string, size?: number): Int32Array {
    const values = this.tensors.get(name)?.values;
    if (values instanceof Int32Array && (size === undefined || values.length === size)) return values;
    throw corrupt(`${name} should be ${size ?? 'some'} whole numbers`);
  }
}

const freshName = (network: number): string => (network === 0 ? 'fresh' : `fresh.${network}`);

const freshOf = (tensors: StoredNumbers, networks: number, features: number): JointWeights[] =>
  Array.from({ length: networks }, (_, n) => weightsOf(tensors, freshName(n), features));

/** Weights of which a network of so many features can be made. */
function weightsOf(tensors: StoredNumbers, of: string, features: number): JointWeights {
  const weights = Object.fromEntries(
    WEIGHTS.map((name) => [name, tensors.floats(`${of}.${name}`)]),
  ) as unknown as JointWeights;
  if (weights.mean.length !== features) {
    throw corrupt(`${of}.mean has ${weights.mean.length} floats where the layout has ${features} features`);
  }
  if (!weights.deviation.every((x) => x > 0)) throw corrupt(`${of}.deviation should be above 0`);
  try {
    checkJointWeights(weights);
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', `${JOINT_TENSORS_FILE}: weights ${of} do not fit together`, { cause });
  }
  return weights;
}

/** @param purchases [n, 3] region, item, count */
function countsByRegion(purchases: Int32Array, size: number, items: number): Map<number, Float32Array> {
  if (purchases.length % 3 > 0) throw corrupt('regions should be triples');
  const regions = new Map<number, Float32Array>();
  for (let at = 0; at < purchases.length; at += 3) {
    const [region, item, count] = [purchases[at]!, purchases[at + 1]!, purchases[at + 2]!];
    if (region < 0 || region >= size) throw corrupt(`regions name region ${region} of ${size}`);
    if (item < 0 || item >= items) throw corrupt(`regions name item ${item} of ${items}`);
    const counts = regions.get(region) ?? new Float32Array(items);
    counts[item] = count;
    regions.set(region, counts);
  }
  return regions;
}

const corrupt = (why: string): StarsError => new StarsError('STARS_MODEL_CORRUPT', `${JOINT_TENSORS_FILE}: ${why}`);

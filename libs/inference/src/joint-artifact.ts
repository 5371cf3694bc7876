import { StarsError } from '@stars/errors';
import {
  type ItemStatisticsState,
  type JointLayout,
  type JointWeights,
  jointFeatureNames,
  type TailCoverage,
  WINDOWS,
} from '@stars/ranking';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.js';

/** The joint ranking of a model: what scores candidates, and what was known of items when it was trained. I items. */
export interface JointArtifact {
  layout: JointLayout;
  tail: TailCoverage;
  /** Scores any candidate; and only those new to the user, where there was enough to learn from. */
  all: JointWeights;
  fresh?: JointWeights;
  /** Group of each learned item by level, finest first, [I] each, -1 for none. */
  levels: Int32Array[];
  /** Names of the regions by number; 0 is "". */
  regions: string[];
  /** As of the morning after the last event trained on. */
  statistics: ItemStatisticsState;
}

export const JOINT_FILE = 'joint.json';
export const JOINT_TENSORS_FILE = 'joint.safetensors';

type Settings = Pick<JointArtifact, 'layout' | 'tail' | 'regions'> & { fresh: boolean };

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
    if (joint.fresh) put(`fresh.${name}`, joint.fresh[name]);
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
  put('regions', Int32Array.from(purchases.flat()));
  const settings: Settings = {
    layout: joint.layout,
    tail: joint.tail,
    regions: joint.regions,
    fresh: joint.fresh !== undefined,
  };
  return [
    [JOINT_FILE, Buffer.from(`${JSON.stringify(settings)}\n`, 'utf8')],
    [JOINT_TENSORS_FILE, encodeSafetensors(tensors)],
  ];
}

/** Errors: `STARS_MODEL_CORRUPT` where the files do not fit together or do not fit `items` items. */
export function decodeJoint(json: Uint8Array, bytes: Uint8Array, items: number): JointArtifact {
  const { layout, tail, regions, fresh } = JSON.parse(Buffer.from(json).toString('utf8')) as Settings;
  const tensors = decodeSafetensors(bytes, JOINT_TENSORS_FILE);
  const take = (name: string, size?: number): Float32Array => {
    const values = tensors.get(name)?.values;
    if (values instanceof Float32Array && (size === undefined || values.length === size)) return values;
    throw corrupt(`${name} should be ${size ?? 'some'} floats`);
  };
  const whole = (name: string, size?: number): Int32Array => {
    const values = tensors.get(name)?.values;
    if (values instanceof Int32Array && (size === undefined || values.length === size)) return values;
    throw corrupt(`${name} should be ${size ?? 'some'} whole numbers`);
  };
  const features = jointFeatureNames(layout).length;
  const weights = (of: string): JointWeights =>
    Object.fromEntries(
      WEIGHTS.map((name) => [
        name,
        take(`${of}.${name}`, ['mean', 'deviation', 'linear'].includes(name) ? features : undefined),
      ]),
    ) as unknown as JointWeights;
  const levels = Array.from({ length: layout.levels }, (_, l) => whole(`level.${l}`, items));
  const statistics: ItemStatisticsState = {
    all: take('items.all', items),
    windows: WINDOWS.map((days) => take(`items.${days} days`, items)),
    repeats: take('items.repeats', items),
    logGaps: take('items.logGaps', items),
    logSizes: take('items.logSizes', items),
    groups: levels.map((level, l) => {
      const size = level.reduce((most, group) => Math.max(most, group + 1), 0);
      const sums = GROUP_SUMS.map((name) => [name, take(`groups.${l}.${name}`, size)]);
      return Object.fromEntries(sums) as ItemStatisticsState['groups'][number];
    }),
    regions: countsByRegion(whole('regions'), items),
  };
  return {
    layout,
    tail,
    regions,
    all: weights('all'),
    ...(fresh ? { fresh: weights('fresh') } : {}),
    levels,
    statistics,
  };
}

/** @param purchases [n, 3] region, item, count */
function countsByRegion(purchases: Int32Array, items: number): Map<number, Float32Array> {
  const regions = new Map<number, Float32Array>();
  for (let at = 0; at + 2 < purchases.length; at += 3) {
    const [region, item, count] = [purchases[at]!, purchases[at + 1]!, purchases[at + 2]!];
    if (item < 0 || item >= items) throw corrupt(`regions name item ${item} of ${items}`);
    const counts = regions.get(region) ?? new Float32Array(items);
    counts[item] = count;
    regions.set(region, counts);
  }
  return regions;
}

const corrupt = (why: string): StarsError => new StarsError('STARS_MODEL_CORRUPT', `${JOINT_TENSORS_FILE}: ${why}`);

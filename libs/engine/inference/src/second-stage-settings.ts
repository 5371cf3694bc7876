import { StarsError } from '@stars/errors';
import { TARGET_KINDS } from '@stars/features';
import type { ColdStartWeights, FeatureLayout } from '@stars/ranking';

export const SECOND_STAGE_FILE = 'joint.json';

/** What is stored of a second stage besides its numbers. */
export interface SecondStageSettings {
  layout: FeatureLayout;
  regions: string[];
  newcomers?: { all: ColdStartWeights; fresh: ColdStartWeights };
  /** How many networks. Older files, without trees, lack `all` if it is one, and have `fresh: true` for one. */
  all?: number;
  fresh: number | boolean;
}

export const encodeSettings = (settings: SecondStageSettings): Uint8Array =>
  Buffer.from(`${JSON.stringify(settings)}\n`, 'utf8');

/** Errors: `STARS_MODEL_CORRUPT` if the file is damaged or lacks a part. */
export function settingsOf(json: Uint8Array): SecondStageSettings {
  let settings: SecondStageSettings;
  try {
    settings = JSON.parse(Buffer.from(json).toString('utf8')) as SecondStageSettings;
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', `${SECOND_STAGE_FILE} is no JSON`, { cause });
  }
  const { layout, regions, all, fresh, newcomers } = settings ?? {};
  const flags = [layout?.regions, layout?.neighbours, layout?.scores];
  const added = [layout?.texts, layout?.novelty, layout?.together];
  const networks = typeof fresh === 'boolean' ? Number(fresh) : fresh;
  const whole =
    Number.isInteger(layout?.levels) &&
    layout.levels >= 0 &&
    flags.every((flag) => typeof flag === 'boolean') &&
    added.every((flag) => flag === undefined || typeof flag === 'boolean') &&
    (all === undefined || (Number.isInteger(all) && all > 0)) &&
    Number.isInteger(networks) &&
    networks >= 0 &&
    [newcomers?.all, newcomers?.fresh].every((of) => !newcomers || [of?.bias, of?.likeness].every(Number.isFinite)) &&
    (layout.evidence === undefined ||
      listOf(
        layout.evidence,
        ({ name, weight }) => TARGET_KINDS.includes(name) && Number.isFinite(weight) && weight >= 0,
      )) &&
    listOf(layout.signals, ({ name, values }) => typeof name === 'string' && listOf(values, Number.isFinite)) &&
    listOf(regions, (name) => typeof name === 'string');
  if (!whole) throw new StarsError('STARS_MODEL_CORRUPT', `${SECOND_STAGE_FILE} lacks a part of the layout or regions`);
  return {
    layout,
    regions,
    fresh,
    ...(all === undefined ? {} : { all }),
    ...(newcomers ? { newcomers } : {}),
  };
}

const listOf = <T>(list: T[] | undefined, holds: (element: T) => boolean): boolean =>
  Array.isArray(list) && list.every(holds);

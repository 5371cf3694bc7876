import { StarsError } from '@stars/errors';
import { TARGET_KINDS } from '@stars/features';
import type { ColdStartWeights, FeatureLayout, SimpleRankings } from '@stars/ranking';

export const SECOND_STAGE_FILE = 'second-stage.json';

/** What is stored of a second stage besides its numbers. */
export interface SecondStageSettings {
  layout: FeatureLayout;
  regions: string[];
  coldStart?: { all: ColdStartWeights; fresh: ColdStartWeights };
  simple?: SimpleRankings;
}

/** Raised when older files mean something else; files without a number are older than all. */
const FORMAT = 3;

/** `fresh` is for older versions of STARS, which read models without a network for unseen items. */
export const encodeSettings = (settings: SecondStageSettings): Uint8Array =>
  Buffer.from(`${JSON.stringify({ format: FORMAT, fresh: true, ...settings })}\n`, 'utf8');

/** Errors: `STARS_MODEL_OUTDATED` for a file of another format; `STARS_MODEL_CORRUPT` if it is damaged or lacks a part. */
export function settingsOf(json: Uint8Array): SecondStageSettings {
  let settings: SecondStageSettings & { format?: number };
  try {
    settings = JSON.parse(Buffer.from(json).toString('utf8')) as typeof settings;
  } catch (cause) {
    throw new StarsError('STARS_MODEL_CORRUPT', `${SECOND_STAGE_FILE} is no JSON`, { cause });
  }
  const { format, layout, regions, coldStart, simple } = settings ?? {};
  if (settings && format !== FORMAT) {
    const why = `the second stage has format ${format ?? 1}, and this version of STARS reads ${FORMAT}`;
    throw new StarsError('STARS_MODEL_OUTDATED', `${why}: train again`);
  }
  const options = [layout?.repeats, layout?.texts];
  const whole =
    Number.isInteger(layout?.levels) &&
    layout.levels >= 0 &&
    typeof layout.regions === 'boolean' &&
    options.every((flag) => flag === undefined || typeof flag === 'boolean') &&
    [coldStart?.all, coldStart?.fresh].every((of) => !coldStart || [of?.bias, of?.live].every(Number.isFinite)) &&
    (layout.evidence === undefined ||
      listOf(
        layout.evidence,
        ({ name, weight }) => TARGET_KINDS.includes(name) && Number.isFinite(weight) && weight >= 0,
      )) &&
    listOf(layout.signals, ({ name, values }) => typeof name === 'string' && listOf(values, Number.isFinite)) &&
    listOf(regions, (name) => typeof name === 'string') &&
    Object.values(simple ?? {}).every((name) => typeof name === 'string');
  if (!whole) throw new StarsError('STARS_MODEL_CORRUPT', `${SECOND_STAGE_FILE} lacks a part of the layout or regions`);
  return { layout, regions, ...(coldStart ? { coldStart } : {}), ...(simple ? { simple } : {}) };
}

const listOf = <T>(list: T[] | undefined, holds: (element: T) => boolean): boolean =>
  Array.isArray(list) && list.every(holds);

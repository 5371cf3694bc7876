import { numberBetween, wholeNumberBetween } from '@stars/platform';
import { z } from 'zod';

const HOUR_MS = 3_600_000;
/** Gateways switch soon, and read the version before until then. */
const SHORTEST_FRESH_HOURS = 1 / 60;
/** For how long after a switch no served version is dropped: a gateway may be more than one version behind. */
const GRACE_MS = 60_000;

/** The settings of roll-outs, by environment variables. */
export const rollOutEnvironment = {
  STARS_GATE_RECALL: numberBetween(0, 1)
    .default(0.98)
    .describe('Gate before a model serves: share of the exact best 50 items that the vector search must find.'),
  STARS_GATE_METRIC_MARGIN: numberBetween(0, 1)
    .default(0.05)
    .describe('Gate: how much worse than the serving model an offline metric may be, as a share of that metric.'),
  STARS_MODELS_KEPT: wholeNumberBetween(1, 100)
    .default(1)
    .describe('Number of earlier versions that are kept for a roll-back.'),
  STARS_MODELS_FRESH_HOURS: numberBetween(SHORTEST_FRESH_HOURS, 24 * 365)
    .default(2)
    .describe('Hours after a switch for which the version before is kept up to date.'),
};

const rollOutConfig = z.object(rollOutEnvironment);

/** The gates of a roll-out, and the versions that are kept; times in ms. */
export type RollOutSettings = ReturnType<typeof rollOutSettingsOf>;

export function rollOutSettingsOf(config: z.infer<typeof rollOutConfig>) {
  return {
    recallAtLeast: config.STARS_GATE_RECALL,
    recallK: 50,
    /** Most users that recall and offsets are measured on. */
    sample: 200,
    metricMargin: config.STARS_GATE_METRIC_MARGIN,
    /** Share of the items with features that the model must be able to read. */
    readableAtLeast: 0.9,
    /** Versions before the one that serves whose vectors are kept, for a roll-back. */
    kept: config.STARS_MODELS_KEPT,
    /** For how long after a switch the vectors of the version that served until then are kept as fresh as the others. */
    freshMs: config.STARS_MODELS_FRESH_HOURS * HOUR_MS,
    graceMs: GRACE_MS,
  };
}

export const ROLL_OUT_DEFAULTS: RollOutSettings = rollOutSettingsOf(rollOutConfig.parse({}));

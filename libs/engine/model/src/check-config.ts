import { CONFIG_DEFAULTS, type ConfigInput, innerWidth, PRIOR_PLACES, type StarsConfig } from './config.js';

const POSITIVE = [
  'width',
  'layers',
  'heads',
  'feedForward',
  'maxLength',
  'contentWidth',
] as const satisfies readonly (keyof StarsConfig)[];

const COUNTS = [
  'tagCount',
  'tagWidth',
  'tagHidden',
  'sideWidth',
  'userNumericCount',
  'userFeatureWidth',
  'itemCount',
  'signalWidth',
  'repeatAges',
  'priorDays',
] as const satisfies readonly (keyof StarsConfig)[];

/**
 * Fills in missing parts of a configuration: without them, it is the model without that part.
 * Throws a RangeError that names the first invalid number.
 */
export function checkConfig(input: ConfigInput): StarsConfig {
  const config: StarsConfig = { ...CONFIG_DEFAULTS, ...input, parts: { ...CONFIG_DEFAULTS.parts, ...input.parts } };
  for (const name of POSITIVE) {
    if (!Number.isInteger(config[name]) || config[name] < 1) throw new RangeError(`${name} must be a positive integer`);
  }
  for (const name of COUNTS) {
    if (!Number.isInteger(config[name]) || config[name] < 0) throw new RangeError(`${name} must be 0 or more`);
  }
  if (config.width % config.heads !== 0) throw new RangeError('width must be a multiple of heads');
  for (const name of ['dropout', 'attentionDropout'] as const) {
    if (!(config[name] >= 0 && config[name] < 1)) throw new RangeError(`${name} must lie in [0, 1)`);
  }
  if (!PRIOR_PLACES.includes(config.priorPlace)) {
    throw new RangeError(`priorPlace must be one of ${PRIOR_PLACES.join(', ')}`);
  }
  if (!Number.isFinite(config.priorWeight)) throw new RangeError('priorWeight must be a number');
  if (!Number.isInteger(config.servingWidth) || innerWidth(config) < 1) {
    throw new RangeError('servingWidth must be a positive integer, the dimension of the prior not counted');
  }
  if (!(config.offsetBound >= 0)) throw new RangeError('offsetBound must be 0 or more');
  const { column, width } = config.offsetTime;
  if (config.offsetBound > 0 && column + width + config.signalWidth > config.sideWidth) {
    throw new RangeError('offsetTime and signalWidth must be columns of a side row');
  }
  if (config.auxiliary && !config.parts.text) throw new RangeError('auxiliary needs the text embedding');
  return config;
}

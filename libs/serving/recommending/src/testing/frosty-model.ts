import { type ContextTimeline, type FeatureSpec, type SignalRules, TrustedContext } from '@stars/features';
import { RequestOffsets, type ServedModel, trustedOffsets } from '@stars/inference';

const SPEC: FeatureSpec = {
  version: 1,
  timeZone: 'UTC',
  country: 'US',
  holidays: ['Christmas Day'],
  itemSignals: [],
  regionNumbers: [{ name: 'frost', mean: 0, deviation: 1 }],
  regionCategories: [],
  userNumbers: [],
  userCategories: [],
  tags: [],
};

/** Hour, weekday and season. */
const TIME_WIDTH = 37;
/** ρ. */
const FROSTY_BOUND = 0.8;

/** In the grocery's dimensions (fruit, bread, cleaning): Christmas is of bread, frost of cleaning, and time of nothing. */
const WEIGHTS = {
  bound: FROSTY_BOUND,
  innerWidth: 3,
  timeWidth: TIME_WIDTH,
  delta: Float32Array.from([...Array.from({ length: 3 * TIME_WIDTH }, () => 0), 0, 0.7, 0, 0, 0, 0.6]),
};

/** The model with context offsets that a test can do in its head; the arithmetic is that which serves. */
export function frosty(
  model: ServedModel,
  timeline: ContextTimeline,
  rules: SignalRules,
  isCurrent: () => boolean = () => true,
): ServedModel {
  const offsets = new RequestOffsets(WEIGHTS, SPEC);
  const context = new TrustedContext(timeline, rules, isCurrent);
  const served = trustedOffsets(
    (at, reading) => offsets.at(at, reading),
    async () => context,
  );
  return Object.assign(Object.create(model) as ServedModel, { offsets: served });
}

import { globalPopularity } from '@stars/baselines';
import {
  type ReplayModel,
  starsRankers as rankersOf,
  type SessionRanker,
  StarsCandidates,
  type StarsVariant,
} from '@stars/replay';

/** The rankers of a model without its second stage. A user without vectors gets the items popular before the session. */
export const starsRankers = (
  model: ReplayModel,
  variants?: readonly StarsVariant[],
  candidates = new StarsCandidates(model),
): SessionRanker[] => rankersOf(model, variants, candidates, globalPopularity());

import { InteractionType } from '@stars/contracts';
import type { EventKinds } from '../model-kinds.js';
import type { RequestMoment, UserEvent } from './second-stage-serving.port.js';
import { heaviestFirst, MOST_SEEDS, type Seed } from './seeds.js';

const { INTERACTION_TYPE_VIEW: VIEW } = InteractionType;

/**
 * The history that a user's vectors are made from for a list because of seeds: the seeds are its last events, at the time of the
 * request, the heaviest last. Without a history they are all of it.
 * @param history Oldest first. @param kinds Of the model: the seeds are views if it reads views, else events that it predicts.
 */
export function withSeeds(
  history: readonly UserEvent[],
  seeds: readonly Seed[],
  { time, region }: Pick<RequestMoment, 'time' | 'region'>,
  kinds: EventKinds | undefined,
): UserEvent[] {
  const type = kinds && !kinds.weights.has(VIEW) ? kinds.target : VIEW;
  const last = heaviestFirst(seeds).slice(0, MOST_SEEDS).reverse();
  return [...history, ...last.map(({ itemId }) => ({ itemId, time, region, type }))];
}

import { InteractionType } from '@stars/contracts';
import type { EventKinds } from '../model-kinds.js';
import type { RequestMoment, UserEvent } from './second-stage-serving.port.js';

const { INTERACTION_TYPE_VIEW: VIEW } = InteractionType;

/** An item that a list is because of: of a product page, of a cart, of the last order. Only the ratios of weights matter. */
export interface Seed {
  itemId: string;
  /** Above 0. */
  weight: number;
}

/** A seed by its place among the items of a ranker. */
export interface SeedItem {
  item: number;
  weight: number;
}

/** Most seeds that count: the heaviest. */
export const MOST_SEEDS = 20;

/**
 * The seeds that have a place, each once, the heaviest first, which weighs 1.
 * @param placeOf Of an item; undefined: nothing is known of it, and the seed is passed over.
 */
export function seedItems(seeds: readonly Seed[], placeOf: (itemId: string) => number | undefined): SeedItem[] {
  const weights = new Map<number, number>();
  for (const { itemId, weight } of heaviestFirst(seeds)) {
    const item = placeOf(itemId);
    if (item !== undefined && !weights.has(item) && weights.size < MOST_SEEDS) weights.set(item, weight);
  }
  const [most = 1] = weights.values();
  return [...weights].map(([item, weight]) => ({ item, weight: weight / most }));
}

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

const heaviestFirst = (seeds: readonly Seed[]): Seed[] =>
  seeds.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);

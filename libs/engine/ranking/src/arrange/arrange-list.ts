import type { RankedItem } from '../round-robin.js';
import { type CategoryCapRule, CategoryCounts } from './category-caps.js';
import { type DiversityRule, diversify, diversityPool } from './diversify.js';
import { type ExplorationRule, explore } from './explore.js';

/** What a request says of the whole list. Diversity comes first, caps are kept by all that follows, and exploration is last. */
export interface ListRules {
  diversity?: DiversityRule;
  caps: readonly CategoryCapRule[];
  exploration?: ExplorationRule;
}

export interface ArrangedItem extends RankedItem {
  /** The probability, given the places before it, with which it took its place. */
  propensity: number;
  /** Places that diversity and caps moved it up; negative: down. */
  diversity: number;
  /** Places that exploration moved it up; negative: down. */
  exploration: number;
}

export interface Arrangement {
  /** At most `shown`, positions from 0. */
  items: ArrangedItem[];
  /** The last so many items break a cap: there were no others. */
  overCap: number;
  /** Names of categories that take no more. */
  fullCategories: string[];
}

export interface ArrangeInput {
  /** Best first, none twice: `poolOf` says how many are wanted. */
  ranked: readonly RankedItem[];
  /** Places of the list. */
  shown: number;
  rules: ListRules;
  /** v_j, [s]; undefined where an item has none. Asked for diversity only. */
  vectorOf: (itemId: string) => Float32Array | undefined;
  /** Broad to fine. Asked for caps only. */
  categoryOf: (itemId: string) => readonly string[];
  /** In [0, 1). */
  random: () => number;
}

/** Places of a list that are spread over unlike items: what follows is as ranked. */
const DIVERSE_PLACES = 200;

/** How many ranked items the rules choose a list of `shown` from. */
export function poolOf(shown: number, { diversity, caps, exploration }: ListRules): number {
  const diverse = diversity || caps.length > 0 ? diversityPool(Math.min(shown, DIVERSE_PLACES)) : 0;
  return Math.max(shown, diverse, exploration ? shown + exploration.candidates : 0);
}

/** Makes the list that is shown of a ranking. Without rules it is the first `shown`; never fewer where there are as many. */
export function arrange({ ranked, shown, rules, vectorOf, categoryOf, random }: ArrangeInput): Arrangement {
  const { diversity, caps } = rules;
  if (!diversity && caps.length === 0 && !rules.exploration) return asRanked(ranked.slice(0, shown));
  const places = diversity
    ? diversify(
        ranked.map(({ itemId }) => vectorOf(itemId)),
        Math.min(shown, DIVERSE_PLACES),
        diversity,
      )
    : ranked.map((_, place) => place);
  const categories = caps.length > 0 ? ranked.map(({ itemId }) => categoryOf(itemId)) : [];
  const draw = (exploration: ExplorationRule) => {
    const counts = new CategoryCounts(caps);
    const capped = (place: number): readonly string[] => categories[place] ?? [];
    const drawn = explore(
      places,
      shown,
      exploration,
      random,
      (place) => counts.allows(capped(place)),
      (place) => counts.add(capped(place)),
    );
    const taken = new Set(drawn.map(({ item }) => item));
    const over = places.filter((place) => !taken.has(place)).slice(0, shown - drawn.length);
    return { drawn: [...drawn, ...over.map((item) => ({ item, propensity: 1 }))], over: over.length, counts };
  };
  const plain = draw(NO_EXPLORATION);
  const { drawn, over, counts } = rules.exploration ? draw(rules.exploration) : plain;
  const placeBefore = new Map(plain.drawn.map(({ item }, place) => [item, place]));
  // What exploration brought in from below: the places after the list, in order.
  let below = plain.drawn.length;
  for (const place of places) if (!placeBefore.has(place)) placeBefore.set(place, below++);
  return {
    items: drawn.map(({ item, propensity }, position) => {
      const before = placeBefore.get(item)!;
      return { ...ranked[item]!, position, propensity, diversity: item - before, exploration: before - position };
    }),
    overCap: over,
    fullCategories: counts.full(),
  };
}

const asRanked = (items: readonly RankedItem[]): Arrangement => ({
  items: items.map((item, position) => ({ ...item, position, propensity: 1, diversity: 0, exploration: 0 })),
  overCap: 0,
  fullCategories: [],
});

const NO_EXPLORATION: ExplorationRule = { places: 0, rate: 0, candidates: 1 };

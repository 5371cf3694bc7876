import type { RankedItem } from '../round-robin.js';
import { type CategoryCapRule, CategoryCounts } from './category-caps.js';
import { type CoverageRule, cover } from './cover.js';
import { type DiversityRule, diversify, diversityPool } from './diversify.js';
import { type ExplorationRule, explore } from './explore.js';
import { type FatigueRule, sink } from './fatigue.js';

/**
 * A request's rules for the whole list. Fatigue comes first, then coverage, diversity, the caps, and exploration, which keeps the caps too.
 */
export interface ListRules {
  fatigue?: FatigueRule | undefined;
  coverage?: CoverageRule | undefined;
  diversity?: DiversityRule | undefined;
  caps: readonly CategoryCapRule[];
  exploration?: ExplorationRule | undefined;
}

export interface ArrangedItem extends RankedItem {
  /** The probability, given the places before it, with which it took its place. */
  propensity: number;
  /** Places that coverage moved it up; negative: down. */
  coverage: number;
  /** Places that diversity and caps moved it up; negative: down. */
  diversity: number;
  /** Places that exploration moved it up; negative: down. */
  exploration: number;
}

export interface Arrangement {
  /** At most `shown`, positions from 0. */
  items: ArrangedItem[];
  /** How many of the last items exceed a cap, because there were no others. */
  overCap: number;
  /** Names of the categories that are full. */
  fullCategories: string[];
}

export interface ArrangeInput {
  /** Best first, none twice; `poolSize` says how many. */
  ranked: readonly RankedItem[];
  /** Places of the list. */
  shown: number;
  rules: ListRules;
  /** v_j, [s]; undefined if an item has none. Called for diversity only. */
  vectorOf: (itemId: string) => Float32Array | undefined;
  /** Broad to fine. Called for caps only. */
  categoryOf: (itemId: string) => readonly string[];
  /** In [0, 1). */
  random: () => number;
}

/** How many places of a list diversity changes: later places are as ranked. The time grows with its third power. */
const DIVERSE_PLACES = 50;

/** How many ranked items the rules choose a list of `shown` from. */
export function poolSize(shown: number, { fatigue, coverage, diversity, caps, exploration }: ListRules): number {
  const diverse = diversity || caps.length > 0 ? diversityPool(Math.min(shown, DIVERSE_PLACES)) : 0;
  const pool = Math.max(shown, coverage?.within ?? 0, diverse, exploration ? shown + exploration.candidates : 0);
  // However far the seen items sink, the best others are among these.
  return pool + (fatigue?.times.size ?? 0);
}

/** Makes the list that is shown from a ranking. Without rules it is the first `shown`. It is never shorter than it could be. */
export function arrange({ ranked: best, shown, rules, vectorOf, categoryOf, random }: ArrangeInput): Arrangement {
  const { fatigue, coverage, diversity, caps } = rules;
  const given = fatigue ? sink(best, fatigue) : best;
  const covered = coverage ? cover(given, shown, coverage) : given.map((_, place) => place);
  const ranked = covered.map((place) => given[place]!);
  const movedUp = (place: number): number => covered[place]! - place;
  if (!diversity && caps.length === 0 && !rules.exploration) return asRanked(ranked.slice(0, shown), movedUp);
  const places = ranked.map((_, place) => place);
  if (diversity) {
    const spread = Math.min(shown, DIVERSE_PLACES);
    const pool = ranked.slice(0, diversityPool(spread)).map(({ itemId }) => vectorOf(itemId));
    places.splice(0, pool.length, ...diversify(pool, spread, diversity));
  }
  const categories = caps.length > 0 ? ranked.map(({ itemId }) => categoryOf(itemId)) : [];
  const draw = (exploration: ExplorationRule) => {
    const counts = new CategoryCounts(caps);
    const capped = (place: number): readonly string[] => categories[place] ?? [];
    const drawn = explore(places, shown, exploration, random, {
      allows: (place) => counts.allows(capped(place)),
      add: (place) => counts.add(capped(place)),
    });
    const placed = new Set(drawn.map(({ item }) => item));
    const over = places.filter((place) => !placed.has(place)).slice(0, shown - drawn.length);
    return { drawn: [...drawn, ...over.map((item) => ({ item, propensity: 1 }))], over: over.length, counts };
  };
  const plain = draw(NO_EXPLORATION);
  const { drawn, over, counts } = rules.exploration ? draw(rules.exploration) : plain;
  const placeBefore = new Map(plain.drawn.map(({ item }, place) => [item, place]));
  // Items that exploration brought in from below have the places after the list, in order.
  let below = plain.drawn.length;
  for (const place of places) if (!placeBefore.has(place)) placeBefore.set(place, below++);
  return {
    items: drawn.map(({ item, propensity }, position) => {
      const before = placeBefore.get(item)!;
      const moves = { coverage: movedUp(item), diversity: item - before, exploration: before - position };
      return { ...ranked[item]!, position, propensity, ...moves };
    }),
    overCap: over,
    fullCategories: counts.full(),
  };
}

const asRanked = (items: readonly RankedItem[], movedUp: (place: number) => number): Arrangement => ({
  items: items.map((item, position) => {
    const moves = { coverage: movedUp(position), diversity: 0, exploration: 0 };
    return { ...item, position, propensity: 1, ...moves };
  }),
  overCap: 0,
  fullCategories: [],
});

const NO_EXPLORATION: ExplorationRule = { places: 0, rate: 0, candidates: 1 };

import type { RankedItem } from '../round-robin.js';
import { CapCounts, type CappedValues, type CapRule, type FullValue } from './caps.js';
import { type CoverageRule, cover } from './cover.js';
import { type DiversityRule, diversify, diversityPool } from './diversify.js';
import { type ExplorationRule, explore } from './explore.js';
import { type FatigueRule, fatigueOf } from './fatigue.js';
import { aroundPins, type Pin, placePins } from './place-pins.js';
import { reserveShares, type ShareRule } from './reserve-shares.js';
import { shiftScores } from './shift-scores.js';

/**
 * A request's rules for the whole list. Pins have their places first; the other items fill the rest: by fatigue and boosts, then coverage,
 * diversity, shares, the caps, and exploration, which keeps the caps too.
 */
export interface ListRules {
  fatigue?: FatigueRule | undefined;
  /** What is added to the scores of items, by id: the logarithm of a factor. */
  boosts?: ReadonlyMap<string, number> | undefined;
  coverage?: CoverageRule | undefined;
  diversity?: DiversityRule | undefined;
  /** In the order in which they take places. */
  shares?: readonly ShareRule[];
  caps: readonly CapRule[];
  exploration?: ExplorationRule | undefined;
  /** In the order in which they take places. */
  pins?: readonly Pin[];
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
  /** What no more items of may be placed. */
  fullValues: FullValue[];
}

export interface ArrangeInput {
  /** Best first, none twice; `poolSize` says how many. */
  ranked: readonly RankedItem[];
  /** Places of the list. */
  shown: number;
  rules: ListRules;
  /** v_j, [s]; undefined if an item has none. Called for diversity only. */
  vectorOf: (itemId: string) => Float32Array | undefined;
  /** Called for caps only. */
  valuesOf: CappedValues;
  /** In [0, 1). */
  random: () => number;
}

/** How many places of a list diversity changes: later places are as ranked. The time grows with its third power. */
const DIVERSE_PLACES = 50;

/** Items below the list that a boost or a share may raise into it. */
const RISING = 200;

/** How many ranked items the rules choose a list of `shown` from. */
export function poolSize(shown: number, rules: ListRules): number {
  const { fatigue, coverage, diversity, caps, exploration, boosts, shares = [], pins = [] } = rules;
  const diverse = diversity || caps.length > 0 ? diversityPool(Math.min(shown, DIVERSE_PLACES)) : 0;
  const rising = boosts || shares.length > 0 ? shown + RISING : 0;
  const pool = Math.max(
    ...[shown, coverage?.within ?? 0, diverse, exploration ? shown + exploration.candidates : 0, rising],
  );
  // However far the seen items sink, the best others are among these.
  return pool + (fatigue?.times.size ?? 0) + pins.length;
}

/** Makes the list that is shown from a ranking. Without rules it is the first `shown`. It is never shorter than it could be. */
export function arrange(input: ArrangeInput): Arrangement {
  const { ranked, shown, rules } = input;
  const pinned = placePins(rules.pins ?? [], shown);
  if (pinned.size === 0) return arrangeOthers(input, []);
  const ids = new Set([...pinned.values()].map(({ item }) => item.itemId));
  const others = ranked.filter(({ itemId }) => !ids.has(itemId));
  const arrangement = arrangeOthers({ ...input, ranked: others, shown: shown - pinned.size }, [...ids]);
  const inPlaces = new Map(
    [...pinned].map(([place, { item }]): [number, ArrangedItem] => [place, { ...item, ...UNMOVED, propensity: 1 }]),
  );
  const items = aroundPins(arrangement.items, inPlaces).map((item, position) => ({ ...item, position }));
  return { ...arrangement, items };
}

/** @param placed Items that have other places of the list */
function arrangeOthers(
  { ranked: best, shown, rules, vectorOf, valuesOf, random }: ArrangeInput,
  placed: readonly string[],
): Arrangement {
  const { coverage, diversity, caps, shares = [] } = rules;
  const given = withShifts(best, rules);
  const covered = coverage ? cover(given, shown, coverage) : given.map((_, place) => place);
  const ranked = covered.map((place) => given[place]!);
  const movedUp = (place: number): number => covered[place]! - place;
  if (!diversity && caps.length === 0 && !rules.exploration && shares.length === 0)
    return asRanked(ranked.slice(0, shown), movedUp);
  let places = ranked.map((_, place) => place);
  if (diversity) {
    const spread = Math.min(shown, DIVERSE_PLACES);
    const pool = ranked.slice(0, diversityPool(spread)).map(({ itemId }) => vectorOf(itemId));
    places.splice(0, pool.length, ...diversify(pool, spread, diversity));
  }
  if (shares.length > 0) {
    const placeOf = new Map(ranked.map(({ itemId }, place) => [itemId, place]));
    const ids = places.map((place) => ranked[place]!.itemId);
    places = reserveShares(ids, shown, placed, shares).map((itemId) => placeOf.get(itemId)!);
  }
  const draw = (exploration: ExplorationRule) => {
    const counts = new CapCounts(caps, valuesOf);
    for (const itemId of placed) counts.add(itemId);
    const drawn = explore(places, shown, exploration, random, {
      allows: (place) => counts.allows(ranked[place]!.itemId),
      add: (place) => counts.add(ranked[place]!.itemId),
    });
    const taken = new Set(drawn.map(({ item }) => item));
    const over = places.filter((place) => !taken.has(place)).slice(0, shown - drawn.length);
    return { drawn: [...drawn, ...over.map((item) => ({ item, propensity: 1 }))], over: over.length, counts };
  };
  const plain = draw(NO_EXPLORATION);
  const { drawn, over, counts } = rules.exploration ? draw(rules.exploration) : plain;
  const placeBefore = new Map(plain.drawn.map(({ item }, place) => [item, place]));
  // Items that exploration fetched from below have the places after the list, in order.
  let below = plain.drawn.length;
  for (const place of places) if (!placeBefore.has(place)) placeBefore.set(place, below++);
  return {
    items: drawn.map(({ item, propensity }, position) => {
      const before = placeBefore.get(item)!;
      const moves = { coverage: movedUp(item), diversity: item - before, exploration: before - position };
      return { ...ranked[item]!, position, propensity, ...moves };
    }),
    overCap: over,
    fullValues: counts.full(),
  };
}

function withShifts(ranked: readonly RankedItem[], { fatigue, boosts }: ListRules): readonly RankedItem[] {
  if (!fatigue && !boosts) return ranked;
  return shiftScores(ranked, (itemId) => {
    const shift = { fatigue: fatigue ? fatigueOf(fatigue, itemId) : 0, boost: boosts?.get(itemId) ?? 0 };
    return shift.fatigue === 0 && shift.boost === 0 ? undefined : shift;
  });
}

const UNMOVED = { coverage: 0, diversity: 0, exploration: 0 };

const asRanked = (items: readonly RankedItem[], movedUp: (place: number) => number): Arrangement => ({
  items: items.map((item, position) => ({
    ...{ ...item, ...UNMOVED },
    ...{ position, propensity: 1, coverage: movedUp(position) },
  })),
  overCap: 0,
  fullValues: [],
});

const NO_EXPLORATION: ExplorationRule = { places: 0, rate: 0, candidates: 1 };

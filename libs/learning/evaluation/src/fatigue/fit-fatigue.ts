import type { Interval } from '@stars/replay';
import type { Showing } from './count-showings.js';

/** Showings after a similar number of times in vain. */
export interface TimesBand {
  /** Times in vain before them: from this, to less than the next band's. */
  from: number;
  showings: number;
  /** Share of them that was chosen. */
  rate: number;
  /** The same by the rates of the items and users, of first showings alone and without the pair of user and item itself. */
  expected: number;
}

export interface FatigueFit {
  showings: number;
  choices: number;
  /**
   * The strength of fatigue by which choices fall within pairs of user and item, and its 95% interval; absent where fewer than
   * `FEWEST_PAIRS` pairs were seen several times and chosen at some of them.
   */
  strength?: { value: number; ci95: Interval };
  bands: TimesBand[];
}

const BANDS = [0, 0.01, 1.01, 2.01, 4.01, 8.01];
/** A rate of few showings is drawn to the mean, as if it had so many more. */
const PRIOR_SHOWINGS = 20;
export const FEWEST_PAIRS = 50;
const [STEPS, LARGEST_STEP] = [50, 1];

/** What the log of one surface says of fatigue: rates by times in vain, and the strength that fits within pairs of user and item. */
export function fitFatigue(showings: readonly Showing[]): FatigueFit {
  const expectedOf = newExpectedRates(showings);
  const bands = BANDS.flatMap((from, n): TimesBand[] => {
    const to = BANDS[n + 1] ?? Number.POSITIVE_INFINITY;
    const some = showings.filter(({ inVain }) => inVain >= from && inVain < to);
    if (some.length === 0) return [];
    const meanOf = (of: (showing: Showing) => number): number =>
      some.reduce((sum, showing) => sum + of(showing), 0) / some.length;
    return [
      { from, showings: some.length, rate: meanOf(({ chosen }) => Number(chosen)), expected: meanOf(expectedOf) },
    ];
  });
  const strength = fitWithinPairs(showings);
  const choices = showings.filter(({ chosen }) => chosen).length;
  return { showings: showings.length, choices, ...(strength && { strength }), bands };
}

/**
 * Of a pair's showings, compares each that was chosen with each that was not: the log-odds of which it was are strength · the difference of
 * ln(1 + before). So it does not matter which items users like, or see often. It counts times before a choice too, because what comes after
 * a choice must not depend on it. Standard errors allow for all pairs of one user being alike.
 */
function fitWithinPairs(showings: readonly Showing[]): FatigueFit['strength'] {
  const byUser = new Map<string, number[]>();
  let pairs = 0;
  for (const pair of Map.groupBy(showings, pairOf).values()) {
    const [chosen, others] = [true, false].map((is) => pair.filter((showing) => showing.chosen === is)) as [
      Showing[],
      Showing[],
    ];
    if (chosen.length === 0 || others.length === 0) continue;
    pairs++;
    const differences = chosen.flatMap((one) =>
      others.map((other) => Math.log1p(other.before) - Math.log1p(one.before)),
    );
    byUser.set(pair[0]!.userId, (byUser.get(pair[0]!.userId) ?? []).concat(differences));
  }
  if (pairs < FEWEST_PAIRS) return undefined;
  let value = 0;
  let information = 0;
  let scores: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    information = 0;
    scores = Array.from(byUser.values(), (differences) => {
      let score = 0;
      for (const difference of differences) {
        const p = 1 / (1 + Math.exp(-value * difference));
        score += (1 - p) * difference;
        information += p * (1 - p) * difference ** 2;
      }
      return score;
    });
    const change = scores.reduce((sum, score) => sum + score, 0) / information;
    value += Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, change));
    if (Math.abs(change) < 1e-9) break;
  }
  const error = Math.sqrt(scores.reduce((sum, score) => sum + score ** 2, 0)) / information;
  return { value, ci95: [value - 1.96 * error, value + 1.96 * error] };
}

/** The rate of each showing by its item and its user. */
function newExpectedRates(showings: readonly Showing[]): (showing: Showing) => number {
  const first = showings.filter(({ inVain }) => inVain === 0);
  const mean = (first.filter(({ chosen }) => chosen).length + 0.5) / (first.length + 1);
  const [byItem, byUser, byPair] = [({ itemId }: Showing) => itemId, ({ userId }: Showing) => userId, pairOf].map(
    (keyOf) => tallies(first, keyOf),
  ) as [Tallies, Tallies, Tallies];
  return (showing) => {
    const pair = byPair.get(pairOf(showing)) ?? NONE;
    const odds = [byItem.get(showing.itemId) ?? NONE, byUser.get(showing.userId) ?? NONE].map((of) => {
      const rate = (of.chosen - pair.chosen + PRIOR_SHOWINGS * mean) / (of.showings - pair.showings + PRIOR_SHOWINGS);
      return logit(rate) - logit(mean);
    });
    return 1 / (1 + Math.exp(-logit(mean) - odds[0]! - odds[1]!));
  };
}

type Tallies = Map<string, typeof NONE>;
const NONE = { showings: 0, chosen: 0 };

function tallies(showings: readonly Showing[], keyOf: (showing: Showing) => string): Tallies {
  const found: Tallies = new Map();
  for (const showing of showings) {
    const { showings: shown, chosen } = found.get(keyOf(showing)) ?? NONE;
    found.set(keyOf(showing), { showings: shown + 1, chosen: chosen + Number(showing.chosen) });
  }
  return found;
}

const pairOf = ({ userId, itemId }: Showing): string => JSON.stringify([userId, itemId]);
const logit = (rate: number): number => Math.log(rate / (1 - rate));

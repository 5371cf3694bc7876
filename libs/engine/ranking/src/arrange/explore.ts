/** Which places are filled by chance, and how. */
export interface ExplorationRule {
  /** Places at the end of the list. */
  places: number;
  /** Probability that such a place is drawn at random; otherwise it goes to the best item left. */
  rate: number;
  /** Draws from this many of the best items left. */
  candidates: number;
}

export const EXPLORATION_CANDIDATES = 10;

/** Which items may be placed. */
export interface PlaceLimits<T> {
  /** Whether an item may still be placed. */
  allows(item: T): boolean;
  /** Called with each item that was placed. */
  add(item: T): void;
}

const NO_LIMITS: PlaceLimits<unknown> = { allows: () => true, add: () => undefined };

export interface Drawn<T> {
  item: T;
  /** The probability, given the places before it, with which it took its place: in (0, 1]. */
  propensity: number;
}

/**
 * `shown` places of a ranking, the last of them by chance (ε-greedy). The budget: no place before them changes, each of them is as
 * ranked with probability 1 − rate, and no item from deeper than shown + candidates − 2 is shown; so the expected loss of DCG is
 * at most rate · Σ discounts of these places · the largest relevance among them.
 * @param ranked Best first.
 * @param random In [0, 1): called twice for each place that has a choice, so that equal seeds give equal lists.
 */
export function explore<T>(
  ranked: readonly T[],
  shown: number,
  { places, rate, candidates }: ExplorationRule,
  random: () => number,
  limits: PlaceLimits<T> = NO_LIMITS,
): Drawn<T>[] {
  const remaining = [...ranked];
  const drawn: Drawn<T>[] = [];
  while (drawn.length < shown) {
    const byChance = drawn.length >= shown - places;
    const choices: number[] = [];
    for (let i = 0; i < remaining.length && choices.length < (byChance ? candidates : 1); i++) {
      if (limits.allows(remaining[i]!)) choices.push(i);
    }
    if (choices.length === 0) break;
    const explores = choices.length > 1 && rate > 0;
    const chance = explores ? random() : 1;
    const which = explores ? Math.floor(random() * choices.length) : 0;
    const choice = chance < rate ? which : 0;
    const [item] = remaining.splice(choices[choice]!, 1);
    const propensity = explores ? rate / choices.length + (choice === 0 ? 1 - rate : 0) : 1;
    limits.add(item!);
    drawn.push({ item: item!, propensity });
  }
  return drawn;
}

/** How much newcomers count beside what was learned, of one network. */
export interface ColdStartWeights {
  /** Added to what the network makes of borrowed statistics. */
  bias: number;
  /** Times how much the user buys what lends to it, as a logarithm. */
  likeness: number;
}

export const PLAIN_NEWCOMERS: ColdStartWeights = { bias: 0, likeness: 0 };

/** Of the first n places of a list, so many are for newcomers at most; one may be anywhere. */
export const COLD_START_SHARE = 0.1;

/** @param likeness [n] of newcomers; NaN for what was learned. */
export function withColdStartItems(
  scores: Float32Array,
  likeness: Float32Array,
  { bias, likeness: weight }: ColdStartWeights,
): Float32Array {
  return scores.map((score, n) => (Number.isNaN(likeness[n]!) ? score : score + bias + weight * likeness[n]!));
}

/**
 * The same order with newcomers further back where they would have more than their share of the places so far: what nobody
 * has had must not crowd out what people are known to want. Where nothing else is left, they follow each other.
 */
export function spreadColdStartItems(
  order: readonly number[],
  isColdStart: (place: number) => boolean,
  share: number,
): number[] {
  const others = order.filter((place) => !isColdStart(place));
  if (others.length === order.length) return [...order];
  const rank = new Map(order.map((place, n) => [place, n]));
  const newcomers = order.filter(isColdStart);
  const list: number[] = [];
  let [o, n] = [0, 0];
  while (list.length < order.length) {
    const allowed = n < newcomers.length && n + 1 <= Math.max(1, Math.floor(share * (list.length + 1)));
    const first = n < newcomers.length && (o >= others.length || rank.get(newcomers[n]!)! < rank.get(others[o]!)!);
    if (first && (allowed || o >= others.length)) list.push(newcomers[n++]!);
    else list.push(others[o++]!);
  }
  return list;
}

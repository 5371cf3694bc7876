/** How the scores of cold-start items compare with those of learned items, for one scorer. */
export interface ColdStartWeights {
  /** Added to the score from borrowed statistics. */
  bias: number;
  /** Added once more if the item has a live signal. */
  live: number;
}

export const PLAIN_COLD_START: ColdStartWeights = { bias: 0, live: 0 };

/** What a candidate is: a learned item, a cold-start item, or a cold-start item with a live signal. */
export const [LEARNED, COLD_START, LIVE_COLD_START] = [0, 1, 2] as const;

/** Highest share of cold-start items in the first n places of a list; a single one may be anywhere. */
export const COLD_START_SHARE = 0.1;

/** @param kinds [n] of the candidates. */
export function withColdStartItems(
  scores: Float32Array,
  kinds: Uint8Array,
  { bias, live }: ColdStartWeights,
): Float32Array {
  const added = { [LEARNED]: 0, [COLD_START]: bias, [LIVE_COLD_START]: bias + live };
  return scores.map((score, n) => score + added[kinds[n] as keyof typeof added]);
}

/**
 * The same order, but cold-start items move back if they would have more than their share of the places so far: items that
 * nobody has had must not crowd out items that people are known to want. They follow each other if nothing else is left.
 */
export function spreadColdStartItems(
  order: readonly number[],
  isColdStart: (place: number) => boolean,
  share: number,
): number[] {
  const others = order.filter((place) => !isColdStart(place));
  if (others.length === order.length) return [...order];
  const rank = new Map(order.map((place, n) => [place, n]));
  const coldStart = order.filter(isColdStart);
  const list: number[] = [];
  let [o, n] = [0, 0];
  while (list.length < order.length) {
    const allowed = n < coldStart.length && n + 1 <= Math.max(1, Math.floor(share * (list.length + 1)));
    const first = n < coldStart.length && (o >= others.length || rank.get(coldStart[n]!)! < rank.get(others[o]!)!);
    if (first && (allowed || o >= others.length)) list.push(coldStart[n++]!);
    else list.push(others[o++]!);
  }
  return list;
}

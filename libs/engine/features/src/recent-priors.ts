/** What is subtracted from the logits of items, by day: I items. */
export interface DayPriors {
  /** The number of what holds at a time (ms since 1970). */
  numberAt(time: number): number;
  /** [I] */
  of(number: number): Float32Array;
}

/** The model's RecentPriors of the rows of both heads. @param candidates Item rows. */
export function recentPriors(
  priors: DayPriors,
  candidates: Int32Array,
  nextTimes: readonly number[],
  generalTimes: readonly number[],
) {
  const places = new Map<number, number>();
  const placeOf = (time: number): number => {
    const number = priors.numberAt(time);
    const place = places.get(number) ?? places.size;
    places.set(number, place);
    return place;
  };
  const [next, general] = [Int32Array.from(nextTimes, placeOf), Int32Array.from(generalTimes, placeOf)];
  const table = new Float32Array(places.size * candidates.length);
  for (const [number, place] of places) {
    const prior = priors.of(number);
    const base = place * candidates.length;
    for (let c = 0; c < candidates.length; c++) table[base + c] = prior[candidates[c]!]!;
  }
  return { table, next, general };
}

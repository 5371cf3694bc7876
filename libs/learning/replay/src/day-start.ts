import type { LocalClock } from '@stars/features';

const DAY = 86_400_000;
/** Beyond every zone's offset from UTC (-12 to +14 hours). */
const WIDEST_OFFSET = 15 * 3_600_000;

/** First millisecond (UTC) of a local day: an event is before it exactly when its local day is. */
export function dayStart(clock: LocalClock, day: number): number {
  let low = day * DAY - WIDEST_OFFSET;
  let high = day * DAY + WIDEST_OFFSET;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (clock.day(middle) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

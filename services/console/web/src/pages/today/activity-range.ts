const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the page shows, as its link has it. */
export interface RangeState extends Record<string, string> {
  /** How many days: 1, 7 or 28. */
  days: string;
  /** The last one, `YYYY-MM-DD`; empty: today, and it goes on. */
  day: string;
  /** IANA name; empty: of the browser. */
  zone: string;
}
export const RANGE_DEFAULTS: RangeState = { days: '1', day: '', zone: '' };

export interface ActivityRange {
  /** ms since 1970; `until` is excluded, and absent while the last day goes on. */
  from: number;
  until: number | undefined;
  bucket: 'hour' | 'day';
  /** Whose days they are. */
  zone: string;
  /** As it was named: the server refuses one that nobody knows. */
  named: string;
}

/** The days that a state means. @param now ms since 1970 */
export function activityRange({ days, day, zone }: RangeState, now: number): ActivityRange {
  const named = zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = isTimeZone(named) ? named : 'UTC';
  const given = Date.parse(`${day}T00:00:00Z`);
  const last = Number.isNaN(given) ? Math.floor(wallClock(now, known) / DAY_MS) * DAY_MS : given;
  const count = ['7', '28'].includes(days) ? Number(days) : 1;
  return {
    from: startOfDay(last - (count - 1) * DAY_MS, known),
    until: Number.isNaN(given) ? undefined : startOfDay(last + DAY_MS, known),
    bucket: count === 1 ? 'hour' : 'day',
    ...{ zone: known, named },
  };
}

/** When the hours or days of a range begin, ms since 1970. @param end of a range that goes on */
export function bucketStarts({ from, until, bucket, zone }: ActivityRange, end: number): number[] {
  const stop = until ?? end;
  const first = wallClock(from, zone);
  const starts: number[] = [];
  for (let n = 0, at = from; at < stop; n++) {
    starts.push(at);
    at = bucket === 'hour' ? at + HOUR_MS : startOfDay(Math.floor(first / DAY_MS + n + 1) * DAY_MS, zone);
  }
  return starts;
}

/** When a day begins in a zone, ms since 1970; where the clocks skip midnight, after it. @param day its midnight, as if of UTC */
export function startOfDay(day: number, zone: string): number {
  const offsets = [day - DAY_MS, day + DAY_MS].map((at) => wallClock(at, zone) - at);
  const begins = offsets.map((offset) => day - offset).sort((a, b) => a - b);
  return begins.find((at) => wallClock(at, zone) >= day) ?? begins.at(-1)!;
}

/** What the clocks of a zone show, as if of UTC: ms since 1970, in whole seconds. */
export function wallClock(at: number, zone: string): number {
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${clock.format(at).replace(' ', 'T')}Z`);
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

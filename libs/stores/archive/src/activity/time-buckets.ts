import { StarsError } from '@stars/errors';

const MOST_BUCKETS = 400;
/** All zones of today change at a quarter of an hour. */
const STEP_MS = 15 * 60_000;
/** No day is shorter. */
const LEAST_DAY_MS = 22 * 3_600_000;
const MOST_DAY_MS = 26 * 3_600_000;

export interface TimeRange {
  /** ms since 1970; `until` is excluded. */
  from: number;
  until: number;
  bucket: 'hour' | 'day';
  /** IANA name. */
  timeZone: string;
}

/** When the hours or days of a zone begin, ms since 1970, the first cut at `from`. Errors: `STARS_OUT_OF_RANGE` for more than 400. */
export function bucketStarts({ from, until, bucket, timeZone }: TimeRange): number[] {
  const tooMany = (): StarsError =>
    new StarsError('STARS_OUT_OF_RANGE', `from: there are more than ${MOST_BUCKETS} buckets from then on`, {
      field: 'from',
    });
  if (until - from > MOST_BUCKETS * MOST_DAY_MS) throw tooMany();
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, dateStyle: 'short' },
    // Of an hour that the clocks have twice, each is a bucket.
    ...(bucket === 'hour' && {
      ...{ dateStyle: undefined, year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset' },
    }),
  });
  const starts = [from];
  let last = format.format(from);
  for (let at = Math.floor(from / STEP_MS + 1) * STEP_MS; at < until; at += STEP_MS) {
    const label = format.format(at);
    if (label === last) continue;
    last = label;
    starts.push(at);
    if (starts.length > MOST_BUCKETS) throw tooMany();
    if (bucket === 'day') at += LEAST_DAY_MS - STEP_MS;
  }
  return starts;
}

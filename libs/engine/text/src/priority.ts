/** Kind of a request: a live change, or the backfill of a whole catalogue. */
export type Priority = 'live' | 'backfill';

/** Share of every limit that a backfill leaves to live changes. */
const LIVE_SHARE = 0.2;

/** How much of a limit the priority may use. */
export const usable = (limit: number, priority: Priority): number =>
  priority === 'live' ? limit : limit * (1 - LIVE_SHARE);

import type { TargetKind } from '@stars/features';

/** From this share of targets on that were viewed first in their session, a look comes before what is taken. */
const VIEWED_FIRST = 0.5;
/** From this share of views on with a session id, they are those of a shop's pages. Ratings and lectures, which count as views, have none. */
const IN_SESSIONS = 0.5;

/** What `browses` asks of a log; shares lie in [0, 1]. */
export interface Looks {
  /** Of the events, the share of views. */
  viewShare: number;
  /** Of the targets, the share whose item the user viewed earlier in the same session. */
  viewedFirstShare: number;
  /** Of the targets, the share with a session id. */
  sessionShare: number;
}

/**
 * Whether people look before they take: most of what they take was viewed first in the same session or, where views are
 * the target themselves, most views belong to a session.
 */
export function browses({ viewShare, viewedFirstShare, sessionShare }: Looks, target: TargetKind | undefined): boolean {
  if (viewShare === 0 || target === undefined) return false;
  return target === 'view' ? sessionShare >= IN_SESSIONS : viewedFirstShare >= VIEWED_FIRST;
}

import { LIMITS, RecommendRequest } from '@stars/contracts';
import type { LocalClock } from '@stars/features';
import { chunks } from '@stars/platform';
import type { EvaluationSession } from '@stars/replay';
import type { ReplayShop } from './replay-shop.js';

/** The lists of one session. */
export interface ServedLists {
  all: string[];
  /** Without what the user had. */
  fresh: string[];
  /** Why the answers are less than they could be; none in a healthy system. */
  degradations: string[];
}

export interface ReplayOptions {
  /** Items of a list. */
  k: number;
  onDay?: (day: number, sessions: number) => void;
  signal: AbortSignal;
}

/** Requests that wait for an answer at the same time. */
const CONCURRENT = 4;
/** Between two looks at whether the system has handled everything. */
const POLL_MS = 20;

/**
 * Goes through the days of the sessions in order of time. The sessions of a day are asked for before any of its events is sent, and
 * after everything of the days before is in vectors and statistics.
 */
export async function servedLists(
  shop: ReplayShop,
  sessions: readonly EvaluationSession[],
  clock: LocalClock,
  { k, onDay, signal }: ReplayOptions,
): Promise<Map<string, ServedLists>> {
  const answers = new Map<string, ServedLists>();
  const days = [...new Set(sessions.map(({ day }) => day))].sort((a, b) => a - b);
  let sent = 0;
  for (const day of days) {
    signal.throwIfAborted();
    const ofDay = sessions.filter((session) => session.day === day).sort((a, b) => a.time - b.time);
    onDay?.(day, ofDay.length);
    const from = sent;
    while (sent < shop.later.length && clock.day(shop.later[sent]!.time!.getTime()) < day) sent++;
    for (const some of chunks(shop.later.slice(from, sent), LIMITS.trackEvents)) {
      await shop.events.track({ interactions: some, impressions: [] });
    }
    if (sent > from) await shop.standalone.drain({ pollMs: POLL_MS, signal });
    shop.setNow(ofDay.at(-1)!.time);
    for (const some of chunks(ofDay, CONCURRENT)) {
      await Promise.all(some.map(async (session) => answers.set(session.sessionId, await ask(shop, session, k))));
    }
  }
  return answers;
}

async function ask(shop: ReplayShop, { userId, time }: EvaluationSession, k: number): Promise<ServedLists> {
  const request = { userId, k, time: new Date(time) };
  const [all, fresh] = await Promise.all(
    [{}, { excludePurchased: true }].map((part) =>
      shop.recommendations.recommend(RecommendRequest.fromPartial({ ...request, ...part })),
    ),
  );
  const idsOf = ({ items }: { items: { itemId: string }[] }): string[] => items.map(({ itemId }) => itemId);
  const degradations = [...all!.degradations, ...fresh!.degradations].map(({ code }) => code);
  return { all: idsOf(all!), fresh: idsOf(fresh!), degradations };
}

import { type Interaction, LIMITS, RecommendRequest } from '@stars/contracts';
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
  /** `morning`: a day's sessions are asked before any of its events; `hour`: after all events of the hours before. */
  order: 'morning' | 'hour';
  onDay?: (day: number, sessions: number) => void;
  signal: AbortSignal;
}

/** Requests that wait for an answer at the same time. */
const CONCURRENT = 4;
const HOUR_MS = 3_600_000;
/** Between two looks at whether the system has handled everything. */
const POLL_MS = 20;

/**
 * Goes through the days of the sessions in order of time. Each session is asked for at its own hour, and before the events that
 * follow it are sent. Everything that was sent is in vectors and statistics before the next session is asked.
 */
export async function servedLists(
  shop: ReplayShop,
  sessions: readonly EvaluationSession[],
  clock: LocalClock,
  { k, order, onDay, signal }: ReplayOptions,
): Promise<Map<string, ServedLists>> {
  const answers = new Map<string, ServedLists>();
  const days = [...new Set(sessions.map(({ day }) => day))].sort((a, b) => a - b);
  let sent = 0;
  const sendBefore = async (isBefore: (event: Interaction) => boolean): Promise<void> => {
    const from = sent;
    while (sent < shop.later.length && isBefore(shop.later[sent]!)) sent++;
    if (sent === from) return;
    for (const some of chunks(shop.later.slice(from, sent), LIMITS.trackEvents)) {
      await shop.events.track({ interactions: some, impressions: [] });
    }
    await shop.standalone.drain({ pollMs: POLL_MS, signal });
  };
  const askAll = async (asked: readonly EvaluationSession[]): Promise<void> => {
    for (const some of chunks(asked, CONCURRENT)) {
      await Promise.all(some.map(async (session) => answers.set(session.sessionId, await ask(shop, session, k))));
    }
  };
  for (const day of days) {
    signal.throwIfAborted();
    const ofDay = sessions.filter((session) => session.day === day).sort((a, b) => a.time - b.time);
    onDay?.(day, ofDay.length);
    await sendBefore(({ time }) => clock.day(time!.getTime()) < day);
    shop.setNow(ofDay.at(-1)!.time);
    if (order === 'morning') await askAll(ofDay);
    else {
      for (const hour of Map.groupBy(ofDay, ({ time }) => Math.floor(time / HOUR_MS))) {
        await sendBefore(({ time }) => time!.getTime() < hour[0] * HOUR_MS);
        await askAll(hour[1]);
      }
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

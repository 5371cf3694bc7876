import { Interaction, LIMITS, RecommendRequest, surfaceFromJson, typeOfKind } from '@stars/contracts';
import { chunks } from '@stars/platform';
import { BUILT_IN_SURFACES } from '@stars/recommending';
import { type CaseLists, placesAsked, scoredPlaces } from '@stars/replay';
import { type CaseOfLog, type NumberedEvent, recentEvents } from './cut-sessions.js';
import type { BrowsingShop } from './open-shop.js';

/** Requests that wait for an answer at the same time. */
const CONCURRENT = 4;
/** Cases whose events are tracked together, and between two looks at whether they were handled. */
const [TRACKED, POLL_MS] = [50, 20];
/** From the last known event to the request. */
const LATER_MS = 1000;

/** What a request adds to the default one. */
type Ask = (events: readonly NumberedEvent[]) => Parameters<typeof RecommendRequest.fromPartial>[0];

/** The default, and what a shop would ask for on other pages. No request names a surface: none is recorded. */
export const SERVED_ROWS: readonly { name: string; ask: Ask }[] = [
  { name: 'default', ask: () => ({}) },
  { name: 'default, as `discover`', ask: () => ({ ...surfaceFromJson(BUILT_IN_SURFACES.discover, 'discover') }) },
  { name: 'default, seed of the last', ask: (events) => ({ seedItemIds: [events.at(-1)!.name] }) },
];

/** A list as it was served. */
interface ServedList {
  ids: string[];
  degradations: string[];
}

/** The lists of all cases by `recent_events`, for strangers. @param numbers Numbers of items by id. */
export async function askCases(
  shop: BrowsingShop,
  cases: readonly CaseOfLog[],
  numbers: ReadonlyMap<string, number>,
  { name, ask }: (typeof SERVED_ROWS)[number],
  signal: AbortSignal,
): Promise<CaseLists & { degraded: number }> {
  const lists: number[][] = [];
  let degraded = 0;
  for (const some of chunks(cases, CONCURRENT)) {
    signal.throwIfAborted();
    const answers = await Promise.all(some.map((asked) => servedByRequest(shop, asked, ask)));
    answers.forEach(({ ids, degradations }, n) => {
      if (degradations.length > 0) degraded++;
      lists.push(
        scoredPlaces(
          some[n]!,
          ids.flatMap((id) => numbers.get(id) ?? []),
        ),
      );
    });
  }
  return { name, lists, degraded };
}

function servedByRequest(shop: BrowsingShop, asked: CaseOfLog, ask: Ask): Promise<ServedList> {
  const userId = `stranger-${asked.id}`;
  const events = recentEvents(asked);
  return served(shop, asked, userId, { recentEvents: interactions(userId, events), ...ask(events) });
}

async function served(
  shop: BrowsingShop,
  asked: CaseOfLog,
  userId: string,
  more: Parameters<typeof RecommendRequest.fromPartial>[0],
): Promise<ServedList> {
  const time = new Date(asked.events.at(-1)!.time + LATER_MS);
  const request = { ...more, userId, k: placesAsked(asked), time, explain: false };
  const { items, degradations } = await shop.recommendations.recommend(RecommendRequest.fromPartial(request));
  return { ids: items.map(({ itemId }) => itemId), degradations: degradations.map(({ code }) => code) };
}

const interactions = (userId: string, events: readonly NumberedEvent[]): Interaction[] =>
  events.map(({ name, kind, time }, n) =>
    Interaction.fromPartial({
      ...{ eventId: `${userId}-${n}`, userId, itemId: name, type: typeOfKind(kind), time: new Date(time) },
      sessionId: userId,
    }),
  );

/** A case whose lists are not the same. */
export interface UnlikeLists {
  session: string;
  case: string;
  byRequest: string[];
  byTrack: string[];
}

/**
 * Tracks each case's events as those of a new user, waits until they are handled, and asks for the list both ways at that moment: what
 * others did meanwhile counts in both. The shop keeps the events: give it a copy.
 */
export async function compareTracked(
  shop: BrowsingShop,
  cases: readonly CaseOfLog[],
  signal: AbortSignal,
): Promise<UnlikeLists[]> {
  const unlike: UnlikeLists[] = [];
  const numbered = cases.map((asked, n) => ({ asked, userId: `tracked-${n}` }));
  for (const some of chunks(numbered, TRACKED)) {
    const events = some.flatMap(({ asked, userId }) => interactions(userId, recentEvents(asked)));
    for (const part of chunks(events, LIMITS.trackEvents)) {
      await shop.events.track({ interactions: part, impressions: [] });
    }
    await shop.standalone.drain({ pollMs: POLL_MS, signal });
    for (const { asked, userId } of some) {
      const byTrack = await served(shop, asked, userId, {});
      const byRequest = await servedByRequest(shop, asked, () => ({}));
      if (byTrack.ids.join() === byRequest.ids.join()) continue;
      unlike.push({ session: asked.id, case: asked.name, byRequest: byRequest.ids, byTrack: byTrack.ids });
    }
  }
  return unlike;
}

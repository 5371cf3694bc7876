import { LIMITS } from '@stars/contracts';
import { type InteractionLog, isTargetType, lowerBound } from '@stars/features';
import type { BrowsingEvent, OwnTimedEvent } from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, knownFrom } from '../evaluation-set.js';

/** The events of a session's user that are known before it, of every kind, with items of the catalogue; and the region of the last. */
export function ownEvents(
  { log, catalogueOf, target }: Pick<EvaluationSet, 'log' | 'catalogueOf' | 'target'>,
  session: EvaluationSession,
): { events: OwnTimedEvent[]; region: number } {
  const events: OwnTimedEvent[] = [];
  let region = 0;
  for (let row = knownFrom(session); row < session.historyTo; row++) {
    const item = catalogueOf[log.item[row]!]!;
    if (item < 0) continue;
    const type = log.type[row]!;
    region = log.region[row]!;
    events.push({ item, type, target: isTargetType(target, type), time: log.time[row]! });
  }
  return { events, region };
}

/** What a session's user viewed and searched for before it without an item, oldest first: also on its day. */
export function ownBrowsing(
  { browsing }: Pick<InteractionLog, 'browsing'>,
  { user, time: until }: Pick<EvaluationSession, 'user' | 'time'>,
): BrowsingEvent[] {
  if (!browsing) return [];
  const { subjects, subject, time, userOffsets } = browsing;
  const from = userOffsets[user]!;
  const to = lowerBound(time, from, userOffsets[user + 1]!, until);
  const latest = Math.max(from, to - LIMITS.historyEvents);
  return Array.from({ length: to - latest }, (_, n) => ({
    itemId: subjects[subject[latest + n]!]!,
    time: time[latest + n]!,
  }));
}

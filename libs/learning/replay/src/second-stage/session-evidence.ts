import { isTargetType } from '@stars/features';
import type { OwnTimedEvent } from '@stars/ranking';
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

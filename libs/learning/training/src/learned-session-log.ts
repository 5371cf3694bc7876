import type { InteractionLog, LocalClock } from '@stars/features';
import type { SessionLog } from '@stars/ranking';
import { sessionLogOf } from '@stars/replay';

/**
 * The sessions of a log, with learned items alone, numbered as in `ids`.
 * @param counts Whether events of a type are in them.
 */
export function learnedSessionLog(
  log: InteractionLog,
  ids: readonly string[],
  clock: LocalClock,
  counts: (type: number) => boolean,
): SessionLog {
  const counted = { log, itemOf: learnedRows(log, ids), counts: (row: number) => counts(log.type[row]!) };
  return sessionLogOf(counted, clock);
}

/** Place in `ids` of each of the log's items; -1 of an item that is not learned. */
export function learnedRows(log: InteractionLog, ids: readonly string[]): Int32Array {
  const row = new Map(ids.map((id, i) => [id, i]));
  return Int32Array.from(log.items, (id) => row.get(id) ?? -1);
}

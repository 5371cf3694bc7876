import type { InteractionLog, LocalClock } from '@stars/features';
import { type SessionLog, SessionLogBuilder } from '@stars/ranking';

/** The sessions of a log, with learned items alone, numbered as in `ids`. */
export function learnedSessionLog(log: InteractionLog, ids: readonly string[], clock: LocalClock): SessionLog {
  const row = new Map(ids.map((id, i) => [id, i]));
  const itemRow = Int32Array.from(log.items, (id) => row.get(id) ?? -1);
  const builder = new SessionLogBuilder();
  function* eventsOf(user: number) {
    for (let at = log.userOffsets[user]!; at < log.userOffsets[user + 1]!; at++) {
      const time = log.time[at]!;
      yield { item: itemRow[log.item[at]!]!, day: clock.day(time), hour: clock.hour(time), region: log.region[at]! };
    }
  }
  for (let user = 0; user < log.users.length; user++) builder.addUser(eventsOf(user));
  return builder.build();
}

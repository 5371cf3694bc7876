import { type InteractionLog, InteractionLogBuilder } from '@stars/features';

/** user, item, ISO 8601 time, session (none if absent). */
export type SmallRow = [user: string, item: string, time: string, session?: string];

/** A log of purchases, in order of arrival. */
export function smallLog(rows: readonly SmallRow[]): InteractionLog {
  const builder = new InteractionLogBuilder();
  for (const [userId, itemId, time, sessionId = ''] of rows) {
    builder.add({ userId, itemId, type: 3, time: Date.parse(time), region: '', sessionId });
  }
  return builder.build();
}

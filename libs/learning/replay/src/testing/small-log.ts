import { typeOfKind } from '@stars/contracts';
import { type InteractionLog, InteractionLogBuilder, type TargetKind } from '@stars/features';

/** user, item, ISO 8601 time, session (none if absent), kind (a purchase if absent). */
export type SmallRow = [user: string, item: string, time: string, session?: string, kind?: TargetKind];

/** A log of events, in order of arrival. */
export function smallLog(rows: readonly SmallRow[]): InteractionLog {
  const builder = new InteractionLogBuilder();
  for (const [userId, itemId, time, sessionId = '', kind = 'purchase'] of rows) {
    builder.add({ userId, itemId, type: typeOfKind(kind), time: Date.parse(time), region: '', sessionId });
  }
  return builder.build();
}

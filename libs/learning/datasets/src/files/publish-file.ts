import { type EncodedMessage, encodeInteraction, Interaction, InteractionType, messageKey } from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportRun } from '../import-sink.js';
import type { CheckedFile } from './check-file.js';
import { Refunds } from './refunds.js';

export interface Published {
  published: number;
  duplicates: number;
  /** Events that count for a known user instead of an anonymous id. */
  joined: number;
  /** Purchases that were taken back, and refunds without a purchase in the file. */
  takenBack: number;
  unmatched: number;
}

/** Stores the checked messages of a file: events under the known id of their user, and without purchases that were taken back. */
export async function publishFile(
  { staged, topic, findings }: CheckedFile,
  { sink, signal }: ImportRun,
  mark: (message: EncodedMessage) => EncodedMessage = (message) => message,
): Promise<Published> {
  const publisher = new BatchPublisher(sink, topic, signal);
  const { persons } = findings ?? {};
  const known = (key: string): string | undefined => persons?.userOf(key);
  const refunds = new Refunds();
  for (const refund of findings?.refunds ?? []) {
    refunds.add({ ...refund, userId: known(messageKey(refund.tenantId, refund.userId)) ?? refund.userId });
  }
  const isPlain = (persons === undefined || persons.empty) && refunds.count === 0;
  let joined = 0;
  for await (const messages of staged.read()) {
    for (const { message, note } of messages) {
      let stored: EncodedMessage | undefined = message;
      if (!isPlain) {
        const event = Interaction.decode(message.value);
        const userId = known(message.key);
        if (userId !== undefined) event.userId = userId;
        if (userId !== undefined) joined++;
        stored = isTakenBack(event, note, refunds)
          ? undefined
          : userId === undefined
            ? message
            : encodeInteraction(event);
      }
      if (stored !== undefined && publisher.add(mark(stored))) await publisher.flush();
    }
  }
  await publisher.flush();
  const { published, duplicates } = publisher;
  return { published, duplicates, joined, takenBack: refunds.takenBack, unmatched: refunds.unmatched };
}

function isTakenBack(
  { tenantId, userId, itemId, type, time }: Interaction,
  orderId: string,
  refunds: Refunds,
): boolean {
  if (type !== InteractionType.INTERACTION_TYPE_PURCHASE || refunds.count === 0) return false;
  return refunds.takesBack({ tenantId, userId, itemId, orderId, time: time!.getTime() });
}

import { type EncodedMessage, encodeInteraction, Interaction, InteractionType, messageKey } from '@stars/contracts';
import type { ImportRun } from '../import-sink.js';
import { type PublishedMessages, publishAll } from '../publish-all.js';
import type { CheckedFile } from './check-file.js';
import type { EventFindings } from './event-findings.js';
import { readNote } from './event-reading.js';
import type { Persons } from './persons.js';
import { Refunds } from './refunds.js';

export interface Published extends PublishedMessages {
  /** Events that count for a known user instead of an anonymous id. */
  joined: number;
  /** Purchases that were taken back, and refunds without a purchase in the file. */
  takenBack: number;
  unmatched: number;
}

/**
 * Stores the checked messages of a file: events under the known id of their user, and without purchases that were taken back.
 * @param isThere Whether the message, or a later version, is on the bus already
 */
export async function publishFile(
  { staged, topic, findings }: CheckedFile,
  run: ImportRun,
  isThere: (message: EncodedMessage) => boolean = () => false,
): Promise<Published> {
  const events = findings && new EventChanges(findings);
  let there = 0;
  async function* messages(): AsyncGenerator<EncodedMessage> {
    for await (const piece of staged.read()) {
      for (const { message, note } of piece) {
        const stored = events === undefined ? message : events.apply(message, note);
        if (stored === undefined) continue;
        if (isThere(stored)) there++;
        else yield stored;
      }
    }
  }
  const sent = await publishAll(run, topic, messages());
  const settled = await run.sink.settle?.(topic);
  const { joined = 0, refunds } = events ?? {};
  const { takenBack = 0, unmatched = 0 } = refunds ?? {};
  return {
    published: settled?.appended ?? sent.published,
    duplicates: (settled ?? sent).duplicates + there,
    ...{ joined, takenBack, unmatched },
  };
}

/** What the whole file says of single events. */
class EventChanges {
  joined = 0;
  readonly refunds = new Refunds();
  readonly #persons: Persons;

  constructor({ persons, refunds }: EventFindings) {
    this.#persons = persons;
    for (const { isAnonymous, ...refund } of refunds) {
      const { tenantId, userId } = refund;
      this.refunds.add({ ...refund, userId: this.#knownUser(isAnonymous, messageKey(tenantId, userId)) ?? userId });
    }
  }

  /** A user's id may look like an anonymous id of somebody else. */
  #knownUser(isAnonymous: boolean, key: string): string | undefined {
    return isAnonymous ? this.#persons.userOf(key) : undefined;
  }

  /** The message as it is stored; undefined for a purchase that was taken back. */
  apply(message: EncodedMessage, note: string): EncodedMessage | undefined {
    if (this.#persons.empty && this.refunds.count === 0) return message;
    const event = Interaction.decode(message.value);
    const { isAnonymous, orderId } = readNote(note);
    const userId = this.#knownUser(isAnonymous, message.key);
    if (userId !== undefined) {
      event.userId = userId;
      this.joined++;
    }
    const isPurchase = event.type === InteractionType.INTERACTION_TYPE_PURCHASE;
    if (isPurchase && this.refunds.takesBack({ ...event, orderId, time: event.time!.getTime() })) return undefined;
    return userId === undefined ? message : encodeInteraction(event);
  }
}

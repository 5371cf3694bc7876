import {
  CatalogChange,
  type EncodedMessage,
  encodeCatalogUpsert,
  encodeInteraction,
  Interaction,
} from '@stars/contracts';
import type { ImportRun } from '../import-sink.js';
import { type PublishedMessages, publishAll } from '../publish-all.js';
import type { CheckedFile } from './check-file.js';
import type { EventFindings } from './event-findings.js';
import { readNote } from './event-reading.js';

export interface Published extends PublishedMessages {
  /** Events that count for a known user instead of an anonymous id. */
  joined: number;
}

/**
 * Stores the checked messages of a file: events under the known id of their user, a refund for each purchase of an order that was
 * taken back, items in stock if one of their rows is, and only prices in the currency of most.
 * @param isThere Whether the message, or a later version, is on the bus already
 */
export async function publishFile(
  file: CheckedFile,
  run: ImportRun,
  isThere: (message: EncodedMessage) => boolean = () => false,
): Promise<Published> {
  const { staged, topic, findings } = file;
  const events = findings && new EventChanges(findings);
  let there = 0;
  async function* messages(): AsyncGenerator<EncodedMessage> {
    for await (const piece of staged.read()) {
      for (const { message, note } of piece) {
        for (const stored of events?.apply(message, note) ?? [changedItem(message, note, file)]) {
          if (isThere(stored)) there++;
          else yield stored;
        }
      }
    }
  }
  const sent = await publishAll(run, topic, messages());
  const settled = await run.sink.settle?.(topic);
  return {
    published: settled?.appended ?? sent.published,
    duplicates: (settled ?? sent).duplicates + there,
    joined: events?.joined ?? 0,
  };
}

/** An item with what the other rows of its file say: that it is in stock, or that its price is in another currency than theirs. */
function changedItem(
  message: EncodedMessage,
  currency: string,
  { restocked, currencies }: CheckedFile,
): EncodedMessage {
  const isRestocked = restocked.has(message.key);
  const isForeign = currencies.isForeign(currency);
  if (!isRestocked && !isForeign) return message;
  const { change } = CatalogChange.decode(message.value);
  if (change?.$case !== 'upsert') return message;
  const item = { ...change.value };
  if (isRestocked) item.inStock = true;
  if (isForeign) Object.assign(item, { price: undefined, salePrice: undefined });
  return { ...encodeCatalogUpsert(item), headers: message.headers };
}

/** What the whole file says of single events. */
class EventChanges {
  joined = 0;

  constructor(private readonly findings: EventFindings) {}

  /** The messages that are stored for this one. */
  apply(message: EncodedMessage, note: string): EncodedMessage[] {
    const { persons, refunds } = this.findings;
    if (persons.empty && refunds.orders === 0) return [message];
    const event = Interaction.decode(message.value);
    const { isAnonymous, orderId } = readNote(note);
    // A user's id may look like an anonymous id of somebody else.
    const userId = isAnonymous ? persons.userOf(message.key) : undefined;
    if (userId !== undefined) {
      event.userId = userId;
      this.joined++;
    }
    const stored = userId === undefined ? message : encodeInteraction(event);
    const refund = refunds.refundOf(event, orderId);
    return refund === undefined ? [stored] : [stored, { ...refund, headers: message.headers }];
  }
}

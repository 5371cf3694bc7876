import { mkdirSync } from 'node:fs';
import { DEFAULT_TENANT, decodeMessage, type Interaction, TOPICS } from '@stars/contracts';
import { type BusMessage, type EventBus, readMessages } from '@stars/event-bus';
import { chunks } from '@stars/platform';
import { openEmbeddedStack } from '@stars/stack';

const MESSAGES = 2000;

/**
 * Copies users, signals, a catalogue of `items`, and the events before `from` (ms) to the bus of a new data folder. Messages that
 * cannot be read stay behind.
 * @returns The interactions that come later, in order of time.
 */
export async function copyBefore(
  bus: Pick<EventBus, 'read'>,
  root: string,
  from: number,
  items: ReadonlySet<string>,
): Promise<Interaction[]> {
  mkdirSync(root, { recursive: true });
  const copy = openEmbeddedStack(root);
  const later: Interaction[] = [];
  const isCopied = (topic: string, message: BusMessage): boolean => {
    if (topic === TOPICS.catalog) return items.has(decodeMessage(TOPICS.catalog, message.value).change!.value.itemId);
    if (topic !== TOPICS.interactions) return true;
    const interaction = decodeMessage(TOPICS.interactions, message.value);
    if (interaction.tenantId !== DEFAULT_TENANT) return false;
    if (interaction.time!.getTime() < from) return true;
    later.push(interaction);
    return false;
  };
  try {
    for (const topic of [TOPICS.catalog, TOPICS.users, TOPICS.context, TOPICS.interactions]) {
      for await (const batch of bus.read({ topic })) {
        const kept: BusMessage[] = [];
        readMessages(batch, (message) => {
          if (isCopied(topic, message)) kept.push(message);
        });
        for (const some of chunks(kept, MESSAGES)) await copy.bus.publish(topic, some);
      }
    }
  } finally {
    await copy.close();
  }
  // The sort is stable: events of one time keep the order in which they came.
  return later.sort((a, b) => a.time!.getTime() - b.time!.getTime());
}

import { type EncodedMessage, TOPICS } from '@stars/contracts';
import { openStack, type Stack } from '@stars/stack';

export async function messagesOn(bus: Pick<Stack['bus'], 'read'>, topic: string): Promise<EncodedMessage[]> {
  const messages: EncodedMessage[] = [];
  for await (const batch of bus.read({ topic })) messages.push(...batch);
  return messages;
}

/** A stack of its own with what a training reads of a shop, without events that a calm shop would not have. */
export async function calmTwin(
  bus: Pick<Stack['bus'], 'read'>,
  folder: string,
  isWrong: (message: EncodedMessage) => boolean,
): Promise<Stack> {
  const twin = await openStack({ kind: 'embedded', dataDir: folder });
  for (const topic of [TOPICS.itemFeatures, TOPICS.interactions]) {
    const messages = await messagesOn(bus, topic);
    await twin.bus.publish(
      topic,
      messages.filter((message) => !isWrong(message)),
    );
  }
  return twin;
}

import { decodeMessage, type TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';

type AboutModels =
  | typeof TOPICS.models
  | typeof TOPICS.rollOuts
  | typeof TOPICS.servedModels
  | typeof TOPICS.serveRequests;

/** Reads a whole topic about models, of all tenants. An unreadable message changes nothing of what serves. */
export async function readAnnouncements<T extends AboutModels>(
  bus: Pick<EventBus, 'read'>,
  topic: T,
  take: (message: ReturnType<typeof decodeMessage<T>>) => void,
): Promise<void> {
  for await (const batch of bus.read({ topic })) {
    for (const { value } of batch) {
      try {
        take(decodeMessage(topic, value));
      } catch (error) {
        if (!isStarsError(error)) throw error;
      }
    }
  }
}

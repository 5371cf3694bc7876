import { decodeIfReadable, type decodeMessage, type TOPICS } from '@stars/contracts';
import type { EventBus } from './port.js';

type AboutModels =
  | typeof TOPICS.models
  | typeof TOPICS.rollOuts
  | typeof TOPICS.servedModels
  | typeof TOPICS.serveRequests
  | typeof TOPICS.trainings;

/** Reads a whole topic about models, of all tenants. An unreadable message changes nothing of what serves. */
export async function readAnnouncements<T extends AboutModels>(
  bus: Pick<EventBus, 'read'>,
  topic: T,
  take: (message: ReturnType<typeof decodeMessage<T>>) => void,
): Promise<void> {
  for await (const batch of bus.read({ topic })) {
    for (const { value } of batch) {
      const message = decodeIfReadable(topic, value);
      if (message) take(message);
    }
  }
}

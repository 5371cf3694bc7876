import { isStarsError, StarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';

/** Passes each message to `read`; messages that cannot be read are poison. */
export function readMessages(messages: readonly BusMessage[], read: (message: BusMessage) => void): PoisonMessage[] {
  const poison: PoisonMessage[] = [];
  for (const message of messages) {
    try {
      read(message);
    } catch (error) {
      if (!isStarsError(error)) throw error;
      poison.push(poisonOf(message, error));
    }
  }
  return poison;
}

export const poisonOf = (message: BusMessage, { code, message: reason }: StarsError): PoisonMessage => ({
  message,
  code,
  reason,
});

/** The value of a key, which is made if there is none. */
export function entryOf<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}

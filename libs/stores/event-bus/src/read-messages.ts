import { isStarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage } from './port.js';

/** Passes each message to `read`, and returns those that can never be read. Errors: those that do not concern the message. */
export function readMessages(messages: readonly BusMessage[], read: (message: BusMessage) => void): PoisonMessage[] {
  return messages.flatMap((message) => {
    try {
      read(message);
      return [];
    } catch (error) {
      return [poisonOf(message, error)];
    }
  });
}

/** Headers have limits, and an error may quote all that it could not read. */
const REASON_CHARS = 1_000;

/** A message that failed for good. Errors that do not concern the message are thrown. */
export function poisonOf(message: BusMessage, error: unknown): PoisonMessage {
  if (!isStarsError(error)) throw error;
  const at = error.field ? `${error.field}: ` : '';
  return { message, code: error.code, reason: `${at}${error.message}`.slice(0, REASON_CHARS) };
}

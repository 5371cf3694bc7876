import type { OutgoingMessage, PoisonMessage } from './port.js';

/** Headers of a dead letter, beside those that the message had. The same on every bus. */
export const DEAD_LETTER_HEADERS = {
  code: 'stars-error-code',
  reason: 'stars-error-reason',
  topic: 'stars-origin-topic',
  partition: 'stars-origin-partition',
  offset: 'stars-origin-offset',
  id: 'stars-origin-id',
  group: 'stars-group',
  /** How often it was handled, from 1. */
  attempt: 'stars-attempt',
  /** When it was given up, ISO 8601. */
  time: 'stars-failed-time',
} as const;

/** What a poison message becomes on its dead-letter topic: same key and value, with where it came from and why. */
export function deadLetterMessage(
  poison: PoisonMessage,
  group: string,
  timeMs: number,
  attempt: number,
): OutgoingMessage {
  const { message } = poison;
  return {
    key: message.key,
    // One dead letter a group and message, however often it is tried.
    id: `${group}/${message.partition}/${message.offset}/${message.id}`,
    value: message.value,
    headers: {
      ...message.headers,
      [DEAD_LETTER_HEADERS.code]: poison.code,
      [DEAD_LETTER_HEADERS.reason]: poison.reason,
      [DEAD_LETTER_HEADERS.topic]: message.topic,
      [DEAD_LETTER_HEADERS.partition]: String(message.partition),
      [DEAD_LETTER_HEADERS.offset]: String(message.offset),
      [DEAD_LETTER_HEADERS.id]: message.id,
      [DEAD_LETTER_HEADERS.group]: group,
      [DEAD_LETTER_HEADERS.attempt]: String(attempt),
      [DEAD_LETTER_HEADERS.time]: new Date(timeMs).toISOString(),
    },
  };
}

import type { OutgoingMessage, PoisonMessage } from './port.js';

/** Headers of a dead letter, in addition to those of the message. The same on every bus. */
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
  /** When it was dead-lettered, ISO 8601. */
  time: 'stars-failed-time',
} as const;

/** How often the message was sent again after it had become a dead letter. Handlers get it too. `never`: its group takes none again. */
export const REPLAYS_HEADER = 'stars-replays';
export const NEVER_AGAIN = 'never';

/** The dead letter of a poison message: same key and value, with its origin and the reason. */
export function deadLetterMessage(
  poison: PoisonMessage,
  group: string,
  timeMs: number,
  attempt: number,
): OutgoingMessage {
  const { message } = poison;
  const replays = message.headers[REPLAYS_HEADER];
  return {
    key: message.key,
    // One dead letter for each group and message, however often it is tried, until somebody sends it again.
    id: `${group}/${message.partition}/${message.offset}/${message.id}${replays ? `/${replays}` : ''}`,
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

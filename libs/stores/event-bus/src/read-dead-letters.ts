import { deadLetterTopic } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { entryOf } from '@stars/platform';
import { DEAD_LETTER_HEADERS, NEVER_AGAIN, REPLAYS_HEADER } from './dead-letter.js';
import type { BusMessage, EventBus } from './port.js';
import { retryTopic } from './retry-topic.js';

/** A message that a group gave up. */
export interface DeadLetter {
  /** As it is in the topic of dead letters. */
  message: BusMessage;
  /** Where it comes from. */
  topic: string;
  partition: number;
  offset: number;
  group: string;
  code: string;
  reason: string;
  attempts: number;
  /** ISO 8601. */
  time: string;
  /** How often it was sent again. */
  replays: number;
  /** Whether its group takes it again. */
  replayable: boolean;
}

/** A place in a topic of dead letters. */
export type DeadLetterPlace = Pick<BusMessage, 'partition' | 'offset'>;

/** The dead letters of a topic at the time of the call, by partition and offset. @param after Only those after it */
export async function* readDeadLetters(
  bus: EventBus,
  topic: string,
  after?: DeadLetterPlace,
): AsyncGenerator<DeadLetter> {
  const name = deadLetterTopic(topic);
  const from = new Map<number, number>();
  if (after !== undefined) {
    for (const [partition, end] of await bus.endOffsets(name))
      if (partition < after.partition) from.set(partition, end);
    from.set(after.partition, after.offset + 1);
  }
  for await (const batch of bus.read({ topic: name, from }))
    for (const message of batch) yield letterOf(message, topic);
}

function letterOf(message: BusMessage, topic: string): DeadLetter {
  const { headers } = message;
  return {
    message,
    topic,
    partition: Number(headers[DEAD_LETTER_HEADERS.partition] ?? 0),
    offset: Number(headers[DEAD_LETTER_HEADERS.offset] ?? 0),
    group: headers[DEAD_LETTER_HEADERS.group] ?? '',
    code: headers[DEAD_LETTER_HEADERS.code] ?? '',
    reason: headers[DEAD_LETTER_HEADERS.reason] ?? '',
    attempts: Number(headers[DEAD_LETTER_HEADERS.attempt] ?? 1),
    time: headers[DEAD_LETTER_HEADERS.time] ?? '',
    replays: Number(headers[REPLAYS_HEADER]) || 0,
    replayable: headers[REPLAYS_HEADER] !== NEVER_AGAIN,
  };
}

/**
 * Sends dead letters again, each to the group that gave it up and to no other, and takes them out of the dead letters. A letter
 * that fails again becomes a new one. If this fails half-way, repeat it: handlers are idempotent. Errors: `STARS_USAGE` if a group
 * takes no letter again; then none is sent.
 */
export async function replayDeadLetters(bus: EventBus, letters: readonly DeadLetter[]): Promise<void> {
  const final = letters.find(({ replayable }) => !replayable);
  if (final) throw new StarsError('STARS_USAGE', `the group ${final.group} takes no dead letter again`);
  const byLane = new Map<string, DeadLetter[]>();
  for (const letter of letters) entryOf(byLane, retryTopic(letter.topic, letter.group, 1), () => []).push(letter);
  for (const [lane, some] of byLane) {
    const again = some.map(({ message: { key, id, value, headers }, replays }) => {
      return { key, id: `${id}/again`, value, headers: { ...headers, [REPLAYS_HEADER]: String(replays + 1) } };
    });
    await bus.publish(lane, again);
    await dropDeadLetters(bus, some);
  }
}

/** Erases dead letters. */
export async function dropDeadLetters(bus: EventBus, letters: readonly DeadLetter[]): Promise<void> {
  const byTopic = new Map<string, BusMessage[]>();
  for (const { message } of letters) entryOf(byTopic, message.topic, () => []).push(message);
  for (const [topic, messages] of byTopic) await bus.eraseMessages(topic, messages);
}

import { entryOf } from '@stars/platform';
import { DEAD_LETTER_HEADERS, deadLetterMessage, NEVER_AGAIN, REPLAYS_HEADER } from './dead-letter.js';
import type { BusMessage, ConsumeOptions, OutgoingMessage, PoisonMessage } from './port.js';

/** When a message may be handled again, ISO 8601. */
const NOT_BEFORE = 'stars-not-before';

/**
 * The topic in which messages wait for a group's next attempt, number `tier` after the first. All messages of one retry topic
 * wait equally long, so that none blocks another.
 */
export const retryTopic = (topic: string, group: string, tier: number): string =>
  `${retryTopicsOf(topic)}${group}.${tier}`;

/** Common beginning of the names of all groups' retry topics of a topic. */
export const retryTopicsOf = (topic: string): string => `${topic}.retry.`;

/** A topic of a consumer: a subscribed one, or a retry topic of it. */
export interface WorkedTopic {
  /** The topic's name in the contracts, which handlers get. */
  origin: string;
  /** The topic that holds the messages: the same for tier 0. */
  name: string;
  /** Attempts made on each message before it came here. */
  tier: number;
}

/** The topics of a subscription, retry topics among them. */
export function workedTopics({ group, topics, retryDelaysMs = [], replays = true }: ConsumeOptions): WorkedTopic[] {
  const tiers = Math.max(retryDelaysMs.length, replays ? 1 : 0);
  return topics.flatMap((origin) => [
    { origin, name: origin, tier: 0 },
    ...Array.from({ length: tiers }, (_, i) => ({ origin, name: retryTopic(origin, group, i + 1), tier: i + 1 })),
  ]);
}

export interface Failure {
  options: ConsumeOptions;
  tier: number;
  /** How often the batch was handled here, from 1. */
  attempt: number;
  nowMs: number;
}

/** Messages that a handler returned, by the topic that they go to. */
export function failedMessages(
  poison: readonly PoisonMessage[],
  letters: string,
  failure: Failure,
): Map<string, OutgoingMessage[]> {
  const { options, tier, attempt, nowMs } = failure;
  const byTopic = new Map<string, OutgoingMessage[]>();
  for (const entry of poison) {
    const letter = deadLetterMessage(entry, options.group, nowMs, tier + attempt);
    if (options.replays === false) letter.headers = { ...letter.headers, [REPLAYS_HEADER]: NEVER_AGAIN };
    const delay = delayOf(entry, failure);
    const topic = delay === undefined ? letters : retryTopic(entry.message.topic, options.group, tier + 1);
    const message =
      delay === undefined
        ? letter
        : {
            ...letter,
            id: `${letter.id}/${tier + 1}`,
            headers: { ...letter.headers, [NOT_BEFORE]: new Date(nowMs + delay).toISOString() },
          };
    entryOf(byTopic, topic, () => []).push(message);
  }
  return byTopic;
}

/** How long the message waits for its next attempt, ms; undefined if there is none. */
const delayOf = ({ retryable }: PoisonMessage, { options, tier }: Pick<Failure, 'options' | 'tier'>) =>
  retryable === true ? options.retryDelaysMs?.[tier] : undefined;

/** Of the messages that a handler returned, those without a next attempt. */
export const givenUp = (poison: readonly PoisonMessage[], failure: Pick<Failure, 'options' | 'tier'>) =>
  poison.filter((entry) => delayOf(entry, failure) === undefined);

/** When a message of a retry topic is due, ms; in the past if its header cannot be read. */
export const dueMs = ({ headers }: BusMessage): number => Date.parse(headers[NOT_BEFORE] ?? '') || 0;

const ADDED: ReadonlySet<string> = new Set([...Object.values(DEAD_LETTER_HEADERS), NOT_BEFORE]);

/** The original of a message of a retry topic of `topic`: with its first position, without the headers of its failure. */
export function asBefore(message: BusMessage, topic: string): BusMessage {
  const { headers } = message;
  return {
    ...message,
    topic,
    partition: Number(headers[DEAD_LETTER_HEADERS.partition] ?? message.partition),
    offset: Number(headers[DEAD_LETTER_HEADERS.offset] ?? message.offset),
    id: headers[DEAD_LETTER_HEADERS.id] ?? message.id,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDED.has(name))),
  };
}

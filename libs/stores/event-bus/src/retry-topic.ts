import { deadLetterTopic } from '@stars/contracts';
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

/** What becomes of messages that a handler returned. */
export interface FailedMessages {
  /** By the topic that they go to. */
  moved: Map<string, OutgoingMessage[]>;
  /** Those without a next attempt. */
  givenUp: PoisonMessage[];
}

/** @param attempt How often the batch was handled here, from 1 */
export function failedMessages(
  poison: readonly PoisonMessage[],
  { origin, tier }: Pick<WorkedTopic, 'origin' | 'tier'>,
  options: ConsumeOptions,
  { attempt, nowMs }: { attempt: number; nowMs: number },
): FailedMessages {
  const moved = new Map<string, OutgoingMessage[]>();
  const givenUp: PoisonMessage[] = [];
  const delay = options.retryDelaysMs?.[tier];
  for (const entry of poison) {
    const letter = deadLetterMessage(entry, options.group, nowMs, tier + attempt);
    const headers: Record<string, string> = {
      ...letter.headers,
      ...(options.replays === false ? { [REPLAYS_HEADER]: NEVER_AGAIN } : {}),
    };
    if (entry.retryable && delay !== undefined) {
      headers[NOT_BEFORE] = new Date(nowMs + delay).toISOString();
      const waiting = { ...letter, id: `${letter.id}/${tier + 1}`, headers };
      entryOf(moved, retryTopic(entry.message.topic, options.group, tier + 1), () => []).push(waiting);
    } else {
      entryOf(moved, deadLetterTopic(origin), () => []).push({ ...letter, headers });
      givenUp.push(entry);
    }
  }
  return { moved, givenUp };
}

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

import { deadLetterTopic, TOPICS_OF_USERS } from '@stars/contracts';
import { CONSUMER_GROUPS, DEAD_LETTER_HEADERS, type EventBus } from '@stars/event-bus';
import type { OutcomeTable } from './outcome-table.js';
import type { TopicCase } from './topic-cases.js';

export interface Unexplained {
  /** Messages that nobody can read, and that no group gave up. */
  unread: string[];
  /** Dead letters whose reason nobody knows. */
  unknown: string[];
}

interface SentMessages {
  topic: string;
  messages: readonly TopicCase[];
  /** Keys of deleted users. */
  forgotten: ReadonlySet<string | undefined>;
}

/** Adds to the table what became of messages of a topic once all were handled, and to `result` what should not be. */
export async function countLetters(
  bus: Pick<EventBus, 'read'>,
  { topic, messages, forgotten }: SentMessages,
  table: OutcomeTable,
  result: Unexplained,
): Promise<void> {
  const dead = new Map<string, string>();
  for await (const batch of bus.read({ topic: deadLetterTopic(topic) })) {
    for (const { headers } of batch) {
      const [id, code] = [headers[DEAD_LETTER_HEADERS.id]!, headers[DEAD_LETTER_HEADERS.code]!];
      dead.set(id, code.replace('STARS_', ''));
      if (code === 'STARS_INTERNAL') {
        result.unknown.push(
          `${topic} ${id} ${headers[DEAD_LETTER_HEADERS.group]}: ${headers[DEAD_LETTER_HEADERS.reason]}`,
        );
      }
    }
  }
  const there = new Set<string>();
  for await (const batch of bus.read({ topic })) for (const { id } of batch) there.add(id);
  const isOfUsers = (TOPICS_OF_USERS as readonly string[]).includes(topic);
  const isRead = CONSUMER_GROUPS.some(({ topics }) => topics.includes(topic));
  for (const { message, readable } of messages) {
    const { id, key } = message;
    table.add(`topic ${topic}`, !isRead ? 'followed' : dead.has(id) ? `dead letter ${dead.get(id)}` : 'handled');
    // A deletion of a user erases messages with the user's key, and dead letters: also those of what came after it.
    const mustBeDead = isRead && !readable && there.has(id) && !(isOfUsers && forgotten.has(key));
    if (mustBeDead && !dead.has(id)) result.unread.push(`${topic} ${id}`);
  }
}

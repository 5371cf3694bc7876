import { type MessageOfTopic, messageToJson, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from './port.js';
import { type DeadLetter, type DeadLetterPlace, readDeadLetters } from './read-dead-letters.js';

/** Which dead letters are meant; absent: all. */
export interface DeadLetterFilter {
  /** With or without `stars.v1.`. */
  topic?: string | undefined;
  group?: string | undefined;
  code?: string | undefined;
  /** Only messages whose key is of this tenant. */
  tenant?: string | undefined;
}

const PREFIX = 'stars.v1.';
const ALL_TOPICS: readonly string[] = Object.values(TOPICS).sort();

/** What operators call a letter: `catalog/0/17`, a topic and the place among its dead letters. */
export const deadLetterId = ({ topic, message: { partition, offset } }: DeadLetter): string =>
  `${topic.slice(PREFIX.length)}/${partition}/${offset}`;

/** The topic with a name. Errors: `STARS_NOT_FOUND`. */
function topicNamed(name: string): string {
  const topic = ALL_TOPICS.find((each) => each === name || each === PREFIX + name);
  if (topic !== undefined) return topic;
  const known = ALL_TOPICS.map((each) => each.slice(PREFIX.length)).join(', ');
  throw new StarsError('STARS_NOT_FOUND', `there is no topic "${name}", but: ${known}`, { field: 'topic' });
}

/** Errors: `STARS_USAGE` for what is no id, `STARS_NOT_FOUND`. */
function placeOf(id: string): { topic: string; place: DeadLetterPlace } {
  const [, name, partition, offset] = /^([\w.-]+)\/(\d+)\/(\d+)$/.exec(id) ?? [];
  if (name === undefined)
    throw new StarsError('STARS_USAGE', `"${id}" is no id of a dead letter, such as catalog/0/17`);
  return { topic: topicNamed(name), place: { partition: Number(partition), offset: Number(offset) } };
}

/**
 * Dead letters by topic, partition and offset.
 * @param after Id of a letter, which may be gone: only those after it. Errors: those of `findDeadLetter`.
 */
export async function* findDeadLetters(
  bus: EventBus,
  filter: DeadLetterFilter,
  after?: string,
): AsyncGenerator<DeadLetter> {
  const start = after === undefined ? undefined : placeOf(after);
  const topics = filter.topic === undefined ? ALL_TOPICS : [topicNamed(filter.topic)];
  for (const topic of topics) {
    if (start !== undefined && topic < start.topic) continue;
    for await (const letter of readDeadLetters(bus, topic, topic === start?.topic ? start.place : undefined)) {
      if (isMeant(filter, letter)) yield letter;
    }
  }
}

/** Whether a letter passes a filter; its topic aside. */
export const isMeant = ({ group, code, tenant }: DeadLetterFilter, letter: DeadLetter): boolean =>
  (group === undefined || letter.group === group) &&
  (code === undefined || letter.code === code) &&
  (tenant === undefined || isOfTenant(letter, tenant));

/** A tenant has no "/". Some topics have the tenant alone as their key. */
const isOfTenant = ({ message: { key } }: DeadLetter, tenant: string): boolean =>
  key === tenant || key.startsWith(`${tenant}/`);

/** Errors: `STARS_USAGE` for what is no id, `STARS_NOT_FOUND` if there is none of that id any more. */
export async function findDeadLetter(bus: EventBus, id: string): Promise<DeadLetter> {
  const { topic, place } = placeOf(id);
  for await (const letter of readDeadLetters(bus, topic, { ...place, offset: place.offset - 1 })) {
    const { partition, offset } = letter.message;
    if (partition === place.partition && offset === place.offset) return letter;
    break;
  }
  throw new StarsError('STARS_NOT_FOUND', `there is no dead letter ${id}`, { field: 'ids' });
}

/** The message of a letter as JSON, with the names of the API; or why its bytes are none. */
export function deadLetterContent({ topic, message: { value } }: DeadLetter): { json: object } | { problem: string } {
  try {
    return { json: messageToJson(topic as keyof MessageOfTopic, value) as object };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

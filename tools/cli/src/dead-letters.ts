import { type MessageOfTopic, messageToJson, TOPICS } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { type DeadLetter, type DeadLetterPlace, type EventBus, readDeadLetters } from '@stars/event-bus';

/** Which dead letters are meant; absent: all. */
export interface LetterFilter {
  topic?: string;
  group?: string;
  code?: string;
}

const PREFIX = 'stars.v1.';
const ALL_TOPICS: readonly string[] = Object.values(TOPICS).sort();

/** What the command line calls a letter: `catalog/0/17`, a topic and the place among its dead letters. */
export const letterId = ({ topic, message: { partition, offset } }: DeadLetter): string =>
  `${topic.slice(PREFIX.length)}/${partition}/${offset}`;

/** The topic with a name with or without `stars.v1.`. Errors: `STARS_NOT_FOUND`. */
function topicNamed(name: string): string {
  const topic = ALL_TOPICS.find((each) => each === name || each === PREFIX + name);
  if (topic !== undefined) return topic;
  const known = ALL_TOPICS.map((each) => each.slice(PREFIX.length)).join(', ');
  throw new StarsError('STARS_NOT_FOUND', `there is no topic "${name}", but: ${known}`);
}

/** Errors: `STARS_USAGE` for what is no id, `STARS_NOT_FOUND`. */
function placeOf(id: string): { topic: string; place: DeadLetterPlace } {
  const [, name, partition, offset] = /^([\w.-]+)\/(\d+)\/(\d+)$/.exec(id) ?? [];
  if (name === undefined)
    throw new StarsError('STARS_USAGE', `"${id}" is no id of a dead letter, such as catalog/0/17`);
  return { topic: topicNamed(name), place: { partition: Number(partition), offset: Number(offset) } };
}

/** Dead letters by topic, partition and offset. */
export async function* findLetters(bus: EventBus, filter: LetterFilter): AsyncGenerator<DeadLetter> {
  const topics = filter.topic === undefined ? ALL_TOPICS : [topicNamed(filter.topic)];
  for (const topic of topics) {
    for await (const letter of readDeadLetters(bus, topic)) {
      if (filter.group !== undefined && letter.group !== filter.group) continue;
      if (filter.code === undefined || letter.code === filter.code) yield letter;
    }
  }
}

/** Errors: `STARS_NOT_FOUND` if there is none of that id any more. */
export async function letterOf(bus: EventBus, id: string): Promise<DeadLetter> {
  const { topic, place } = placeOf(id);
  for await (const letter of readDeadLetters(bus, topic, { ...place, offset: place.offset - 1 })) {
    const { partition, offset } = letter.message;
    if (partition === place.partition && offset === place.offset) return letter;
    break;
  }
  throw new StarsError('STARS_NOT_FOUND', `there is no dead letter ${id}: see ./stars dead-letters list`);
}

/** What `list` tells of a letter. */
export const summaryOf = (letter: DeadLetter) => ({
  id: letterId(letter),
  topic: letter.topic,
  group: letter.group,
  key: letter.message.key,
  time: letter.time,
  code: letter.code,
  reason: letter.reason,
  attempts: letter.attempts,
  replays: letter.replays,
  origin: { partition: letter.partition, offset: letter.offset },
});

/** Everything about a letter, with its message as JSON; if it cannot be decoded, in base64 with the error. */
export function detailsOf(letter: DeadLetter): object {
  const { value, headers } = letter.message;
  const told = { ...summaryOf(letter), headers };
  try {
    return { ...told, message: messageToJson(letter.topic as keyof MessageOfTopic, value) };
  } catch (error) {
    const unreadable = error instanceof Error ? error.message : String(error);
    return { ...told, unreadable, base64: Buffer.from(value).toString('base64') };
  }
}

import {
  COMPACTED_TOPICS,
  decodeMessage,
  encodePurchaseFacts,
  messageKey,
  messageToJson,
  PASSING_TOPICS,
  PurchaseFacts,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import type { SeededRandom } from '@stars/datasets/testing';
import type { EventBus, OutgoingMessage } from '@stars/event-bus';
import { mutatedBytes } from './hostile-bytes.js';
import { mutatedJson } from './hostile-json.js';

const KEYS = ['', 'north/user-1', 'south/south-user', 'no tenant', '/', 'a/b/c', '__proto__', '\0', '𝕏'.repeat(100)];

export interface TopicCase {
  topic: Topic;
  message: OutgoingMessage;
  /** Whether it is a message of its topic. */
  readable: boolean;
}

/** Messages for every topic, made of real ones. Errors: if a topic has none to begin with. */
export class TopicCases {
  private constructor(private readonly real: ReadonlyMap<Topic, readonly OutgoingMessage[]>) {}

  static async from(bus: Pick<EventBus, 'read'>): Promise<TopicCases> {
    const real = new Map<Topic, OutgoingMessage[]>();
    for (const topic of Object.values(TOPICS)) {
      const messages: OutgoingMessage[] = [];
      for await (const batch of bus.read({ topic })) messages.push(...batch);
      if (PASSING_TOPICS.includes(topic)) messages.push(facts());
      if (messages.length === 0) throw new Error(`there is no real message of ${topic} to begin with`);
      real.set(topic, messages.slice(0, 20));
    }
    return new TopicCases(real);
  }

  at(n: number, random: SeededRandom): TopicCase {
    const topics = [...this.real.keys()];
    const topic = topics[n % topics.length]!;
    const from = random.pick(this.real.get(topic)!);
    const value = hostileValue(topic, from.value, random);
    const same = random.chance(0.7) ? from.key : random.pick(KEYS);
    // A compacted topic may drop all but the last message of a key before anybody reads it.
    const key = COMPACTED_TOPICS.includes(topic) ? `${same}-${n}` : same;
    const headers = random.chance(0.9) ? (from.headers ?? {}) : { ...from.headers, [random.pick(KEYS)]: 'x' };
    return { topic, message: { key, id: `fuzz-${n}`, headers, value }, readable: isReadable(topic, value) };
  }
}

/** As the embedder writes them: those that were handled are gone. */
const facts = (): OutgoingMessage =>
  encodePurchaseFacts(
    PurchaseFacts.fromPartial({
      tenantId: 'north',
      definition: '1:UTC:any',
      step: 'facts',
      topic: TOPICS.interactions,
      facts: [{ itemId: 'item-1', day: 20_000, offset: 1_000_000 }],
    }),
    'seed',
  );

function hostileValue(topic: Topic, value: Uint8Array, random: SeededRandom): Uint8Array {
  if (random.chance(0.6)) return mutatedBytes(value, random);
  const json = JSON.stringify(mutatedJson(messageToJson(topic, value), random));
  return random.chance(0.8) ? Buffer.from(json) : mutatedBytes(Buffer.from(json), random);
}

/** The key of the user whom a message of the topic of users deletes, if it does. */
export function deletedUser(value: Uint8Array): string | undefined {
  if (!isReadable(TOPICS.users, value)) return undefined;
  const { change } = decodeMessage(TOPICS.users, value);
  return change?.$case === 'delete' ? messageKey(change.value.tenantId, change.value.userId) : undefined;
}

function isReadable(topic: Topic, value: Uint8Array): boolean {
  try {
    decodeMessage(topic, value);
    return true;
  } catch {
    return false;
  }
}

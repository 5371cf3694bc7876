import { CONTROL_SEALS_TOPIC, CONTROL_TOPICS, TOPICS } from '@stars/contracts';
import type { EventBus, OutgoingMessage } from './port.js';

/** The bus's own topic on Kafka, without the prefix: whoever writes it can hide any message. */
export const ERASURES = 'erasures';

/** Where messages need signatures. */
export const SIGNED_TOPICS: readonly string[] = [...CONTROL_TOPICS, TOPICS.users, ERASURES];

/** Which messages of a topic count without a signature: all for now, or those before the offset of their partition. */
export type Seal = 'open' | ReadonlyMap<number, number>;

/** `open`: lets every control message count for now, signed or not. `seal`: only those that are there now, and signed ones. */
export async function sealControlTopics(bus: EventBus, how: 'open' | 'seal'): Promise<void> {
  const seals: OutgoingMessage[] = [];
  for (const topic of SIGNED_TOPICS) {
    const ends = how === 'open' ? how : Object.fromEntries(await bus.endOffsets(topic));
    seals.push({ key: topic, id: crypto.randomUUID(), value: Buffer.from(JSON.stringify(ends)) });
  }
  await bus.publish(CONTROL_SEALS_TOPIC, seals);
}

export function sealOf(value: Uint8Array): Seal {
  const ends = JSON.parse(Buffer.from(value).toString()) as 'open' | Record<string, number>;
  return ends === 'open' ? ends : new Map(Object.entries(ends).map(([partition, end]) => [Number(partition), end]));
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { BusMessage, EventBus, OutgoingMessage } from './port.js';

/** A place that buses of the tested adapter share, such as a file or a broker. */
export interface EventBusPlace {
  /** Another bus on the place, like that of another process. */
  open(): Promise<EventBus>;
  /** Publishing an id again appends nothing. */
  deduplicates: boolean;
  dispose(): Promise<void>;
}

/** Shared by the tests of one suite: the place, and buses that are closed after each test. */
export interface ContractBench {
  open(): Promise<EventBus>;
  deduplicates(): boolean;
  /** A name that no test used before. */
  newTopic(): string;
}

/** To be called within the suite. */
export function contractBench(makePlace: () => Promise<EventBusPlace>): ContractBench {
  let place: EventBusPlace;
  const buses: EventBus[] = [];
  beforeAll(async () => {
    place = await makePlace();
  });
  afterEach(async () => {
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });
  afterAll(() => place.dispose());
  return {
    open: async () => {
      const bus = await place.open();
      buses.push(bus);
      return bus;
    },
    deduplicates: () => place.deduplicates,
    newTopic: () => `test.${randomUUID()}`,
  };
}

export const text = (message: BusMessage): string => new TextDecoder().decode(message.value);

export const busMessage = (key: string, id: string, value: string | Uint8Array = id): OutgoingMessage => ({
  key,
  id,
  value: typeof value === 'string' ? new TextEncoder().encode(value) : value,
});

export const numbered = (count: number, keys: number, prefix = 'm'): OutgoingMessage[] =>
  Array.from({ length: count }, (_, i) => busMessage(`k${i % keys}`, `${prefix}${i}`, String(i)));

/** Waits until the condition holds; fails with its last error or value. */
export async function eventually(condition: () => Promise<void> | void, withinMs = 20_000): Promise<void> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      return await condition();
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(25);
    }
  }
}

export async function readAll(bus: EventBus, topic: string): Promise<BusMessage[]> {
  const all: BusMessage[] = [];
  for await (const batch of bus.read({ topic })) all.push(...batch);
  return all;
}

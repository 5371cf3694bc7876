import { StarsError } from '@stars/errors';
import type { BusMessage, ConsumeOptions, EventBus } from '@stars/event-bus';
import { expect, it } from 'vitest';
import { whileLeading } from './while-leading.js';

it('ends with its work although the bus is away just then, and leaves the seat to others', async () => {
  const away = new StarsError('STARS_UNAVAILABLE', 'the bus is away');
  let offered = 0;
  let handled: Promise<unknown> = Promise.resolve();
  const bus = {
    publish: async () => {
      if (++offered > 1) throw away;
      return { appended: 1, duplicates: 0 };
    },
    consume: async ({ handler }: ConsumeOptions) => {
      const seat: BusMessage = {
        ...{ topic: 'seats', partition: 0, offset: 0, key: 'role', id: 'role@1' },
        ...{ headers: {}, value: new Uint8Array() },
      };
      handled = handler([seat], new AbortController().signal);
      handled.catch(() => undefined);
      return { close: async () => void (await handled.catch(() => undefined)) };
    },
  } as Partial<EventBus> as EventBus;
  await whileLeading(bus, 'role', new AbortController().signal, async () => undefined);
  await expect(handled).rejects.toBe(away);
  expect(offered).toBe(2);
});

import { Impression } from '@stars/contracts';
import type { EventBus, OutgoingMessage } from '@stars/event-bus';
import { createLogger, createMetrics } from '@stars/platform';
import { describe, expect, it } from 'vitest';
import { ImpressionOutbox } from './impression-outbox.js';

const page = (n: number, size = 1000): Impression =>
  Impression.fromPartial({
    userId: 'u',
    eventId: `e${n}`,
    pageId: `p${n}`,
    time: new Date(n),
    surface: 'home',
    items: Array.from({ length: size }, (_, position) => ({ itemId: `i${position}`, position, propensity: 1 })),
  });

/** An outbox on a bus that takes everything: the sizes of its batches, and the ids in them. */
function openOutbox() {
  const batches: number[] = [];
  const ids: string[] = [];
  const publish = async (_: string, messages: readonly OutgoingMessage[]) => {
    batches.push(messages.length);
    ids.push(...messages.map(({ id }) => id));
    return { appended: messages.length, duplicates: 0 };
  };
  const metrics = createMetrics('test', { processMetrics: false });
  const logger = createLogger('test', { level: 'silent' });
  const outbox = new ImpressionOutbox({ publish } as unknown as EventBus, logger, metrics, true);
  return { outbox, metrics, batches, ids };
}

describe('ImpressionOutbox', () => {
  it('holds a bounded number of items, sends in batches, each page once, and has room again after that', async () => {
    const { outbox, metrics, batches, ids } = openOutbox();
    for (let n = 0; n < 203; n++) outbox.note(page(n));
    await Promise.all([outbox.flush(), outbox.flush()]);
    expect(ids).toHaveLength(200);
    expect(new Set(ids).size).toBe(200);
    expect(await metrics.expose()).toMatch(/impressions_total\{[^}]*dropped[^}]*\} 3/);
    for (let n = 300; n < 1400; n++) outbox.note(page(n, 1));
    await outbox.flush();
    expect(batches).toEqual([200, 500, 500, 100]);
    await outbox.close();
  });

  it('drops and counts a page that no record can be made of, and records the others', async () => {
    const { outbox, metrics, ids } = openOutbox();
    outbox.note({ ...page(1, 1), userId: '' });
    outbox.note(page(2, 1));
    await outbox.flush();
    expect(ids).toHaveLength(1);
    expect(await metrics.expose()).toMatch(/impressions_total\{[^}]*dropped[^}]*\} 1/);
    await outbox.close();
  });
});

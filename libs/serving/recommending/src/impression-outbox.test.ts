import { Impression } from '@stars/contracts';
import type { EventBus, OutgoingMessage } from '@stars/event-bus';
import { createLogger, createMetrics } from '@stars/platform';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

/** An outbox on a bus that accepts everything once it is up: the sizes of its batches, and the ids in them. */
function openOutbox({ records = true, busIsThere = async () => {} } = {}) {
  const batches: number[] = [];
  const ids: string[] = [];
  const publish = async (_: string, messages: readonly OutgoingMessage[]) => {
    await busIsThere();
    batches.push(messages.length);
    ids.push(...messages.map(({ id }) => id));
    return { appended: messages.length, duplicates: 0 };
  };
  const metrics = createMetrics('test', { processMetrics: false });
  const logger = createLogger('test', { level: 'silent' });
  const outbox = new ImpressionOutbox({ publish } as unknown as EventBus, logger, metrics, records);
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

  it('drops and counts a page that cannot be recorded, and records the others', async () => {
    const { outbox, metrics, ids } = openOutbox();
    outbox.note({ ...page(1, 1), userId: '' });
    outbox.note(page(2, 1));
    await outbox.flush();
    expect(ids).toHaveLength(1);
    expect(await metrics.expose()).toMatch(/impressions_total\{[^}]*dropped[^}]*\} 1/);
    await outbox.close();
  });

  it('records what is shown: nothing without a surface, without items, or if it is switched off', async () => {
    const { outbox, metrics, ids } = openOutbox();
    outbox.note({ ...page(1, 1), surface: '' });
    outbox.note(page(2, 0));
    const off = openOutbox({ records: false });
    off.outbox.note(page(3, 1));
    await Promise.all([outbox.flush(), off.outbox.flush()]);
    expect([...ids, ...off.ids]).toEqual([]);
    // Nor is anything lost.
    expect(await metrics.expose()).not.toMatch(/impressions_total\{/);
  });
});

describe('ImpressionOutbox, in time', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends what was noted within a tenth of a second, in one batch, and then what came later', async () => {
    const { outbox, batches } = openOutbox();
    outbox.note(page(1, 1));
    await vi.advanceTimersByTimeAsync(99);
    outbox.note(page(2, 1));
    expect(batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([2]);
    outbox.note(page(3, 1));
    await vi.advanceTimersByTimeAsync(100);
    expect(batches).toEqual([2, 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('retries a bus that is away with growing pauses, which start anew once it was up', async () => {
    const begun = performance.now();
    const tries: number[] = [];
    let away = true;
    const busIsThere = async () => {
      tries.push(performance.now() - begun);
      if (away) throw new Error('away');
    };
    const { outbox, batches } = openOutbox({ busIsThere });
    outbox.note(page(1, 1));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(tries.slice(0, 8)).toEqual([100, 300, 700, 1500, 3100, 6300, 11_300, 16_300]);
    away = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(batches).toEqual([1]);
    outbox.note(page(2, 1));
    await vi.advanceTimersByTimeAsync(100);
    expect(batches).toEqual([1, 1]);
  });

  it('waits two seconds for a bus that hangs when the gateway closes, and counts what is lost then', async () => {
    const { outbox, metrics } = openOutbox({ busIsThere: () => new Promise(() => undefined) });
    outbox.note(page(1, 1));
    outbox.note(page(2, 1));
    let closed = false;
    const closing = outbox.close().then(() => {
      closed = true;
    });
    await vi.advanceTimersByTimeAsync(1999);
    expect(closed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await closing;
    expect(await metrics.expose()).toMatch(/impressions_total\{[^}]*dropped[^}]*\} 2/);
  });

  it('sends what waits when the gateway closes', async () => {
    const { outbox, ids } = openOutbox();
    outbox.note(page(1, 1));
    await outbox.close();
    expect(ids).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

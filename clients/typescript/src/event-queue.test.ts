import { afterEach, expect, it, vi } from 'vitest';
import { EventQueue } from './event-queue.js';
import type { CallOptions } from './send.js';
import type { TrackRequest } from './types.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A queue, and the calls that it made. */
function newQueue(answer: () => Promise<unknown> = async () => undefined) {
  const calls: { items: (string | undefined)[]; ids: unknown[]; keepalive: boolean | undefined }[] = [];
  const track = async ({ interactions = [] }: TrackRequest, options?: CallOptions) => {
    const [items, ids] = [interactions.map(({ item_id }) => item_id), interactions.map(({ event_id }) => event_id)];
    calls.push({ items, ids, keepalive: options?.keepalive });
    await answer();
    return { accepted: interactions.length, duplicates: 0 };
  };
  return { queue: new EventQueue(track), calls };
}

const view = (item_id: string) => ({ user_id: 'ann', item_id, type: 'view' as const });

it('sends a second after the first event, all in one call', async () => {
  vi.useFakeTimers();
  const { queue, calls } = newQueue();
  queue.add(view('a'));
  await vi.advanceTimersByTimeAsync(900);
  queue.add(view('b'));
  expect(calls).toEqual([]);
  await vi.advanceTimersByTimeAsync(100);
  expect(calls.map(({ items }) => items)).toEqual([['a', 'b']]);
});

it('tries again by itself after a failure, with the same ids', async () => {
  vi.useFakeTimers();
  let isAway = true;
  const { queue, calls } = newQueue(async () => {
    if (isAway) throw new Error('away');
  });
  queue.add(view('a'));
  await vi.advanceTimersByTimeAsync(1000);
  isAway = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(calls.length).toBe(2);
  expect(calls[1]!.ids).toEqual(calls[0]!.ids);
  await queue.close();
  expect(calls.length).toBe(2);
});

it('sends what waits, and what is being sent, when a page is left', async () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  const { queue, calls } = newQueue();
  queue.add(view('a'));
  const flushed = queue.flush();
  await Promise.resolve();
  queue.add(view('b'));
  page.dispatchEvent(new Event('visibilitychange'));
  expect(calls.length).toBe(1);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  await flushed;
  expect(calls.map(({ items, keepalive }) => [items, keepalive])).toEqual([
    [['a'], undefined],
    [['a', 'b'], true],
  ]);
  await queue.close();
  expect(calls.length).toBe(2);
});

it('sends no more than a browser allows when a page is left', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'hidden' });
  vi.stubGlobal('document', page);
  const { queue, calls } = newQueue();
  for (let item = 0; item < 499; item++) queue.add(view(`${item}-${'ü'.repeat(200)}`));
  page.dispatchEvent(new Event('visibilitychange'));
  expect(calls.length).toBe(1);
  expect(calls[0]!.items.length).toBeGreaterThan(80);
  expect(calls[0]!.items.length).toBeLessThan(150);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOPICS } from '@stars/contracts';
import { openEmbeddedStack, type Stack } from '@stars/stack';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PacedSink } from './paced-sink.js';

const TOPIC = TOPICS.interactions;
const EVENTS = 12_000;
const BATCH = 500;
/** About what an embedder with a small model takes for a batch. */
const BATCH_MS = 40;

let folder: string;
let stack: Stack;
let bus: Stack['bus'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-paced-'));
  stack = openEmbeddedStack(folder);
  bus = stack.bus;
});
afterEach(async () => {
  await stack.close();
  rmSync(folder, { recursive: true });
});

const message = (id: string) => ({ key: id, id, value: new Uint8Array(50), headers: {} });
const events = Array.from({ length: EVENTS }, (_, n) => message(`e-${n}`));

/** Handles events as an embedder does. Returns when each was handled, ms. */
async function handle(): Promise<Map<string, number>> {
  const handled = new Map<string, number>();
  await bus.consume({
    group: 'embedder',
    topics: [TOPIC],
    batchSize: BATCH,
    handler: async (messages) => {
      await sleep(BATCH_MS);
      for (const { id } of messages) handled.set(id, performance.now());
    },
  });
  return handled;
}

/** Imports while a live event comes now and then. Returns how many messages were handled before the slowest of them, since it was sent. */
async function mostBefore(publish: (messages: typeof events) => Promise<unknown>): Promise<number> {
  const handled = await handle();
  const sent = new Map<string, number>();
  let over = false;
  const live = (async () => {
    for (let n = 0; !over; n++) {
      sent.set(`live-${n}`, handled.size);
      await bus.publish(TOPIC, [message(`live-${n}`)]);
      await sleep(20);
    }
  })();
  await publish(events);
  over = true;
  await live;
  while (handled.size < EVENTS + sent.size) await sleep(10);
  const order = [...handled.keys()];
  return Math.max(...[...sent].map(([id, before]) => order.indexOf(id) - before));
}

it('a live event waits for a few messages of an import, and no longer for all of it', { timeout: 60_000 }, async () => {
  const sink = new PacedSink(bus, new AbortController().signal);
  const most = await mostBefore((messages) => sink.publish(TOPIC, messages));
  process.stdout.write(`import of ${EVENTS}: at most ${most} messages before a live event\n`);
  expect(most).toBeLessThan(4000);
});

it('nothing holds an import up if nobody handles it', async () => {
  const sink = new PacedSink(bus, new AbortController().signal, 50);
  const { appended } = await sink.publish(TOPIC, events);
  expect(appended).toBe(EVENTS);
});

it('an import that is stopped waits for nobody, and publishes no more', async () => {
  const stop = new AbortController();
  const sink = new PacedSink(bus, stop.signal);
  const publishing = sink.publish(TOPIC, events);
  await vi.waitFor(async () => expect((await bus.endOffsets(TOPIC)).get(0)).toBe(2000));
  const reason = new Error('stopped');
  stop.abort(reason);
  await expect(publishing).rejects.toBe(reason);
  expect((await bus.endOffsets(TOPIC)).get(0)).toBe(2000);
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { WorkerThread } from './worker-thread.js';

/** Answers each message with the number of messages that this thread got, and its id. */
const COUNTS = `
import { parentPort, threadId } from 'node:worker_threads';
let messages = 0;
parentPort.on('message', (message) => {
  if (message === 'close') parentPort.close();
  else parentPort.postMessage({ messages: ++messages, threadId });
});
`;
const script = join(mkdtempSync(join(tmpdir(), 'stars-worker-')), 'counts.mjs');
writeFileSync(script, COUNTS);

type Answer = { messages: number; threadId: number };
const newTestThread = (idleMs?: number) => new WorkerThread(pathToFileURL(script), 'counts', {}, idleMs);

it('keeps its thread, one message after the other', async () => {
  const thread = newTestThread();
  const answers = await Promise.all([1, 2, 3].map(() => thread.ask<Answer>('next')));
  expect(answers.map(({ messages }) => messages)).toEqual([1, 2, 3]);
  await thread.close();
});

it('ends its thread when nobody has asked for a while, and starts another for the next message', async () => {
  const thread = newTestThread(5);
  const first = await thread.ask<Answer>('next');
  // Each question begins the time anew, so the pauses grow until one is long enough.
  let pauseMs = 5;
  await expect
    .poll(async () => {
      pauseMs *= 2;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      return (await thread.ask<Answer>('next')).threadId;
    })
    .not.toBe(first.threadId);
  await thread.close();
});

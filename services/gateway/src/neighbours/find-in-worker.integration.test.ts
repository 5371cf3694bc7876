import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InteractionType } from '@stars/contracts';
import type { NeighbourReading } from '@stars/inference';
import { neighbourTables } from '@stars/ranking';
import { neighbourSample } from '@stars/recommending';
import { openEmbeddedStack, type Stack } from '@stars/stack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findInWorker } from './find-in-worker.js';

const DAY = 86_400_000;
const reading: NeighbourReading = {
  items: ['a', 'b', 'c', 'd'],
  ...{ timeZone: 'UTC', kinds: undefined },
};

let dataDir: string;
let stack: Stack;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-neighbours-'));
  stack = openEmbeddedStack(dataDir);
  await stack.profiles.appendEvents(
    'default',
    Array.from({ length: 30 }, (_, user) => ({
      userId: `user ${user}`,
      events: ['a', user % 2 ? 'b' : 'c', 'd'].map((itemId, n) => ({
        ...{ eventId: `${user} ${n}`, itemId, type: InteractionType.INTERACTION_TYPE_PURCHASE, region: '' },
        time: (60 + user + n) * DAY,
      })),
    })),
  );
});

afterAll(async () => {
  await stack.close();
  rmSync(dataDir, { recursive: true });
});

it('finds in a thread, with a store of its own, what it would find here', async () => {
  const found = await findInWorker({ kind: 'embedded', dataDir })('default', reading, 77, new AbortController().signal);
  const logs = await neighbourSample(stack.profiles, 'default', reading, 77);
  expect(found).toEqual(neighbourTables(logs, reading.items.length));
  expect(found.neighbours.items.some((item) => item >= 0)).toBe(true);
});

it('says why if the store cannot be opened', async () => {
  const nowhere = findInWorker({ kind: 'embedded', dataDir: join(dataDir, 'stars.db', 'nowhere') });
  await expect(nowhere('default', reading, 77, new AbortController().signal)).rejects.toThrow();
});

it('ends with an abort', async () => {
  const abort = new AbortController();
  const found = findInWorker({ kind: 'embedded', dataDir })('default', reading, 77, abort.signal);
  abort.abort(new Error('closed'));
  await expect(found).rejects.toThrow('closed');
});

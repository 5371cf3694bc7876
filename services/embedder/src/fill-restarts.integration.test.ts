// @module-tag long

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CatalogItem, InteractionType } from '@stars/contracts';
import { tinyFeatures } from '@stars/inference/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';
import { distance } from './testing/expect-same.js';

/** Built: a child process runs no TypeScript. */
const PROGRAM = fileURLToPath(new URL('./../dist/testing/embedder-program.js', import.meta.url));
const USERS = 5000;
/** Most users that a killed embedder leaves half done. */
const CHUNK = 512;
/** How long a write of users' vectors takes in the processes, ms. */
const SLOW = 150;

let world: EmbedderWorld;
const children: ChildProcess[] = [];

beforeEach(async () => {
  world = new EmbedderWorld();
  await world.catalog.upsert(ITEMS.map((itemId) => CatalogItem.fromPartial({ tenantId: TENANT, itemId, version: 1 })));
  await world.catalog.putFeatures(ITEMS.map((itemId) => tinyFeatures(itemId)));
  const users = Array.from({ length: USERS }, (_, n) => ({
    userId: `user-${n}`,
    events: Array.from({ length: 1 + (n % 5) }, (_, i) => ({
      eventId: `${n}-${i}`,
      itemId: ITEMS[(n * 7 + i) % ITEMS.length]!,
      type: InteractionType.INTERACTION_TYPE_PURCHASE,
      time: Date.parse('2024-01-01T00:00:00Z') + (n * 5 + i) * 60_000,
      region: 'north',
    })),
  }));
  await world.profiles.appendEvents(TENANT, users);
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await world.close();
});

const log = () => join(world.folder, 'written.log');

function startProcess(): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, world.folder, log(), String(SLOW)], { stdio: 'inherit' });
  children.push(child);
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number> {
  const began = performance.now();
  child.kill(signal);
  await once(child, 'exit');
  return performance.now() - began;
}

/** Users whose vectors of the version were written, one a write, in order. */
function written(version: string): string[] {
  const lines = readFileSync(log(), 'utf8').split('\n').slice(0, -1);
  return lines.flatMap((line) => (line.startsWith(`${version} `) ? line.split(' ').slice(1) : []));
}

async function whenWritten(count: number): Promise<void> {
  while (new Set(written('v1')).size < count) await wait(20);
}

describe('a fill of two embedders', () => {
  it('goes on through a rolling restart and a kill -9, and does little twice', async () => {
    writeFileSync(log(), '');
    const [one, two] = [startProcess(), startProcess()];
    await world.publishModel('v1');
    await whenWritten(USERS * 0.15);
    const stopped = [await end(one, 'SIGTERM')];
    const three = startProcess();
    await whenWritten(USERS * 0.3);
    stopped.push(await end(two, 'SIGTERM'));
    startProcess();
    await whenWritten(USERS * 0.5);
    await end(three, 'SIGKILL');
    await expect.poll(() => world.servedVersions(), { timeout: 60_000, interval: 50 }).toEqual(['v1']);
    for (const child of children.splice(0))
      if (child.exitCode === null && !child.signalCode) await end(child, 'SIGTERM');

    const writes = written('v1');
    const distinct = new Set(writes);
    const repeated = writes.length - distinct.size;
    const slowest = Math.round(Math.max(...stopped));
    console.log(
      `users in the store ${USERS}, with vectors ${distinct.size}, written ${writes.length}, repeated ${repeated}; slowest stop ${slowest} ms`,
    );
    expect(distinct.size).toBe(USERS);
    expect(repeated).toBeLessThanOrEqual(CHUNK);
    expect(slowest).toBeLessThan(2000);

    // The same weights once more, without any interruption.
    await world.start();
    await world.publishModel('v2');
    await world.drain();
    expect(await world.servedVersions()).toEqual(['v2']);
    let furthest = 0;
    for (let n = 0; n < USERS; n += 1000) {
      const ids = Array.from({ length: 1000 }, (_, i) => `user-${n + i}`);
      for (const profile of await world.profiles.get(TENANT, ids)) {
        const [v1, v2] = ['v1', 'v2'].map((version) => profile!.vectors.find((each) => each.modelVersion === version)!);
        furthest = Math.max(furthest, distance(v1!, v2!));
        expect(v1!.asOf).toBe(v2!.asOf);
      }
    }
    expect(furthest).toBeLessThan(1e-5);
    const vectorsOf = async (version: string) =>
      (await world.vectors.getVectors(TENANT, version, ITEMS)).map((vector) => [...vector!]);
    expect(await vectorsOf('v1')).toEqual(await vectorsOf('v2'));
    expect(await world.vectors.count(TENANT, 'v1')).toBe(ITEMS.length);
  });
});

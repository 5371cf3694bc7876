import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EmbedderWorld, TENANT } from './testing/embedder-world.js';

const WAIT = { timeout: 10_000, interval: 10 };

let world: EmbedderWorld;
beforeEach(async () => {
  world = await EmbedderWorld.withTwoUsers();
});
afterEach(() => world.close());

/** Holds calls up between `close` and `open`. */
function hold() {
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const held = {
    waiting: 0,
    pass: async () => {
      held.waiting++;
      await gate.promise;
      held.waiting--;
    },
    close: () => {
      gate = Promise.withResolvers<void>();
    },
    open: () => gate.resolve(),
  };
  return held;
}

const serves = (version: string) =>
  vi.waitFor(async () => expect((await world.servedVersions()).at(-1)).toBe(version), WAIT);
const rollOut = async (version: string, seed: number): Promise<void> => {
  await world.publishModel(version, seed);
  await world.drain();
};

/** Asks for a roll-back from the version, and waits until the other serves. Returns ms. */
async function rollBack(from: string, to: string): Promise<number> {
  const asked = performance.now();
  await world.ask({ $case: 'rollBack', value: from });
  await serves(to);
  return performance.now() - asked;
}

it('a roll-back waits neither for the scan of all users after a switch, nor for vectors that another request has filled', async () => {
  const held = { scan: hold(), fill: hold() };
  const profiles = replacing<ProfileStore>(world.profiles, {
    retainVectors: async (...args) => {
      await held.scan.pass();
      await world.profiles.retainVectors(...args);
    },
    putVectors: async (tenant, updates) => {
      if (updates.some(({ vectors }) => vectors.modelVersion === 'v1')) await held.fill.pass();
      await world.profiles.putVectors(tenant, updates);
    },
  });
  await world.start({ profiles });
  await rollOut('v1', 1);
  await rollOut('v2', 2);
  held.scan.close();
  await world.publishModel('v3', 3);
  await serves('v3');
  const behindScan = await rollBack('v3', 'v2');
  const scans = held.scan.waiting;
  held.scan.open();
  await world.drain();
  await rollOut('v4', 4);
  held.fill.close();
  await world.ask({ $case: 'version', value: 'v1' });
  await vi.waitFor(() => expect(held.fill.waiting).toBeGreaterThan(0), WAIT);
  const behindFill = await rollBack('v4', 'v2');
  const said = `${behindScan.toFixed(0)} ms behind ${scans} scan of all users, ${behindFill.toFixed(0)} ms behind a fill`;
  process.stdout.write(`rolled back after ${said}\n`);
  expect(scans).toBeGreaterThan(0);
  held.fill.open();
  await world.drain();
  expect((await world.rollOuts()).flatMap(({ outcome, version }) => (outcome === 'served' ? version : []))).toEqual([
    'v1',
    'v2',
    'v3',
    'v2',
    'v4',
    'v2',
    'v1',
  ]);
  expect((await world.userVectors('u', 'v1'))?.asOf).toBe(Date.parse('2024-01-01T01:00:00Z'));
});

it('a roll-back to a version whose vectors are gone is refused, and stands before no other request', async () => {
  await world.start();
  for (const [n, version] of ['v1', 'v2', 'v3'].entries()) await rollOut(version, n + 1);
  await world.vectors.dropCollection(TENANT, 'v2');
  await world.ask({ $case: 'rollBack', value: 'v3' });
  await world.ask({ $case: 'version', value: 'v1' });
  await serves('v1');
  await world.drain();
  expect((await world.rollOuts()).filter(({ version, outcome }) => version === 'v2' && outcome === 'refused')).toEqual([
    expect.objectContaining({ reason: expect.stringContaining('no vectors of model version "v2"') }),
  ]);
});

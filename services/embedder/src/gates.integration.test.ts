import { type GateResult, type ModelManifest, type RollOut, TOPICS } from '@stars/contracts';
import { createMetrics } from '@stars/platform';
import { replacing } from '@stars/platform/testing';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmbedderDeps } from './embedder-deps.js';
import { EmbedderWorld, ITEMS, TENANT } from './testing/embedder-world.js';

let world: EmbedderWorld;
let metrics: ReturnType<typeof createMetrics>;

beforeEach(async () => {
  world = new EmbedderWorld();
  metrics = createMetrics('embedder', { processMetrics: false });
  await world.startIndexer();
  await world.publishItems();
  await world.publish(TOPICS.interactions, world.event('u', 'a', 1), world.event('v', 'b', 2));
});
afterEach(() => world.close());

/** v1 serves, then v2 is rolled out over stores with the methods of `replaced`. */
async function rollOut(replaced: Partial<EmbedderDeps>, manifest: Partial<ModelManifest> = {}): Promise<RollOut> {
  await world.start({ metrics, ...replaced });
  await world.publishModel('v1', 1);
  await world.drain();
  await world.publishModel('v2', 2, undefined, manifest);
  await world.drain();
  return (await world.rollOuts()).at(-1)!;
}

const gateOf = (step: RollOut, name: string): GateResult => step.gates.find(({ gate }) => gate === name)!;

/** v1 goes on serving, nothing is left of v2, and the record, the metrics and the reason name the gate and why. */
async function expectRefused(step: RollOut, gate: string, part: Partial<GateResult>): Promise<void> {
  expect(step).toMatchObject({ version: 'v2', before: 'v1', cause: 'training', outcome: 'refused', forced: false });
  expect(step.gates.filter(({ outcome }) => outcome === 'failed').map((failed) => failed.gate)).toEqual([gate]);
  expect(gateOf(step, gate)).toMatchObject(part);
  expect(step.reason).toContain(`gate ${gate}: `);
  expect(await world.servedVersions()).toEqual(['v1']);
  expect(await world.vectors.listCollections(TENANT)).toEqual(['v1']);
  const [user] = await world.profiles.get(TENANT, ['u']);
  expect(user!.vectors.map(({ modelVersion }) => modelVersion)).toEqual(['v1']);
  const text = await metrics.expose();
  expect(text).toContain('stars_roll_outs_total{cause="training",outcome="refused",service="embedder"} 1');
  expect(text).toContain(`stars_roll_out_gates_total{gate="${gate}",outcome="failed",service="embedder"} 1`);
  // And it is still kept up to date.
  await world.publish(TOPICS.interactions, world.event('u', 'c', 9));
  await world.drain();
  expect((await world.userVectors('u', 'v1'))!.asOf).toBe(Date.parse('2024-01-01T09:00:00Z'));
}

/** The index, with other answers only for v2. */
const ofV2 = (part: (real: VectorIndex) => Partial<VectorIndex>): VectorIndex =>
  replacing<VectorIndex>(world.vectors, part(world.vectors));

describe('the gates', () => {
  it('pass a sound model, and say what they measured', async () => {
    const step = await rollOut({});
    expect(step).toMatchObject({ version: 'v2', before: 'v1', outcome: 'served', forced: false, reason: '' });
    expect(step.gates.map(({ gate, outcome, value, bound }) => [gate, outcome, value, bound])).toEqual([
      ['items', 'passed', 0, 0],
      ['readable', 'passed', 1, 0.9],
      ['users', 'passed', 0, 0],
      ['recall', 'passed', 1, 0.98],
      ['offsets', 'skipped', 0, 0],
      ['metrics', 'skipped', 0, -0.05],
    ]);
    expect(gateOf(step, 'items').detail).toContain('6 items, 6 with features, 6 that the model reads');
    expect(gateOf(step, 'users').detail).toContain('2 users with a history');
  });

  it('hold back a model without the vector of an item', async () => {
    const lost = (real: VectorIndex): Partial<VectorIndex> => ({
      upsert: (tenant, version, records) =>
        real.upsert(
          tenant,
          version,
          records.filter(({ itemId }) => version !== 'v2' || itemId !== 'c'),
        ),
    });
    await expectRefused(await rollOut({ vectors: ofV2(lost) }), 'items', { value: 1, bound: 0 });
  });

  it('hold back a model with a vector that is not all numbers', async () => {
    const broken = (real: VectorIndex): Partial<VectorIndex> => ({
      getVectors: async (tenant, version, ids) => {
        const found = await real.getVectors(tenant, version, ids);
        return version === 'v2' ? found.map((vector) => vector?.fill(Number.NaN, 3, 4)) : found;
      },
    });
    await expectRefused(await rollOut({ vectors: ofV2(broken) }), 'items', { value: ITEMS.length });
  });

  it('hold back a model that cannot read the catalogue', async () => {
    const step = await rollOut({}, { embeddingModel: 'another' });
    // It still makes vectors of users, but there is nothing to search.
    expect(gateOf(step, 'recall').outcome).toBe('skipped');
    await expectRefused(step, 'readable', { value: 0, bound: 0.9 });
  });

  it('hold back a model without the vectors of a user', async () => {
    const profiles = replacing<ProfileStore>(world.profiles, {
      putVectors: (tenant, updates) =>
        world.profiles.putVectors(
          tenant,
          updates.filter(({ userId, vectors }) => vectors.modelVersion !== 'v2' || userId !== 'v'),
        ),
    });
    await expectRefused(await rollOut({ profiles }), 'users', { value: 1, bound: 0 });
  });

  it('hold back a model whose searches miss what an exact one finds', async () => {
    const poor = (real: VectorIndex): Partial<VectorIndex> => ({
      search: async (tenant, search) => {
        const lists = await real.search(tenant, search);
        return search.exact || search.modelVersion !== 'v2' ? lists : lists.map((list) => list.slice(1));
      },
    });
    const step = await rollOut({ vectors: ofV2(poor), rollOut: { recallK: 5 } });
    await expectRefused(step, 'recall', { value: 0.8, bound: 0.98 });
  });

  it('hold back a model that is worse than the one that serves, and let it serve if that is forced', async () => {
    const comparison = {
      version: 'v1',
      metric: 'ndcg@10',
      candidate: 0.5,
      serving: 1,
      sessions: 200,
      from: new Date(0),
    };
    const step = await rollOut({}, { comparison });
    await expectRefused(step, 'metrics', { value: -0.5, bound: -0.05 });
    await world.ask({ $case: 'version', value: 'v2' });
    await world.drain();
    expect((await world.rollOuts()).at(-1)).toMatchObject({ cause: 'request', outcome: 'refused' });
    await world.ask({ $case: 'version', value: 'v2' }, true);
    await world.drain();
    const forced = (await world.rollOuts()).at(-1)!;
    expect(forced).toMatchObject({ version: 'v2', cause: 'request', outcome: 'served', forced: true });
    expect(gateOf(forced, 'metrics').outcome).toBe('failed');
    expect(await world.servedVersions()).toEqual(['v2']);
  });

  it('hold back a roll-back, too, though the version from before was kept fresh', async () => {
    let isBroken = false;
    const vectors = replacing<VectorIndex>(world.vectors, {
      getVectors: async (tenant, version, ids) => {
        const found = await world.vectors.getVectors(tenant, version, ids);
        return isBroken && version === 'v1' ? found.map((vector) => vector?.fill(Number.NaN, 3, 4)) : found;
      },
    });
    await rollOut({ vectors });
    isBroken = true;
    await world.ask({ $case: 'rollBack', value: 'v2' });
    await world.drain();
    const step = (await world.rollOuts()).at(-1)!;
    expect(step).toMatchObject({ version: 'v1', before: 'v2', cause: 'roll-back', outcome: 'refused' });
    expect(gateOf(step, 'items')).toMatchObject({ outcome: 'failed', value: ITEMS.length });
    expect((await world.servedVersions()).at(-1)).toBe('v2');
  });
});

import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeServedModel, ServedModel, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { createMetrics } from '@stars/platform';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ContextFollower } from './context-follower.js';
import { ModelStore } from './model-store.js';
import { ServedModels } from './served-model-provider.js';
import { saveTinyModel, tinyFeatures } from './testing/tiny-model.js';

const ITEMS = ['a', 'b', 'c'];
let folder: string;
let database: Database;
let bus: SqliteEventBus;
let store: ModelStore;
let served: ServedModels;
let metrics: ReturnType<typeof createMetrics>;
let errors: string[];
let clock = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stars-late-'));
  database = openDatabase(join(folder, 'stars.db'));
  bus = new SqliteEventBus(database);
  store = new ModelStore(join(folder, 'models'));
  metrics = createMetrics('gateway', { processMetrics: false });
  errors = [];
  served = new ServedModels({
    bus,
    models: store,
    features: async (_, ids) => ids.map((id) => tinyFeatures(id)),
    context: new ContextFollower(bus),
    onError: (error) => errors.push((error as { code: string }).code),
    pollMs: 10,
    metrics,
  });
  for (const [seed, version] of ['v1', 'v2'].entries()) await saveTinyModel(store, version, ITEMS, { seed });
});
afterEach(async () => {
  served.close();
  await bus.close();
  database.close();
  rmSync(folder, { recursive: true });
});

const announce = (version: string, tenantId = 'default') =>
  bus.publish(TOPICS.servedModels, [
    encodeServedModel(ServedModel.fromPartial({ tenantId, version, time: new Date(++clock) })),
  ]);
const missing = (): string | undefined => {
  try {
    served.checkLoaded();
    return undefined;
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
};
const versionOf = (tenant = 'default'): string | undefined => served.current(tenant)?.version;
const weights = (version: string): string => join(store.pathOf(version), 'weights.safetensors');
const flipped = (bytes: Buffer): Buffer => {
  bytes[bytes.length - 5]! ^= 1;
  return bytes;
};
/** What the metric says of the versions of this process. */
const info = async (): Promise<string[]> =>
  (await metrics.expose())
    .split('\n')
    .flatMap(
      (line) =>
        /^stars_model_info\{.*tenant="(.*?)",version="(.*?)",use="answers".*\} 1$/.exec(line)?.slice(1, 3).join(' ') ??
        [],
    )
    .sort();

/** What a shared volume does to a model that was announced, and what mends it. */
const FAULTS: [string, string, () => () => void][] = [
  [
    'late',
    'STARS_NOT_FOUND',
    () => {
      renameSync(store.pathOf('v2'), join(folder, 'v2'));
      return () => cpSync(join(folder, 'v2'), store.pathOf('v2'), { recursive: true });
    },
  ],
  [
    'partial',
    'STARS_MODEL_CORRUPT',
    () => {
      renameSync(weights('v2'), join(folder, 'weights'));
      return () => renameSync(join(folder, 'weights'), weights('v2'));
    },
  ],
  [
    'corrupt',
    'STARS_MODEL_CORRUPT',
    () => {
      writeFileSync(weights('v2'), flipped(readFileSync(weights('v2'))));
      return () => writeFileSync(weights('v2'), flipped(readFileSync(weights('v2'))));
    },
  ],
];

it.each(FAULTS)(
  'a %s model is tried again until it serves; until then the one before and other tenants do',
  async (_, code, fault) => {
    await announce('v1');
    await served.start();
    expect(await info()).toEqual(['default v1']);
    const mend = fault();
    await announce('v2');
    await vi.waitFor(() => expect(errors).toEqual([code]));
    await announce('v1', 'other');
    await vi.waitFor(() => expect(versionOf('other')).toBe('v1'), 5000);
    expect([versionOf(), missing()]).toEqual(['v1', undefined]);
    mend();
    await vi.waitFor(() => expect(versionOf()).toBe('v2'), 5000);
    // Tried several times, told once.
    expect(errors).toEqual([code]);
    expect(await info()).toEqual(['default v2', 'other v1']);
  },
);

it.each(FAULTS)('a process without a model says so while the announced one is %s', async (_, code, fault) => {
  const mend = fault();
  expect(missing()).toBeUndefined();
  await announce('v2');
  await served.start();
  expect([versionOf(), missing()]).toEqual([
    undefined,
    expect.stringMatching(/^STARS_MODEL_NOT_READY: .*default: .*model v2/),
  ]);
  expect(await info()).toEqual([]);
  mend();
  await vi.waitFor(() => expect(versionOf()).toBe('v2'), 5000);
  expect([missing(), errors]).toEqual([undefined, [code]]);
});

it('a newer announcement ends the wait for a model that never comes', async () => {
  await announce('never');
  await served.start();
  expect(missing()).toContain('never');
  await announce('v1');
  await vi.waitFor(() => expect(versionOf()).toBe('v1'), 5000);
  expect([missing(), errors]).toEqual([undefined, ['STARS_NOT_FOUND']]);
});

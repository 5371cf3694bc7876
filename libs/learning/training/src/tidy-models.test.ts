import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  encodeRollOut,
  encodeServedModel,
  encodeServeRequest,
  RollOut,
  ServedModel,
  ServeRequest,
  TOPICS,
} from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { type Database, openDatabase } from '@stars/sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tidyModels } from './tidy-models.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2024-06-01T00:00:00Z');
let dataDir: string;
let database: Database;
let bus: SqliteEventBus;
let models: ModelStore;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'stars-tidy-'));
  database = openDatabase(join(dataDir, 'stars.db'));
  bus = new SqliteEventBus(database);
  models = new ModelStore(join(dataDir, 'models'));
});
afterEach(async () => {
  await bus.close();
  database.close();
  rmSync(dataDir, { recursive: true });
});

const ago = (hours: number): Date => new Date(NOW - hours * HOUR);
/** A model with its run, so many hours old. */
async function trained(version: string, hours: number, tenantId = 'default'): Promise<void> {
  await saveTinyModel(models, version, ['a', 'b'], { manifest: { createdTime: ago(hours), tenantId } });
  run(version, hours, 'curves.jsonl');
}
function run(name: string, hours: number, ...files: string[]): void {
  const folder = join(dataDir, 'runs', name);
  mkdirSync(folder, { recursive: true });
  for (const file of files) {
    writeFileSync(join(folder, file), '{}');
    utimesSync(join(folder, file), ago(hours), ago(hours));
  }
}
const serves = (part: Partial<ServedModel>) =>
  bus.publish(TOPICS.servedModels, [
    encodeServedModel(ServedModel.fromPartial({ tenantId: 'default', time: ago(1), ...part })),
  ]);
const step = (part: Partial<RollOut>) =>
  bus.publish(TOPICS.rollOuts, [encodeRollOut(RollOut.fromPartial({ tenantId: 'default', time: ago(1), ...part }))]);
const tidy = (newest = 2, dryRun = false) => tidyModels({ bus, models, dataDir, newest, now: NOW, dryRun });

it('keeps what serves or may serve again and the newest models, and deletes the others with their runs', async () => {
  for (let n = 1; n <= 12; n++) await trained(`m${n}`, 500 - n);
  await serves({ version: 'm1', before: ['m2'], fresh: 'm3' });
  await step({ version: 'm1', before: 'm4', outcome: 'served', cause: 'request', requestId: 'done' });
  await step({ version: 'm5', outcome: 'filling', cause: 'request', requestId: 'goes on' });
  await step({ version: 'm5', outcome: 'refused', cause: 'training' });
  const ask = (requestId: string, value: string) =>
    encodeServeRequest(
      ServeRequest.fromPartial({ tenantId: 'default', requestId, time: ago(1), target: { $case: 'version', value } }),
    );
  await bus.publish(TOPICS.serveRequests, [ask('waits', 'm6'), ask('done', 'm7')]);
  const kept = ['m1', 'm11', 'm12', 'm2', 'm3', 'm4', 'm5', 'm6'];
  const gone = ['m10', 'm7', 'm8', 'm9'];
  const expected = { keptModels: kept, deletedModels: gone, keptRuns: kept, deletedRuns: gone };
  expect(await tidy(2, true)).toEqual(expected);
  expect(readdirSync(models.folder)).toHaveLength(12);
  expect(await tidy()).toEqual(expected);
  for (const folder of ['models', 'runs']) expect(readdirSync(join(dataDir, folder)).sort()).toEqual(kept);
  for (const version of kept) await models.verify(version);
  expect(await tidy()).toMatchObject({ deletedModels: [], deletedRuns: [], keptModels: kept });
});

it('counts the newest models of each tenant, and keeps what another tenant serves', async () => {
  for (let n = 1; n <= 3; n++) {
    await trained(`a${n}`, 500 - n);
    await trained(`b${n}`, 100 - n, 'b');
  }
  await serves({ tenantId: 'b', version: 'b1' });
  expect((await tidy(1)).keptModels).toEqual(['a3', 'b1', 'b3']);
});

it('keeps young models, and what cannot be read now', async () => {
  await trained('new', 2);
  await trained('just-old', 4);
  await trained('newest', 3.5);
  await trained('half', 500);
  writeFileSync(join(models.pathOf('half'), 'manifest.json'), '{');
  expect((await tidy(1)).keptModels).toEqual(['half', 'new', 'newest']);
});

it('deletes runs without a model: finished ones at once, stopped ones once nothing goes on with them', async () => {
  run('finished', 1, 'run.json', 'curves.jsonl');
  run('stopped', 47, 'plan.json', 'fit.checkpoint');
  run('orphaned', 49, 'plan.json', 'fit.checkpoint');
  expect(await tidy()).toMatchObject({ deletedRuns: ['finished', 'orphaned'], keptRuns: ['stopped'] });
  expect(existsSync(join(dataDir, 'runs', 'stopped', 'fit.checkpoint'))).toBe(true);
});

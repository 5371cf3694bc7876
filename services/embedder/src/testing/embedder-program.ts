/**
 * An embedder as a process of its own, over the embedded stores of a folder, for tests that end it. After each write of users'
 * vectors it adds a line to a file: version, then the users.
 * Arguments: the folder, the file, and for how long each write of a user's vectors takes, ms.
 */
import 'reflect-metadata';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { SqliteEventBus } from '@stars/event-bus';
import { ContextFollower, ModelStore } from '@stars/inference';
import { SqliteItemCatalog } from '@stars/item-catalog';
import { createLogger, createMetrics } from '@stars/platform';
import { replacing } from '@stars/platform/testing';
import { type ProfileStore, SqliteProfileStore } from '@stars/profile-store';
import { openDatabase } from '@stars/sqlite';
import { EmbeddedVectorIndex } from '@stars/vector-index';
import { EmbedderModule } from '../embedder.module.js';

const [folder = '', file = '', slowMs = '0'] = process.argv.slice(2);
const database = openDatabase(join(folder, 'stars.db'));
const bus = new SqliteEventBus(database, { leaseMs: 4000, pollMs: 10, backOff: { firstMs: 5, mostMs: 50 } });
const store = new SqliteProfileStore(database);
const vectors = EmbeddedVectorIndex.open(join(folder, 'stars.db'), { visibilityMs: 0 });
const profiles = replacing<ProfileStore>(store, {
  putVectors: async (tenant, updates) => {
    await wait(Number(slowMs));
    await store.putVectors(tenant, updates);
    const version = updates[0]?.vectors.modelVersion ?? '';
    appendFileSync(file, `${[version, ...updates.map(({ userId }) => userId)].join(' ')}\n`);
  },
});
const app = await NestFactory.createApplicationContext(
  EmbedderModule.register({
    bus,
    profiles,
    catalog: new SqliteItemCatalog(database),
    vectors,
    context: new ContextFollower(bus),
    models: new ModelStore(join(folder, 'models')),
    silentMs: 4000,
    logger: createLogger('embedder', { level: 'warn' }),
    metrics: createMetrics('embedder', { processMetrics: false }),
  }),
  { logger: false },
);
process.once('SIGTERM', async () => {
  await app.close();
  await bus.close();
  await vectors.close();
  database.close();
  process.exit(0);
});

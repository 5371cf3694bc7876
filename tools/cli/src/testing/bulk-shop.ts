import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  encodeModelManifest,
  eventClient,
  interactionTypeName,
  RecommendRequest,
  recommendationClient,
  TOPICS,
} from '@stars/contracts';
import type { ImportReport } from '@stars/datasets';
import { syntheticShop } from '@stars/datasets/testing';
import { DuckDb, sqlText } from '@stars/duckdb';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { createLogger } from '@stars/platform';
import { type Standalone, startStandalone } from '@stars/service-standalone';
import { tinyTextModels } from '@stars/service-standalone/testing';
import { type DataFolder, makeDataFolder } from '../data-folder.js';
import { importRowFiles, type RowFiles } from '../import-row-files.js';
import { Progress } from '../progress.js';
import { answerAsJson } from './answers-alike.js';

export const shop = syntheticShop({ users: 30, items: 40, days: 10, seed: 7, nextItemShare: 0.6, sessionsPerDay: 0.4 });
const END = shop.events.at(-1)!.time!.getTime();
/** Longer than between two looks of the gateway at the statistics. */
const STATISTICS_MS = 600;
/** Events that the shop sends itself; the warehouse has the others. */
export const LIVE = 100;

/**
 * The warehouse's words, with a row that cannot be read, and one that the shop sent too.
 * @param copies each of earlier days
 */
export async function writeParquet(path: string, copies = 1): Promise<void> {
  await using db = await DuckDb.open();
  const rows = [...shop.events.slice(LIVE - 1), { ...shop.events[0]!, eventId: 'bad', userId: '' }];
  const text = (of: (row: (typeof rows)[0]) => string | undefined) => rows.map((row) => of(row) || null);
  const columns = [
    text(({ eventId }) => eventId),
    text(({ userId }) => userId),
    text(({ itemId }) => itemId),
    text(({ type }) => interactionTypeName(type)?.replace('view', 'look')),
    text(({ region }) => region),
    text(({ sessionId }) => sessionId),
    rows.map(({ time }) => BigInt(time!.getTime())),
  ];
  await db.run(`CREATE TABLE facts (event_id VARCHAR, shopper VARCHAR, item_id VARCHAR, type VARCHAR,
    region VARCHAR, session_id VARCHAR, ms BIGINT)`);
  await db.append('facts', ['text', 'text', 'text', 'text', 'text', 'text', 'bigint'], columns);
  await db.run(`COPY (
    SELECT event_id || CASE WHEN copy = 1 THEN '' ELSE '-' || copy END AS event_id, * EXCLUDE (event_id, ms),
      make_timestamp_ms(ms - (copy - 1) * 13 * 86400000)::TIMESTAMPTZ AS time
    FROM facts, range(1, ${copies} + 1) copies(copy) ORDER BY copy, facts.rowid
  ) TO ${sqlText(path)} (FORMAT parquet)`);
}

/** How such a file is read. */
export const WAREHOUSE = { map: { user_id: 'shopper' }, mapValue: { type: { look: 'view' } } };

/** A shop that serves from a data folder. */
export class BulkShop implements AsyncDisposable {
  readonly folder: DataFolder;
  standalone!: Standalone;

  constructor(
    root: string,
    private readonly env: Record<string, string>,
  ) {
    this.folder = makeDataFolder(root);
  }

  async open(): Promise<void> {
    Object.assign(process.env, this.env);
    this.standalone = await startStandalone({
      dataDir: this.folder.root,
      listen: { grpcPort: 0, httpPort: 0 },
      logger: createLogger('standalone', { level: 'silent' }),
      openTextModels: tinyTextModels,
    });
  }

  /** Items, users, some live events and a model that serves. */
  async begin(): Promise<void> {
    await this.open();
    const { bus } = this.standalone.stack;
    const events = eventClient(`127.0.0.1:${this.standalone.ports!.grpcPort}`);
    await events.upsertItems({ items: shop.items });
    await events.upsertUsers({ users: shop.users });
    await events.track({ interactions: shop.events.slice(0, LIVE), impressions: [] });
    events.close();
    await this.drain();
    const ids = shop.items.map(({ itemId }) => itemId);
    const store = new ModelStore(join(this.folder.root, 'models'));
    const manifest = await saveTinyModel(store, 'v1', ids);
    await bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    await this.drain();
  }

  drain = () => this.standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(240_000) });

  import(files: RowFiles): Promise<ImportReport> {
    Object.assign(process.env, this.env);
    const progress = new Progress();
    return importRowFiles(this.folder, files, progress, AbortSignal.timeout(240_000)).finally(() => progress.abandon());
  }

  /** Answers once everything is handled, and the gateway has read the statistics. */
  async answers(): Promise<string[]> {
    await this.drain();
    for (let last = await this.#answers(); ; ) {
      await new Promise((resolve) => setTimeout(resolve, STATISTICS_MS));
      const next = await this.#answers();
      if (isDeepStrictEqual(next, last)) return next;
      last = next;
    }
  }

  /** Two for each user. */
  async #answers(): Promise<string[]> {
    const recommendations = recommendationClient(`127.0.0.1:${this.standalone.ports!.grpcPort}`);
    const all: string[] = [];
    for (const days of [1, 2]) {
      for (const { userId } of shop.users) {
        const time = new Date(END + days * 86_400_000);
        const answer = await recommendations.recommend(RecommendRequest.fromPartial({ userId, k: 10, time }));
        all.push(answerAsJson(answer));
      }
    }
    recommendations.close();
    return all;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.standalone.close();
    for (const name of Object.keys(this.env)) delete process.env[name];
  }
}

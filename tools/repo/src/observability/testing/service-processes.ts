import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '@stars/archive';
import { type ApiClient, apiClientAt, type ServiceName, ServiceProcess } from '@stars/cli/testing';
import { Interaction, InteractionType } from '@stars/contracts';
import { FolderObjectStore } from '@stars/object-store';
import { openEmbeddedStack } from '@stars/stack';
import { expect, vi } from 'vitest';
import { scrapeAll, sumOf } from './scraped-process.js';

const ARCHIVE_KEY = 'a key of a test, which is long';
export const BEHIND_THE_GATEWAY = ['catalog', 'tagger', 'embedder', 'archiver', 'trainer'] as const;
const PATIENCE = { timeout: 120_000, interval: 100 };

/** Each service as a process of its own, on one data folder with an archive. */
export class ServiceProcesses {
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'stars-processes-'));
  readonly #archive = join(this.#dataDir, 'archive');
  /** By what Prometheus calls them, with the address that it scrapes. */
  readonly #targets = new Map<string, { process: ServiceProcess; url: string }>();
  api!: ApiClient;
  #sent = 0;

  static async start(): Promise<ServiceProcesses> {
    const system = new ServiceProcesses();
    for (const name of ['gateway', ...BEHIND_THE_GATEWAY] as const) await system.begin(name);
    return system;
  }

  /** Starts a process, in the place of one that is gone. */
  async begin(name: ServiceName): Promise<void> {
    const process = ServiceProcess.start(name, {
      ...{ STARS_DATA: this.#dataDir, STARS_TEXT_THREADS: '1', STARS_TRAIN_EVERY_HOURS: '24' },
      ...{ STARS_ARCHIVE: this.#archive, STARS_ARCHIVE_KEY: ARCHIVE_KEY, STARS_ARCHIVE_MINUTES: '0.005' },
    });
    const { port, httpPort, grpcPort } = await process.says(name === 'gateway' ? 'serving' : 'health and metrics');
    this.#targets.set(name, { process, url: `http://127.0.0.1:${port ?? httpPort}/metrics` });
    await process.says('running');
    if (name === 'gateway') this.api = apiClientAt(Number(grpcPort));
  }

  /** A process that ends at each start, which a supervisor starts again and again. */
  async neverBegins(name: ServiceName, instance: string): Promise<void> {
    const process = ServiceProcess.start(name, { STARS_DATA: this.#dataDir, STARS_LOG_LEVEL: 'loud' });
    expect(await process.ends()).toBe(1);
    this.#targets.set(instance, { process, url: 'http://127.0.0.1:1/metrics' });
  }

  /** Prometheus no longer finds it. */
  forget(instance: string): void {
    this.#targets.delete(instance);
  }

  /** As a kernel without memory does it. */
  async kill(name: ServiceName): Promise<void> {
    const { process } = this.#targets.get(name)!;
    process.child.kill('SIGKILL');
    await process.ends();
  }

  /** Calls of a minute. */
  async ask(): Promise<void> {
    const event = { userId: 'u', itemId: 'i', type: InteractionType.INTERACTION_TYPE_VIEW, time: new Date() };
    const interactions = [Interaction.fromPartial({ ...event, eventId: `event-${++this.#sent}` })];
    await this.api.track({ interactions, impressions: [] });
  }

  /** A minute in which all is well. */
  async work(): Promise<void> {
    await this.ask();
    const since = Date.now() / 1000;
    await vi.waitFor(async () => {
      const scrape = await this.scrape();
      expect(sumOf(scrape, /stars_consumer_lag_messages/)).toBe(0);
      expect(sumOf(scrape, /stars_archive_caught_up_timestamp_seconds/)).toBeGreaterThan(since);
    }, PATIENCE);
  }

  /** The archive reads what is on the bus as if it were so long ago. */
  async archiveAgo(ms: number): Promise<void> {
    const { bus, close } = openEmbeddedStack(this.#dataDir);
    const store = new FolderObjectStore(this.#archive);
    await new Archive({ bus, store, key: ARCHIVE_KEY, now: () => Date.now() - ms }).catchUp();
    await close();
  }

  /** What Prometheus gets from all processes now. */
  readonly scrape = (): Promise<string> =>
    scrapeAll(Array.from(this.#targets, ([instance, { url }]) => [instance, url]));

  async close(): Promise<void> {
    this.api?.close();
    for (const { process } of this.#targets.values()) {
      process.child.kill('SIGKILL');
      await process.ends();
    }
    rmSync(this.#dataDir, { recursive: true, force: true });
  }
}

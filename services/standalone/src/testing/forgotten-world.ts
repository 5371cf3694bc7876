import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeInteraction, Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { importFiles } from '@stars/datasets';
import { createLogger } from '@stars/platform';
import type { StackConfig } from '@stars/stack';
import { train } from '@stars/training';
import { expect, vi } from 'vitest';
import { startStandalone } from '../standalone.js';
import type { Standalone } from '../standalone-options.js';
import { cafeShop } from './cafe-shop.js';
import { plainTextModels } from './plain-text-models.js';

const MINUTE = 60_000;
/** Within this time nothing of a deleted user may be left, ms. */
const ERASE_MS = process.env['STARS_TEST_ALL'] ? 60_000 : 6000;
/** Room for a busy machine. */
export const WAIT = { timeout: ERASE_MS + 60_000, interval: 200 };

/** Unmistakable: nothing else has these letters by chance. */
const newId = (): string => randomBytes(32).toString('base64').replaceAll(/\W/g, '').slice(0, 24);

/** A shop with an archive, whose users have ids that can be searched for. */
export class ForgottenWorld {
  readonly root = mkdtempSync(join(tmpdir(), 'stars-forgotten-'));
  readonly dataDir = join(this.root, 'data');
  readonly archiveDir = join(this.root, 'archive');
  readonly leaver: string;
  readonly stayer: string;
  readonly #ids = new Map<string, string>();
  readonly #stack: ((dataDir: string) => StackConfig) | undefined;
  standalone!: Standalone;

  /** @param stack default: embedded */
  constructor(stack?: (dataDir: string) => StackConfig) {
    this.#stack = stack;
    this.leaver = this.#idOf('grill-user-0');
    this.stayer = this.#idOf('grill-user-1');
    vi.stubEnv('STARS_ARCHIVE', this.archiveDir);
    vi.stubEnv('STARS_ARCHIVE_MINUTES', '0.005');
    vi.stubEnv('STARS_ARCHIVE_ERASE_DAYS', String(ERASE_MS / 86_400_000));
  }

  /** Of all users. */
  get ids(): string[] {
    return [...this.#ids.values()];
  }

  async start(): Promise<void> {
    this.standalone = await startStandalone({
      dataDir: this.dataDir,
      ...(this.#stack ? { stackConfig: this.#stack(this.dataDir) } : {}),
      listen: { grpcPort: 0, httpPort: 0 },
      logger: createLogger('standalone', { level: 'silent' }),
      openTextModels: plainTextModels,
    });
  }

  async close(): Promise<void> {
    await this.standalone?.close();
    vi.unstubAllEnvs();
    rmSync(this.root, { recursive: true });
  }

  drained(): Promise<void> {
    return this.standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(60_000) });
  }

  async call(path: string, body: object): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.standalone.ports!.httpPort}/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    return text;
  }

  buy(user_id: string, event_id: string, minutesAgo: number): Promise<string> {
    const time = new Date(Date.now() - minutesAgo * MINUTE);
    return this.call('track', { interactions: [{ user_id, event_id, item_id: 'grill-1', type: 'purchase', time }] });
  }

  /** Everything that people and services do with users: import, features, a training, events, lists, wrong messages. */
  async live(): Promise<void> {
    const { bus } = this.standalone.stack;
    await this.#import();
    const users = [...this.#ids.values()].map((user_id) => ({ user_id, features: { age: 35 } }));
    await this.call('users', { users });
    await this.drained();
    const { dataDir } = this;
    const place = { timeZone: 'UTC', country: 'US' };
    await train({ bus, dataDir, place, size: 'tiny', recipe: { epochs: 1 }, now: Date.now() });
    await this.drained();
    for (const userId of [this.leaver, this.stayer]) {
      await this.buy(userId, `till/${userId}`, 1);
      expect(await this.call('recommend', { user_id: userId, k: 5, surface: 'home' })).toContain('grill');
      // Written past the API: a dead letter.
      const type = InteractionType.INTERACTION_TYPE_PURCHASE;
      const wrong = { userId, eventId: `wrong/${userId}`, itemId: 'grill-1', type, time: new Date('9999-12-31') };
      await bus.publish(TOPICS.interactions, [encodeInteraction(Interaction.fromPartial(wrong))]);
    }
    await this.drained();
  }

  async #import(): Promise<void> {
    const shop = cafeShop(40, 4);
    const shift = Date.now() - shop.until - 60 * MINUTE;
    const write = (name: string, rows: readonly object[]): string => {
      const path = join(this.root, name);
      writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      return path;
    };
    const events = shop.events.map(({ userId, itemId, time }) => ({
      user_id: this.#idOf(userId),
      item_id: itemId,
      type: 'purchase',
      time: new Date(time!.getTime() + shift),
    }));
    // It is refused, and the file of refused rows has it.
    const wrong = [this.leaver, this.stayer].map((user_id) => ({
      ...events[0]!,
      user_id,
      time: new Date('9999-12-31'),
    }));
    const items = shop.items.map(({ itemId, title }) => ({ item_id: itemId, title }));
    const files = { items: write('items.jsonl', items), events: write('events.jsonl', [...events, ...wrong]) };
    const rejectsFolder = join(this.dataDir, 'imports');
    await importFiles({ sink: this.standalone.stack.bus, rejectsFolder, ...files });
    expect(readFileSync(join(rejectsFolder, 'rejects-events.jsonl'), 'utf8')).toContain(this.leaver);
    for (const path of Object.values(files)) rmSync(path);
  }

  #idOf(name: string): string {
    const known = this.#ids.get(name) ?? newId();
    this.#ids.set(name, known);
    return known;
  }
}

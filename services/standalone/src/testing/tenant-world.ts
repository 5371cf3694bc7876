import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKey, type NewKey, RIGHTS, revokeKeys } from '@stars/access';
import {
  CatalogItemPatch,
  encodeModelManifest,
  encodePatchItems,
  encodeServeRequest,
  encodeTagCorrection,
  encodeTrainingStep,
  TagCorrection,
  TOPICS,
  TrainingStep,
} from '@stars/contracts';
import { ModelStore } from '@stars/inference';
import { saveTinyModel } from '@stars/inference/testing';
import { createLogger } from '@stars/platform';
import type { StackConfig } from '@stars/stack';
import { startStandalone } from '../standalone.js';
import type { Standalone } from '../standalone-options.js';
import { tinyTextModels } from './plain-text-models.js';

export const TENANTS = ['north', 'south'] as const;
export type Tenant = (typeof TENANTS)[number];

export const otherOf = (tenant: Tenant): Tenant => (tenant === 'north' ? 'south' : 'north');

/** In every text that a tenant stores. No request has it, so that no error repeats it. */
export const canaryOf = (tenant: Tenant): string => `canary-of-${tenant}`;

const HOUR = 3_600_000;

export interface Answer {
  status: number;
  text: string;
}

/** Two tenants with the same ids of users and items in one process. Only the tenant tells them apart. */
export class TenantWorld {
  readonly dataDir = mkdtempSync(join(tmpdir(), 'stars-tenants-'));
  readonly archiveDir = join(this.dataDir, 'archive');
  readonly keysFile = join(this.dataDir, 'keys.json');
  readonly #keys = new Map(TENANTS.map((tenant) => [tenant, this.newKey({ tenants: [tenant] })]));
  #standalone: Standalone | undefined;
  /** Lines of its log. */
  log = '';

  /** @param configOf The stack; default: embedded, in the data folder. @param archiveMinutes Between two looks of the archive at the bus. */
  static async open(
    level: string,
    configOf?: (dataDir: string) => StackConfig,
    archiveMinutes = 0.005,
  ): Promise<TenantWorld> {
    const world = new TenantWorld();
    try {
      await world.#start(level, configOf?.(world.dataDir), archiveMinutes);
      for (const tenant of TENANTS) await world.#fill(tenant);
      await world.drained();
      for (const tenant of TENANTS) await world.#bringModel(tenant);
      await world.drained();
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  get standalone(): Standalone {
    return this.#standalone!;
  }

  keyOf(tenant: Tenant): string {
    return this.#keys.get(tenant)!;
  }

  /** Makes a key with all rights, unless `part` says otherwise. */
  newKey(part: Partial<NewKey> & { revoked?: boolean }): string {
    const { revoked = false, ...given } = part;
    const unlimited = { expires: Date.now() + HOUR, limit: 1e9 };
    const full = { name: 'test', rights: RIGHTS, tenants: ['north'], ...unlimited, ...given };
    const { key, token } = createKey(this.keysFile, full, Date.now());
    if (revoked) revokeKeys(this.keysFile, [key.id]);
    return token!;
  }

  /** A call of a tenant, which nowhere names it. */
  async call(tenant: Tenant, path: string, body?: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${this.keyOf(tenant)}` };
    const url = `http://127.0.0.1:${this.standalone.ports!.httpPort}${path}`;
    const response = await fetch(url, {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  }

  drained(): Promise<void> {
    return this.standalone.drain({ pollMs: 20, signal: AbortSignal.timeout(1_200_000) });
  }

  async close(): Promise<void> {
    await this.#standalone?.close();
    rmSync(this.dataDir, { recursive: true });
  }

  async #start(level: string, stackConfig: StackConfig | undefined, archiveMinutes: number): Promise<void> {
    const write = (line: string): void => {
      this.log += line;
    };
    Object.assign(process.env, { STARS_ARCHIVE: this.archiveDir, STARS_ARCHIVE_MINUTES: String(archiveMinutes) });
    // These tests ask for more than a shop does.
    process.env['STARS_TENANT_LIMIT'] = '1e9';
    this.#standalone = await startStandalone({
      dataDir: this.dataDir,
      listen: { grpcPort: 0, httpPort: 0 },
      logger: createLogger('standalone', { level, destination: { write } }),
      openTextModels: tinyTextModels,
      ...(stackConfig && { stackConfig }),
    });
  }

  async #fill(tenant: Tenant): Promise<void> {
    const canary = canaryOf(tenant);
    const time = new Date(Date.now() - 60_000).toISOString();
    const items = [...ITEM_IDS, `only-${tenant}`].map((item_id, n) => ({
      item_id,
      title: `${canary} ${n}`,
      category: [canary],
      price: n,
    }));
    const event = { item_id: 'item-1', type: 'purchase', time, region: canary };
    const page = { user_id: 'ann', page_id: 'p', time, surface: 'home', region: canary, items: ['item-1'] };
    const validity = { valid_from: time, valid_until: '2099-01-01T00:00:00Z' };
    for (const [path, body] of [
      ['/v1/items', { items }],
      ['/v1/users', { users: [{ user_id: 'ann', features: { segment: canary } }] }],
      [
        '/v1/track',
        {
          interactions: [
            { ...event, user_id: 'ann' },
            { ...event, user_id: `only-${tenant}`, item_id: `only-${tenant}` },
          ],
          impressions: [page],
        },
      ],
      ['/v1/surfaces', { name: 'window', surface: { filter: { in: { field: 'category', values: [canary] } } } }],
      ['/v1/rules', { name: 'draft', rule: { action: { exclude: { in: { field: 'category', values: [canary] } } } } }],
      ['/v1/context', { signals: [{ region: canary, ...validity, signals: { note: canary } }] }],
    ] as const) {
      let { status, text } = await this.call(tenant, path, body);
      // Kafka may still be making the topic.
      for (let tries = 0; status >= 503 && tries < 10; tries++)
        ({ status, text } = await this.call(tenant, path, body));
      if (status !== 200) throw new Error(`${path} of ${tenant}: ${text}`);
    }
    const patch = CatalogItemPatch.fromPartial({ tenantId: tenant, itemId: 'item-1', saleEnded: true });
    const patches = [...encodePatchItems({ items: [patch] }, Date.now())];
    await this.standalone.stack.bus.publish(TOPICS.catalogPatches, patches);
    const correction = { tenantId: tenant, itemId: 'item-1', version: Date.now(), withdrawn: true };
    await this.standalone.stack.bus.publish(TOPICS.tagCorrections, [
      encodeTagCorrection(TagCorrection.fromPartial(correction)),
    ]);
  }

  /** As if one had been trained. */
  async #bringModel(tenant: Tenant): Promise<void> {
    const models = new ModelStore(join(this.dataDir, 'models'));
    const known = [...ITEM_IDS, `only-${tenant}`];
    const version = `model-${tenant}`;
    const manifest = await saveTinyModel(models, version, known, { manifest: { tenantId: tenant } });
    const { bus } = this.standalone.stack;
    await bus.publish(TOPICS.models, [encodeModelManifest(manifest)]);
    const step = { tenantId: tenant, outcome: 'trained', version, time: new Date() };
    await bus.publish(TOPICS.trainings, [encodeTrainingStep(TrainingStep.fromPartial(step))]);
    await this.drained();
    const target = { $case: 'version' as const, value: version };
    const request = { tenantId: tenant, requestId: `request-${tenant}`, time: new Date(), target, force: false };
    await bus.publish(TOPICS.serveRequests, [encodeServeRequest(request)]);
  }
}

const ITEM_IDS = ['item-1', 'item-2', 'item-3', 'item-0007'];

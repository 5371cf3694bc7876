import {
  checkModelManifest,
  DEFAULT_TENANT,
  decodeMessage,
  encodeServedModel,
  type ModelManifest,
  TOPICS,
} from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';
import type { EmbedderDeps } from './embedder-deps.js';
import type { ItemEmbedder } from './item-embedder.js';
import type { LiveModel, LiveModels } from './live-models.js';
import { poisonOf, readMessages } from './read-messages.js';
import type { Turns } from './turns.js';
import type { UserEmbedder } from './user-embedder.js';

const ITEMS_A_PAGE = 2000;
const USERS_A_PAGE = 1000;

/** What a roll-out is doing, for whoever waits for it. */
export interface RollOutProgress {
  version: string;
  stage: 'items' | 'users';
  done: number;
  total: number;
}

/**
 * Brings a new model into service: its vectors are filled beside those that serve, then it is announced, and only
 * then is the old one let go. The version before stays in the stores until the next roll-out: gateways switch within
 * moments, not at one instant.
 */
export class ModelRollOut {
  onProgress: (progress: RollOutProgress) => void = () => undefined;

  constructor(
    private readonly deps: EmbedderDeps,
    private readonly models: LiveModels,
    private readonly items: ItemEmbedder,
    private readonly users: UserEmbedder,
    private readonly turns: Turns,
  ) {}

  /** Handles manifests. Of several in one batch only the newest of each tenant is filled. */
  async apply(messages: readonly BusMessage[]): Promise<PoisonMessage[]> {
    const newest = new Map<string, { message: BusMessage; manifest: ModelManifest }>();
    const poison = readMessages(messages, (message) => {
      const manifest = decodeMessage(TOPICS.models, message.value);
      checkModelManifest(manifest);
      newest.set(manifest.tenantId || DEFAULT_TENANT, { message, manifest });
    });
    for (const [tenant, { message, manifest }] of newest) {
      const live = await this.load(tenant, manifest.version).catch((error) => {
        // A model that cannot be read will not become readable; the one before it goes on serving.
        if (!isStarsError(error) || !['STARS_NOT_FOUND', 'STARS_MODEL_CORRUPT'].includes(error.code)) throw error;
        poison.push(poisonOf(message, error));
      });
      if (live) await this.rollOut(live);
    }
    for (const { code, reason } of poison) this.deps.logger.error({ code, reason }, 'a model cannot be rolled out');
    return poison;
  }

  /**
   * Loads the model, with a collection for it before the first vector comes. One that was left half filled missed
   * what was deleted since: it is begun anew.
   */
  private load(tenant: string, version: string): Promise<LiveModel> {
    const { vectors } = this.deps;
    return this.models.load(tenant, version, async ({ config }) => {
      if (version !== this.models.servedVersion(tenant)) await vectors.dropCollection(tenant, version);
      await vectors.createCollection(tenant, version, config.servingWidth);
    });
  }

  private async rollOut(live: LiveModel): Promise<void> {
    const { deps } = this;
    const { tenant, version } = live;
    deps.logger.info({ tenant, version }, 'filling the vectors of a new model');
    await deps.vectors.createCollection(tenant, version, live.model.config.servingWidth);
    await this.fillItems(live);
    await this.fillUsers(live);
    await deps.vectors.activate(tenant, version);
    const time = new Date((deps.clock ?? Date.now)());
    await deps.bus.publish(TOPICS.servedModels, [encodeServedModel({ tenantId: tenant, version, time })]);
    const kept = new Set([version, this.models.servedVersion(tenant) ?? version]);
    // Not between a read and a write of somebody who uses the old one.
    await this.turns.take(async () => this.models.nowServes(tenant, version));
    for (const other of await deps.vectors.listCollections(tenant)) {
      if (!kept.has(other)) await deps.vectors.dropCollection(tenant, other);
    }
    await deps.profiles.retainVectors(tenant, [...kept]);
    deps.logger.info({ tenant, version }, 'the new model serves');
  }

  private async fillItems(live: LiveModel): Promise<void> {
    const total = await this.deps.catalog.count(live.tenant);
    let cursor: string | undefined;
    let done = 0;
    do {
      const page = await this.deps.catalog.scan(live.tenant, { limit: ITEMS_A_PAGE, ...(cursor ? { cursor } : {}) });
      await this.items.refresh(
        live,
        page.items.map(({ itemId }) => itemId),
      );
      done += page.items.length;
      this.onProgress({ version: live.version, stage: 'items', done, total });
      await new Promise((resolve) => setImmediate(resolve));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  private async fillUsers(live: LiveModel): Promise<void> {
    const total = await this.deps.profiles.count(live.tenant);
    let cursor: string | undefined;
    let done = 0;
    do {
      const page = await this.deps.profiles.scan(live.tenant, { limit: USERS_A_PAGE, ...(cursor ? { cursor } : {}) });
      await this.users.encode(live, page.userIds);
      done += page.userIds.length;
      this.onProgress({ version: live.version, stage: 'users', done, total });
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}

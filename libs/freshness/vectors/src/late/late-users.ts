import type { LiveModel, LiveModels } from '../live/live-models.js';
import type { UserEmbedder } from '../user-embedder.js';
import type { VectorDeps } from '../vector-deps.js';
import type { LateItems } from './late-items.js';

/**
 * Makes users' vectors again once missing items of their histories can be read. The messages with the features may go to another
 * embedder than the users' events, so this polls the catalogue as long as users wait.
 */
export class LateUsers {
  constructor(
    private readonly deps: Pick<VectorDeps, 'catalog' | 'logger'>,
    private readonly items: LateItems,
    private readonly models: Pick<LiveModels, 'has'>,
    private readonly users: Pick<UserEmbedder, 'encode'>,
  ) {}

  /** Never fails: after an error, the users wait again. */
  async look(): Promise<void> {
    for (const live of this.items.models()) {
      if (this.models.has(live)) await this.#lookFor(live, this.items.due(live));
      else this.items.forget(live);
    }
  }

  async #lookFor(live: LiveModel, itemIds: readonly string[]): Promise<void> {
    if (itemIds.length === 0) return;
    const { tenant, model } = live;
    const late = new Map<string, string[]>();
    try {
      for (const features of await this.deps.catalog.getFeatures(tenant, itemIds)) {
        if (features && model.reads(features)) late.set(features.itemId, this.items.take(live, [features.itemId]));
      }
      // Another embedder may have the events of some of these users by now: what it stores later stays.
      if (late.size > 0) await this.users.encode(live, [...new Set([...late.values()].flat())]);
    } catch (err) {
      for (const [itemId, userIds] of late) for (const userId of userIds) this.items.add(live, itemId, userId);
      this.deps.logger.warn({ err, tenant }, 'users wait on for items that came late');
    }
  }
}

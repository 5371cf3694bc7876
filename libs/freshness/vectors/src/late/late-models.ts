import { chunks } from '@stars/platform';
import type { ItemEmbedder } from '../item-embedder.js';
import type { LiveModel, LiveModels } from '../live/live-models.js';
import { makeAllVectors } from '../recompute/rebuild-stores.js';
import type { UserEmbedder } from '../user-embedder.js';
import type { VectorDeps } from '../vector-deps.js';
import type { Missed, MissedChanges } from './missed-changes.js';

const A_PAGE = 512;

/**
 * Loads models that could not be read when they were announced, also while nothing else comes, and makes the vectors that
 * changed meanwhile. Until then the other models go on.
 */
export class LateModels {
  /** @param stop when it fires, what was begun is left: all users are too many to wait for */
  constructor(
    private readonly deps: VectorDeps,
    private readonly missed: MissedChanges,
    private readonly models: LiveModels,
    private readonly embedders: { items: ItemEmbedder; users: UserEmbedder },
    private readonly stop: AbortSignal,
  ) {}

  /** Never fails: after an error, it is tried again. */
  async look(): Promise<void> {
    try {
      await this.models.follow();
    } catch (err) {
      this.deps.logger.warn({ err }, 'announcements of models cannot be read now');
      return;
    }
    for (const missed of this.missed.list()) {
      const { tenant, version } = missed;
      const live = this.models.of(tenant).find((each) => each.version === version);
      if (live) await this.#catchUp(live, missed);
      else if (!this.models.absent(tenant).includes(version)) this.missed.forget(missed);
    }
  }

  async #catchUp(live: LiveModel, missed: Missed): Promise<void> {
    const { tenant, version, items, users, everything } = missed;
    const { logger } = this.deps;
    this.missed.forget(missed);
    try {
      if (everything) await makeAllVectors(this.deps, this.embedders, live, () => this.stop.throwIfAborted());
      for (const ids of chunks([...items], A_PAGE)) {
        this.stop.throwIfAborted();
        await this.embedders.items.refresh(live, ids);
      }
      // Another embedder may have later events of these users by now: what it stores stays.
      for (const ids of chunks([...users], A_PAGE)) {
        this.stop.throwIfAborted();
        await this.embedders.users.encode(live, ids);
      }
      const counts = { items: items.size, users: users.size, everything };
      logger.info({ tenant, version, ...counts }, 'vectors of a model that came late are up to date');
    } catch (err) {
      this.missed.putBack(missed);
      logger.warn({ err, tenant, version }, 'vectors of a model that came late have to wait');
    }
  }
}

import { repeat } from '@stars/platform';
import type { EmbedderDeps } from './embedder-deps.js';
import { makeAllVectors } from './fill/all-vectors.js';
import type { ItemEmbedder } from './item-embedder.js';
import type { LiveModel, LiveModels } from './live-models.js';
import type { Missed, MissedChanges } from './missed-changes.js';
import type { UserEmbedder } from './user-embedder.js';

/** Time between two checks. */
const LOOK_MS = 1000;

/**
 * Loads models that could not be read when they were announced, also while nothing else comes, and makes the vectors that
 * changed meanwhile. Until then the other models go on.
 */
export class LateModels {
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly deps: EmbedderDeps,
    private readonly missed: MissedChanges,
    private readonly models: LiveModels,
    private readonly embedders: { items: ItemEmbedder; users: UserEmbedder },
  ) {}

  start(): void {
    this.#stop = repeat(LOOK_MS, () => this.look());
  }

  async close(): Promise<void> {
    await this.#stop?.();
  }

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
      if (everything) await makeAllVectors(this.deps, this.embedders, live);
      await this.embedders.items.refresh(live, [...items]);
      // Another embedder may have later events of these users by now: what it stores stays.
      await this.embedders.users.encode(live, [...users]);
      const counts = { items: items.size, users: users.size, everything };
      logger.info({ tenant, version, ...counts }, 'vectors of a model that came late are up to date');
    } catch (err) {
      this.missed.putBack(missed);
      logger.warn({ err, tenant, version }, 'vectors of a model that came late have to wait');
    }
  }
}

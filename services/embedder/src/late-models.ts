import { StarsError } from '@stars/errors';
import { chunks, repeat } from '@stars/platform';
import type { EmbedderDeps } from './embedder-deps.js';
import { pagesOfItems, pagesOfUsers } from './fill/store-pages.js';
import type { ItemEmbedder } from './item-embedder.js';
import type { LiveModel, LiveModels } from './live-models.js';
import type { Missed, MissedChanges } from './missed-changes.js';
import type { UserEmbedder } from './user-embedder.js';

/** Time between two checks. */
const LOOK_MS = 1000;
const A_PAGE = 512;

/**
 * Loads models that could not be read when they were announced, also while nothing else comes, and makes the vectors that
 * changed meanwhile. Until then the other models go on.
 */
export class LateModels {
  readonly #closing = new AbortController();
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

  /** What it had begun is left: all users are too many to wait for. */
  async close(): Promise<void> {
    this.#closing.abort(new StarsError('STARS_UNAVAILABLE', 'the embedder stops'));
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
      if (everything) await this.#everything(live);
      for (const ids of chunks([...items], A_PAGE)) await this.#items(live, ids);
      for (const ids of chunks([...users], A_PAGE)) await this.#users(live, ids);
      const counts = { items: items.size, users: users.size, everything };
      logger.info({ tenant, version, ...counts }, 'vectors of a model that came late are up to date');
    } catch (err) {
      this.missed.putBack(missed);
      logger.warn({ err, tenant, version }, 'vectors of a model that came late have to wait');
    }
  }

  async #everything(live: LiveModel): Promise<void> {
    for await (const ids of pagesOfItems(this.deps, live.tenant)) await this.#items(live, ids);
    for await (const ids of pagesOfUsers(this.deps, live.tenant, A_PAGE)) await this.#users(live, ids);
  }

  #items(live: LiveModel, ids: readonly string[]): Promise<void> {
    this.#closing.signal.throwIfAborted();
    return this.embedders.items.refresh(live, ids);
  }

  /** Another embedder may have later events of these users by now: what it stores stays. */
  #users(live: LiveModel, ids: readonly string[]): Promise<void> {
    this.#closing.signal.throwIfAborted();
    return this.embedders.users.encode(live, ids);
  }
}

import { type Surface, type SurfaceHistory, TOPICS, tenantOf } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { followTopic } from '@stars/inference';
import { entryOf, type Logger, repeat, type TopicFollower } from '@stars/platform';
import type { Surfaces } from './surfaces.js';

/** How far surfaces may lag behind their topic. */
const EVERY_MS = 500;

/** The stored versions of one surface. */
export interface StoredSurface {
  history: SurfaceHistory;
  /** Of the message that made the newest version. */
  messageId: string;
}

/**
 * What surfaces say now: those of the settings, which hold for all tenants, and those that a tenant has stored, which replace them.
 * Two gateways may make the same version at once: the first on the topic counts, for all who read it.
 */
export class LiveSurfaces {
  readonly #stored = new Map<string, Map<string, StoredSurface>>();
  readonly #follower: TopicFollower;
  #stop: (() => Promise<void>) | undefined;

  constructor(
    bus: EventBus,
    readonly configured: Surfaces,
    private readonly logger: Logger,
  ) {
    this.#follower = followTopic(
      bus,
      TOPICS.surfaces,
      (history, { id }) => this.#take(history, id),
      (err) => logger.warn({ err }, 'a change of a surface cannot be read'),
    );
  }

  /** From now on follows changes. Resolves once those that are there are known. Errors: those of the bus. */
  async start(): Promise<void> {
    await this.catchUp();
    const onError = (err: unknown): void => this.logger.warn({ err }, 'surfaces are as they were last known');
    this.#stop = repeat(EVERY_MS, () => this.catchUp().catch(onError));
  }

  async stop(): Promise<void> {
    await this.#stop?.();
  }

  /** Resolves once every change that is on the bus now is known. Errors: those of the bus. */
  catchUp(): Promise<void> {
    return this.#follower.catchUp();
  }

  /** What a surface says for a tenant, if anything. */
  find(tenantId: string, name: string): Surface | undefined {
    return this.stored(tenantOf(tenantId), name)?.history.versions[0]?.surface ?? this.configured.get(name);
  }

  stored(tenant: string, name: string): StoredSurface | undefined {
    return this.#stored.get(tenant)?.get(name);
  }

  /** All of a tenant, by name; also deleted ones. */
  storedBy(tenant: string): ReadonlyMap<string, StoredSurface> {
    return this.#stored.get(tenant) ?? new Map();
  }

  #take(history: SurfaceHistory, messageId: string): void {
    const { tenantId, name } = history;
    const stored = entryOf(this.#stored, tenantId, () => new Map<string, StoredSurface>());
    const newest = (of: SurfaceHistory | undefined): number => of?.versions[0]?.version ?? 0;
    if (newest(history) > newest(stored.get(name)?.history)) stored.set(name, { history, messageId });
  }
}

import type { MessageOfTopic } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { followTopic } from '@stars/inference';
import { entryOf, type Logger, repeat, type TopicFollower } from '@stars/platform';

/** How far settings may lag behind their topic. */
const EVERY_MS = 250;

/** All kept versions of one setting of a tenant. */
export interface SettingHistory {
  tenantId: string;
  name: string;
  /** Newest first. */
  versions: readonly { version: number }[];
}

/** The stored versions of one setting. */
export interface StoredSetting<History extends SettingHistory> {
  history: History;
  /** Of the message that made the newest version. */
  messageId: string;
}

/** Topics whose values are histories of settings. */
export type SettingsTopic = {
  [T in keyof MessageOfTopic]: MessageOfTopic[T] extends SettingHistory ? T : never;
}[keyof MessageOfTopic];

/**
 * What tenants have set over the API, as of a compacted topic. Two gateways may make the same version at once: the first on the topic
 * counts, for all who read it.
 */
export class VersionedSettings<History extends SettingHistory> {
  readonly #stored = new Map<string, Map<string, StoredSetting<History>>>();
  readonly #follower: TopicFollower;
  #stop: (() => Promise<void>) | undefined;

  /** @param noun What is set, for logs, such as "surface" */
  constructor(
    bus: EventBus,
    topic: SettingsTopic,
    noun: string,
    private readonly logger: Logger,
  ) {
    this.#follower = followTopic(
      bus,
      topic,
      (history, { id }) => this.#take(history as SettingHistory as History, id),
      (err) => logger.warn({ err }, `a change of a ${noun} cannot be read`),
    );
  }

  /** From now on follows changes. Resolves once those that are there are known. Errors: those of the bus. */
  async start(): Promise<void> {
    await this.catchUp();
    const onError = (err: unknown): void => this.logger.warn({ err }, 'settings are as they were last known');
    this.#stop = repeat(EVERY_MS, () => this.catchUp().catch(onError));
  }

  async stop(): Promise<void> {
    await this.#stop?.();
  }

  /** Resolves once every change that is on the bus now is known. Errors: those of the bus. */
  catchUp(): Promise<void> {
    return this.#follower.catchUp();
  }

  stored(tenant: string, name: string): StoredSetting<History> | undefined {
    return this.#stored.get(tenant)?.get(name);
  }

  /** All of a tenant, by name; also deleted ones. */
  storedBy(tenant: string): ReadonlyMap<string, StoredSetting<History>> {
    return this.#stored.get(tenant) ?? new Map();
  }

  /** A tenant's settings are others from now on. */
  protected changed(_tenant: string): void {}

  #take(history: History, messageId: string): void {
    const { tenantId, name } = history;
    const stored = entryOf(this.#stored, tenantId, () => new Map<string, StoredSetting<History>>());
    const newest = (of: History | undefined): number => of?.versions[0]?.version ?? 0;
    if (newest(history) <= newest(stored.get(name)?.history)) return;
    stored.set(name, { history, messageId });
    this.changed(tenantId);
  }
}

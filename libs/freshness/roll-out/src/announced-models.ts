import { DEFAULT_TENANT, type ModelManifest, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import { followTopic, type ModelRegistry } from '@stars/inference';
import type { FollowedBus, TopicFollower } from '@stars/platform';

/** Codes of models that may become readable: a volume lags, or a copy is mended. */
export const NOT_YET = new Set(['STARS_NOT_FOUND', 'STARS_MODEL_CORRUPT']);
export const UNREADABLE = new Set([...NOT_YET, 'STARS_MODEL_OUTDATED']);

/** Undefined for no version, and for one that cannot be read. */
export async function readableManifest(models: ModelRegistry, version: string): Promise<ModelManifest | undefined> {
  if (version === '') return undefined;
  return models.manifest(version).catch((error) => {
    if (isStarsError(error) && UNREADABLE.has(error.code)) return undefined;
    throw error;
  });
}

/** Where each tenant's last announcement of a model is: the topic keeps no earlier ones. */
export class AnnouncedModels {
  readonly #last = new Map<string, { version: string; partition: number; offset: number }>();
  readonly #follower: TopicFollower;

  constructor(bus: FollowedBus) {
    this.#follower = followTopic(
      bus,
      TOPICS.models,
      ({ tenantId, version }, { partition, offset }) =>
        this.#last.set(tenantId || DEFAULT_TENANT, { version, partition, offset }),
      // The roll-out reports it.
      () => undefined,
    );
  }

  /** The version that was announced last, if that was after the message. */
  async after(tenant: string, message: { partition: number; offset: number }): Promise<string | undefined> {
    await this.#follower.catchUp();
    const last = this.#last.get(tenant);
    return last && last.partition === message.partition && last.offset > message.offset ? last.version : undefined;
  }
}

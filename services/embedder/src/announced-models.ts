import { DEFAULT_TENANT, TOPICS } from '@stars/contracts';
import type { FollowedBus, TopicFollower } from '@stars/platform';
import { followAnnouncements } from './follow-announcements.js';

/** Where each tenant's last announcement of a model is: the topic keeps no earlier ones. */
export class AnnouncedModels {
  readonly #last = new Map<string, { version: string; partition: number; offset: number }>();
  readonly #follower: TopicFollower;

  constructor(bus: FollowedBus) {
    this.#follower = followAnnouncements(
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

import { DEFAULT_TENANT, TOPICS } from '@stars/contracts';
import type { FollowedBus, TopicFollower } from '@stars/platform';
import { followAnnouncements } from './follow-announcements.js';

/** Where each tenant's last announcement of a model is: the topic keeps no earlier ones. */
export class AnnouncedModels {
  readonly #last = new Map<string, { partition: number; offset: number }>();
  readonly #follower: TopicFollower;

  constructor(bus: FollowedBus) {
    this.#follower = followAnnouncements(
      bus,
      TOPICS.models,
      ({ tenantId }, { partition, offset }) => this.#last.set(tenantId || DEFAULT_TENANT, { partition, offset }),
      // The roll-out reports it.
      () => undefined,
    );
  }

  /** Whether another model was announced after the message. */
  async isOvertaken(tenant: string, message: { partition: number; offset: number }): Promise<boolean> {
    await this.#follower.catchUp();
    const last = this.#last.get(tenant);
    return last !== undefined && last.partition === message.partition && last.offset > message.offset;
  }
}

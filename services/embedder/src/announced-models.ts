import { DEFAULT_TENANT, TOPICS } from '@stars/contracts';
import type { FollowedBus, TopicFollower } from '@stars/platform';
import { followAnnouncements } from './follow-announcements.js';

/** Where on the bus models were announced last. */
export class AnnouncedModels {
  readonly #at = new Map<string, { partition: number; offset: number }>();
  readonly #follower: TopicFollower;

  constructor(bus: FollowedBus) {
    this.#follower = followAnnouncements(
      bus,
      TOPICS.models,
      ({ tenantId, version }, { partition, offset }) =>
        this.#at.set(`${tenantId || DEFAULT_TENANT}/${version}`, { partition, offset }),
      // The roll-out reports it.
      () => undefined,
    );
  }

  /** Whether the version was announced, or announced again, after the message. A tenant's announcements are in one partition. */
  async isAfter(tenant: string, version: string, message: { partition: number; offset: number }): Promise<boolean> {
    await this.#follower.catchUp();
    const at = this.#at.get(`${tenant}/${version}`);
    return at !== undefined && at.partition === message.partition && at.offset > message.offset;
  }
}

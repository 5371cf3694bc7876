import type { Archive } from '@stars/archive';
import type { EventBus } from '@stars/event-bus';
import type { Logger } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';

export interface ErasureDeps {
  bus: EventBus;
  profiles: ProfileStore;
  /** Which deletions of users the long memory has read, if there is one. */
  archive?: Pick<Archive, 'tombstones'> | undefined;
  /** Within what time messages about a deleted user leave the bus, ms (default 7 days). */
  eraseMs?: number;
  logger: Logger;
  /** The clock of deletions, ms since 1970; default the machine's clock. */
  clock?: () => number;
}

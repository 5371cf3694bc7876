import type { TopicLog } from '@stars/archive';
import type { EventTimeBounds } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { Logger, Metrics } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';

export interface StatisticsDeps {
  bus: EventBus;
  /** Topics from their beginning, if the bus has no longer everything; default: the bus. */
  log?: TopicLog;
  profiles: ProfileStore;
  /** Default: `EVENT_TIME_BOUNDS`. */
  eventTimes?: EventTimeBounds;
  logger: Logger;
  metrics: Metrics;
  /** The clock of announcements and events, ms since 1970; default the machine's clock. */
  clock?: () => number;
}

import {
  clockFault,
  countedType,
  DEFAULT_TENANT,
  decodeIfReadable,
  type decodeMessage,
  type EventClock,
  isEngagement,
  standingType,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import { type FollowedBus, TopicFollower } from '@stars/platform';
import { type Drift, driftOf } from './drift.js';

const HOUR_MS = 3_600_000;
/** The largest number of counted hours: the oldest are dropped. */
const HOURS = 24 * 180;

/**
 * Counts interactions by hour as they come, to compare events since the end of a model's data with those before. Memory is bounded by items and hours, not by events.
 */
export class DriftWatch {
  readonly #followers: readonly TopicFollower[];
  readonly #hours = new Map<number, Map<string, number>>();
  /** Time of each item's first event, ms. */
  readonly #firstSeen = new Map<string, number>();
  readonly #category = new Map<string, string>();

  /** @param clock What times of events are checked against: others do not count. */
  constructor(bus: FollowedBus, clock: () => EventClock, tenant = DEFAULT_TENANT) {
    const follow = <T extends Topic>(topic: T, take: (message: ReturnType<typeof decodeMessage<T>>) => void) =>
      new TopicFollower(bus, topic, (value) => {
        const message = decodeIfReadable(topic, value);
        if (message) take(message);
      });
    const isOurs = (tenantId: string): boolean => (tenantId || DEFAULT_TENANT) === tenant;
    this.#followers = [
      follow(TOPICS.catalog, ({ change }) => {
        if (change?.$case !== 'upsert' || !isOurs(change.value.tenantId)) return;
        this.#category.set(change.value.itemId, change.value.category.join('/'));
      }),
      follow(TOPICS.interactions, ({ tenantId, itemId, time, ...event }) => {
        const isEngaged = isEngagement(standingType(countedType(event)));
        if (isOurs(tenantId) && isEngaged && time && !clockFault(time.getTime(), clock()))
          this.#count(itemId, time.getTime());
      }),
    ];
  }

  /**
   * Reads new events since the last call, and compares.
   * @param until End of the training data, ms; to the hour. @param windowMs Length of the reference before it.
   */
  async measure(until: number, windowMs: number): Promise<Drift> {
    for (const follower of this.#followers) await follower.catchUp();
    const [reference, recent] = [new Map<string, number>(), new Map<string, number>()];
    let unseen = 0;
    for (const [hour, items] of this.#hours) {
      const time = hour * HOUR_MS;
      if (time < until - windowMs) continue;
      const counts = time < until ? reference : recent;
      for (const [itemId, count] of items) {
        const key = this.#category.get(itemId) || itemId;
        counts.set(key, (counts.get(key) ?? 0) + count);
        if (counts === recent && this.#firstSeen.get(itemId)! >= until) unseen += count;
      }
    }
    return driftOf(reference, recent, unseen);
  }

  #count(itemId: string, time: number): void {
    this.#firstSeen.set(itemId, Math.min(this.#firstSeen.get(itemId) ?? Number.POSITIVE_INFINITY, time));
    const hour = Math.floor(time / HOUR_MS);
    let items = this.#hours.get(hour);
    if (!items) {
      items = new Map();
      this.#hours.set(hour, items);
      if (this.#hours.size > HOURS) this.#hours.delete(Math.min(...this.#hours.keys()));
    }
    items.set(itemId, (items.get(itemId) ?? 0) + 1);
  }
}

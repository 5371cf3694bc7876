import { AwaitedPositions, type EventBus, type ServiceGroup } from '@stars/event-bus';
import type { Logger, Metrics } from '@stars/platform';
import { watchRetention } from './watch-retention.js';

/**
 * Tells by metrics how far consumer groups are, and warns of those that retention will overtake, until the returned function is
 * called. It is for a process that lives on when those that consume have died.
 */
export function watchLag(bus: EventBus, groups: readonly ServiceGroup[], metrics: Metrics, logger: Logger): () => void {
  const lag = metrics.gauge({
    name: 'stars_consumer_lag_messages',
    help: 'Messages that a consumer group has still to handle.',
    labels: ['consumer', 'group', 'topic'],
  });
  const handledUntil = metrics.gauge({
    name: 'stars_consumer_handled_until_timestamp_seconds',
    help: 'A consumer group, of the service `consumer`, has handled all that was on the bus at this time; at the earliest the start of the process that tells it.',
    labels: ['consumer', 'group'],
  });
  /** By group, what was on the bus at a time, and is not handled yet. */
  const awaited = new Map<string, { time: number; positions: AwaitedPositions }>();
  const look = async ({ service: consumer, group, topics }: ServiceGroup): Promise<void> => {
    for (const [topic, messages] of await bus.lag(group, topics)) lag.set({ consumer, group, topic }, messages);
    const then = awaited.get(group) ?? {
      ...{ time: Date.now(), positions: await AwaitedPositions.since(bus, [{ group, topics }]) },
    };
    const isHandled = (await then.positions.left()).total === 0;
    if (isHandled) handledUntil.set({ consumer, group }, then.time / 1000);
    if (isHandled) awaited.delete(group);
    else awaited.set(group, then);
  };
  for (const { service: consumer, group } of groups) handledUntil.set({ consumer, group }, Date.now() / 1000);
  const end = metrics.beforeExposing(async () => {
    const looks = await Promise.allSettled(groups.map(look));
    for (const { reason: err } of looks.filter((each) => each.status === 'rejected')) {
      logger.warn({ err }, 'consumer lag is unknown');
    }
  });
  const unwatch = watchRetention(bus, groups, metrics, logger);
  return () => {
    end();
    unwatch();
  };
}

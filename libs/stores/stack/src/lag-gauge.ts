import type { ConsumerGroup, EventBus } from '@stars/event-bus';
import { type Logger, type Metrics, repeat } from '@stars/platform';
import { watchRetention } from './watch-retention.js';

const EVERY_MS = 5000;

/** Publishes each group's lag as a metric, and warns of those that retention will overtake, until the returned function is called. */
export function watchLag(
  bus: EventBus,
  groups: readonly ConsumerGroup[],
  metrics: Metrics,
  logger: Logger,
): () => void {
  const gauge = metrics.gauge({
    name: 'stars_consumer_lag_messages',
    help: 'Messages that a consumer group has still to handle.',
    labels: ['group', 'topic'],
  });
  const look = async (): Promise<void> => {
    for (const { group, topics } of groups) {
      for (const [topic, lag] of await bus.lag(group, topics)) gauge.set({ group, topic }, lag);
    }
  };
  const lookSafely = () => look().catch((err: unknown) => logger.debug({ err }, 'consumer lag is unknown'));
  void lookSafely();
  const stop = repeat(EVERY_MS, lookSafely);
  const unwatch = watchRetention(bus, groups, metrics, logger);
  return () => {
    unwatch();
    void stop();
  };
}

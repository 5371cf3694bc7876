import { ARCHIVED_TOPICS } from '@stars/contracts';
import type { EventBus, ServiceGroup } from '@stars/event-bus';
import { type Logger, type Metrics, repeat } from '@stars/platform';

const EVERY_MS = 60_000;
/** The oldest tenth of what a topic keeps goes soon. */
const SOON = 10;

/**
 * Warns of each group that has still to handle messages which the bus will soon drop: those in the oldest tenth of a topic that
 * has begun to drop messages. Until the returned function is called.
 */
export function watchRetention(
  bus: Pick<EventBus, 'firstOffsets' | 'endOffsets' | 'lag'>,
  groups: readonly ServiceGroup[],
  metrics: Metrics,
  logger: Logger,
): () => void {
  const gauge = metrics.gauge({
    name: 'stars_consumer_overtaken_soon_messages',
    help: 'Messages that a consumer group has still to handle, and that the bus drops soon.',
    labels: ['consumer', 'group', 'topic'],
  });
  const look = async (): Promise<void> => {
    for (const { service: consumer, group, topics } of groups) {
      for (const topic of topics.filter((name) => ARCHIVED_TOPICS.includes(name))) {
        const messages = await overtakenSoon(bus, group, topic);
        gauge.set({ consumer, group, topic }, messages);
        if (messages > 0)
          logger.warn({ group, topic, messages }, 'the bus will soon drop messages that a group still needs');
      }
    }
  };
  const lookSafely = () => look().catch((err: unknown) => logger.debug({ err }, 'retention is unknown'));
  void lookSafely();
  const stop = repeat(EVERY_MS, lookSafely);
  return () => void stop();
}

/** Messages in the oldest tenth of a topic that the group has not handled; 0 as long as the topic has dropped none. */
export async function overtakenSoon(
  bus: Pick<EventBus, 'firstOffsets' | 'endOffsets' | 'lag'>,
  group: string,
  topic: string,
): Promise<number> {
  const [first, next] = [await bus.firstOffsets(topic), await bus.endOffsets(topic)];
  const ends = new Map<number, number>();
  for (const [partition, from] of first) {
    const kept = (next.get(partition) ?? from) - from;
    if (from > 0) ends.set(partition, from + Math.ceil(kept / SOON));
  }
  if (ends.size === 0) return 0;
  return (await bus.lag(group, [topic], new Map([[topic, ends]]))).get(topic) ?? 0;
}

import { decodeMessage, type ItemFeatures, type MessageOfTopic, TOPICS, type Topic } from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { ContextTimeline } from './context-timeline.js';
import { RecentIds } from './id-set.js';
import { ImpressionLog } from './impression-log.js';
import { type InteractionLog, InteractionLogBuilder } from './interaction-log.js';
import type { FeatureValue } from './user-encoder-inputs.js';

/** Reads a topic from its start: the event bus's `read`, without the rest of the bus. */
export type TopicReader = (topic: Topic) => AsyncIterable<{ id: string; value: Uint8Array }[]>;

/** Everything on the bus that a training run or an evaluation draws on, for one tenant. */
export interface TrainingData {
  log: InteractionLog;
  /** By item id, the newest version of each. */
  items: Map<string, ItemFeatures>;
  users: Map<string, Record<string, FeatureValue>>;
  timeline: ContextTimeline;
  /** Pages that were shown, where they were asked for. */
  impressions?: ImpressionLog;
}

export interface TrainingDataOptions {
  tenant: string;
  /** Whether to read what was shown to users, which is by far the most there is. */
  impressions?: boolean;
  /** The interactions, where they were read before: they are not read again. */
  log?: InteractionLog;
  /** Interactions that are held, at most: the newest. Absent: all. */
  maxEvents?: number;
  /** Told of the events that were left out for it. */
  onLeftOut?: (events: number) => void;
  /** Told after every batch of messages. */
  onProgress?: (topic: Topic, messages: number) => void;
  /** Told of every message that cannot be read. It is left out. */
  onPoison?: (error: StarsError) => void;
  signal?: AbortSignal;
}

/** Replays the topics. A message that comes twice counts once; a forgotten user's events are left out. */
export async function loadTrainingData(read: TopicReader, options: TrainingDataOptions): Promise<TrainingData> {
  const { tenant, onProgress, onPoison, signal } = options;
  async function replay<T extends Topic>(
    topic: T,
    each: (message: MessageOfTopic[T]) => void,
    unique = false,
  ): Promise<void> {
    const seen = new RecentIds();
    let messages = 0;
    for await (const batch of read(topic)) {
      signal?.throwIfAborted();
      for (const { id, value } of batch) {
        if (unique && !seen.add(id)) continue;
        try {
          each(decodeMessage(topic, value));
        } catch (error) {
          if (!isStarsError(error)) throw error;
          onPoison?.(error);
        }
      }
      messages += batch.length;
      // A read from a local file never waits: timers and signals have their turn here.
      await new Promise((resolve) => setImmediate(resolve));
      onProgress?.(topic, messages);
    }
  }

  const items = new Map<string, ItemFeatures>();
  await replay(TOPICS.itemFeatures, (features) => {
    if (features.tenantId !== tenant) return;
    const known = items.get(features.itemId);
    if (known && known.itemVersion > features.itemVersion) return;
    items.set(features.itemId, features);
  });
  for (const [id, features] of items) if (features.deleted) items.delete(id);

  const users = new Map<string, { version: number; features: Record<string, FeatureValue> }>();
  /** Events of the user up to this time (ms) are gone. */
  const forgotten = new Map<string, number>();
  await replay(TOPICS.users, ({ change }) => {
    if (!change || change.value.tenantId !== tenant) return;
    const { userId } = change.value;
    if (change.$case === 'delete') {
      const until = present(change.value.time, TOPICS.users).getTime();
      forgotten.set(userId, Math.max(until, forgotten.get(userId) ?? Number.NEGATIVE_INFINITY));
      users.delete(userId);
      return;
    }
    const { version, features } = change.value;
    if ((users.get(userId)?.version ?? -1) <= version) {
      users.set(userId, { version, features: (features ?? {}) as Record<string, FeatureValue> });
    }
  });

  const timeline = new ContextTimeline();
  await replay(TOPICS.context, (contextSignal) => {
    if (contextSignal.tenantId === tenant) timeline.add(contextSignal);
  });

  const readLog = async (): Promise<InteractionLog> => {
    const builder = new InteractionLogBuilder(options.maxEvents);
    await replay(
      TOPICS.interactions,
      (event) => {
        if (event.tenantId !== tenant) return;
        const time = present(event.time, TOPICS.interactions).getTime();
        if (time > (forgotten.get(event.userId) ?? Number.NEGATIVE_INFINITY)) builder.add({ ...event, time });
      },
      true,
    );
    const built = builder.build();
    if (builder.left > 0) options.onLeftOut?.(builder.left);
    return built;
  };
  const log = options.log ?? (await readLog());
  const impressions = new ImpressionLog();
  if (options.impressions) {
    const isGone = (userId: string, time: number): boolean =>
      time <= (forgotten.get(userId) ?? Number.NEGATIVE_INFINITY);
    await replay(
      TOPICS.impressions,
      (page) => {
        const time = present(page.time, TOPICS.impressions).getTime();
        if (page.tenantId === tenant && !isGone(page.userId, time)) impressions.add(page);
      },
      true,
    );
  }
  return {
    log,
    items,
    users: new Map([...users].map(([userId, { features }]) => [userId, features])),
    timeline,
    ...(options.impressions ? { impressions } : {}),
  };
}

function present(time: Date | undefined, topic: Topic): Date {
  if (!time) throw new StarsError('STARS_POISON_MESSAGE', `A message of ${topic} has no time.`, { field: 'time' });
  return time;
}

/** The part of a log that satisfies `keep` (row index in the log), in the same order. */
export function filterLog(log: InteractionLog, keep: (row: number, user: number) => boolean): InteractionLog {
  const rows: number[] = [];
  const userOffsets = new Uint32Array(log.userOffsets.length);
  for (let user = 0; user < log.users.length; user++) {
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) if (keep(row, user)) rows.push(row);
    userOffsets[user + 1] = rows.length;
  }
  const at = Uint32Array.from(rows);
  return {
    users: log.users,
    items: log.items,
    regions: log.regions,
    userOffsets,
    item: Uint32Array.from(at, (row) => log.item[row]!),
    time: Float64Array.from(at, (row) => log.time[row]!),
    type: Uint8Array.from(at, (row) => log.type[row]!),
    region: Uint32Array.from(at, (row) => log.region[row]!),
    arrival: Uint32Array.from(at, (row) => log.arrival[row]!),
    value: Float32Array.from(at, (row) => log.value[row]!),
    session: Uint32Array.from(at, (row) => log.session[row]!),
  };
}

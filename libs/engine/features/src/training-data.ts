import {
  checkItemFeatures,
  clockFault,
  decodeContext,
  decodeMessage,
  type EventClock,
  IdSet,
  type Impression,
  type Interaction,
  type ItemFeatures,
  type MessageOfTopic,
  TOPICS,
  type Topic,
} from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import { ContextTimeline } from './context-timeline.js';
import { ImpressionLog } from './impression-log.js';
import { type InteractionLog, InteractionLogBuilder } from './interaction-log.js';
import type { FeatureValue } from './user-encoder-inputs.js';

/** Reads a topic from its start: only the `read` of an event bus. */
export type TopicReader = (topic: Topic) => AsyncIterable<ReadMessage[]>;

export interface ReadMessage {
  value: Uint8Array;
}

/** The part of an archive that is held: whole users of a range of time. */
export interface EventSample {
  /** Events before this are left out, ms. */
  from: number;
  /** Users whose hash with `seed` is in the first so many of 65,536 buckets. */
  buckets: number;
  /** Of these, buckets that are left out, as their hashes begin: they have far more events than others. */
  without: string[];
  seed: number;
  /** Events that the archive has, about. */
  of: number;
}

/** Everything on the bus that a training run or an evaluation uses, for one tenant. */
export interface TrainingData {
  log: InteractionLog;
  /** By item id, the newest version of each. */
  items: Map<string, ItemFeatures>;
  users: Map<string, Record<string, FeatureValue>>;
  timeline: ContextTimeline;
  /** Shown pages, if requested. */
  impressions?: ImpressionLog;
  /** Which part of an archive this is; absent: all of it. */
  sample?: EventSample;
}

export interface TrainingDataOptions {
  tenant: string;
  /** Whether to read the impressions, by far the largest part. */
  impressions?: boolean;
  /** Most interactions held: the newest. Absent: all. */
  maxEvents?: number;
  /** Called with the number of events left out because of `maxEvents`. */
  onLeftOut?: (events: number) => void;
  /** What times of events and pages are checked against: those that cannot be true are left out. Absent: all count. */
  clock?: EventClock;
  /** Called with the numbers of events and pages left out because of `clock`, if there are any. */
  onWrongTimes?: (wrong: WrongTimes) => void;
  /** Called after every batch of messages. */
  onProgress?: (topic: Topic, messages: number) => void;
  /** Called for every unreadable message, which is left out. */
  onPoison?: (error: StarsError) => void;
  signal?: AbortSignal;
}

/** How many times lie out of bounds, by direction. */
export type WrongTimes = Record<'ahead' | 'behind', number>;

export const wrongTimesText = ({ ahead, behind }: WrongTimes): string =>
  `events with wrong times are left out: ${ahead.toLocaleString('en')} ahead of the clock, ${behind.toLocaleString('en')} far behind it`;

/** Replays the topics. A repeated message counts once; a forgotten user's events are left out. */
export async function loadTrainingData(read: TopicReader, options: TrainingDataOptions): Promise<TrainingData> {
  const wrongTimes = { ahead: 0, behind: 0 };
  const source: Source = { read, options, wrongTimes };
  const items = await readItems(source);
  const { users, forgotten } = await readUsers(source);
  const timeline = await readTimeline(source);
  const log = await readLog(source, forgotten);
  const impressions = options.impressions ? await readImpressions(source, forgotten) : undefined;
  if (wrongTimes.ahead + wrongTimes.behind > 0) options.onWrongTimes?.(wrongTimes);
  return { log, items, users, timeline, ...(impressions && { impressions }) };
}

interface Source {
  read: TopicReader;
  options: TrainingDataOptions;
  wrongTimes: WrongTimes;
}

/** Whether an event or a page of that time (ms) counts. */
function canBeTrue({ options: { clock }, wrongTimes }: Source, time: number): boolean {
  const fault = clock && clockFault(time, clock);
  if (fault) wrongTimes[fault]++;
  return fault === undefined;
}

/** Calls `each` for every message of the topic. */
const replay = <T extends Topic>(source: Source, topic: T, each: (message: MessageOfTopic[T]) => void): Promise<void> =>
  replayValues(source, topic, (value) => each(decodeMessage(topic, value)));

/** The same for a caller that decodes the values. */
async function replayValues(
  { read, options: { signal, onPoison, onProgress } }: Source,
  topic: Topic,
  each: (value: Uint8Array) => void,
): Promise<void> {
  let messages = 0;
  for await (const batch of read(topic)) {
    signal?.throwIfAborted();
    for (const { value } of batch) {
      try {
        each(value);
      } catch (error) {
        if (!isStarsError(error)) throw error;
        onPoison?.(error);
      }
    }
    messages += batch.length;
    // A read from a local file never waits: let timers and signals run here.
    await new Promise((resolve) => setImmediate(resolve));
    onProgress?.(topic, messages);
  }
}

async function readItems(source: Source): Promise<TrainingData['items']> {
  const items = new Map<string, ItemFeatures>();
  await replay(source, TOPICS.itemFeatures, (features) => {
    if (features.tenantId !== source.options.tenant) return;
    // The embedder has given it up, too.
    checkItemFeatures(features);
    const known = items.get(features.itemId);
    if (known && known.itemVersion > features.itemVersion) return;
    items.set(features.itemId, features);
  });
  for (const [id, features] of items) if (features.deleted) items.delete(id);
  return items;
}

async function readUsers(source: Source): Promise<{ users: TrainingData['users']; forgotten: ForgottenUsers }> {
  const users = new Map<string, { version: number; features: Record<string, FeatureValue> }>();
  const forgotten = new ForgottenUsers();
  await replay(source, TOPICS.users, ({ change }) => {
    if (!change || change.value.tenantId !== source.options.tenant) return;
    const { userId } = change.value;
    if (change.$case === 'delete') {
      forgotten.add(userId, present(change.value.time, TOPICS.users).getTime());
      users.delete(userId);
      return;
    }
    const { version, features } = change.value;
    if ((users.get(userId)?.version ?? -1) <= version) {
      users.set(userId, { version, features: (features ?? {}) as Record<string, FeatureValue> });
    }
  });
  return { users: new Map([...users].map(([userId, { features }]) => [userId, features])), forgotten };
}

async function readTimeline(source: Source): Promise<ContextTimeline> {
  const timeline = new ContextTimeline();
  await replayValues(source, TOPICS.context, (value) => {
    const contextSignal = decodeContext(value);
    if (contextSignal.tenantId === source.options.tenant) timeline.add(contextSignal);
  });
  return timeline;
}

async function readLog(source: Source, forgotten: ForgottenUsers): Promise<InteractionLog> {
  const { tenant, maxEvents, onLeftOut } = source.options;
  const builder = new InteractionLogBuilder(maxEvents);
  const each = (event: Interaction): void => {
    if (event.tenantId !== tenant) return;
    const time = present(event.time, TOPICS.interactions).getTime();
    if (!forgotten.has(event.userId, time) && canBeTrue(source, time)) builder.add({ ...event, time });
  };
  await replay(source, TOPICS.interactions, each);
  const log = builder.build();
  if (builder.left > 0) onLeftOut?.(builder.left);
  return log;
}

async function readImpressions(source: Source, forgotten: ForgottenUsers): Promise<ImpressionLog> {
  const impressions = new ImpressionLog();
  const seen = new IdSet();
  const each = (page: Impression): void => {
    const time = present(page.time, TOPICS.impressions).getTime();
    if (page.tenantId !== source.options.tenant || forgotten.has(page.userId, time)) return;
    if ((page.eventId === '' || seen.add(page.eventId)) && canBeTrue(source, time)) impressions.add(page);
  };
  await replay(source, TOPICS.impressions, each);
  return impressions;
}

/** Forgotten users: events up to this time (ms) are removed, later ones count. */
class ForgottenUsers {
  readonly #until = new Map<string, number>();

  add(userId: string, until: number): void {
    this.#until.set(userId, Math.max(until, this.#until.get(userId) ?? until));
  }

  has(userId: string, time: number): boolean {
    const until = this.#until.get(userId);
    return until !== undefined && time <= until;
  }
}

function present(time: Date | undefined, topic: Topic): Date {
  if (!time) throw new StarsError('STARS_POISON_MESSAGE', `A message of ${topic} has no time.`, { field: 'time' });
  return time;
}

import type { Archive } from '@stars/archive';
import { type EventClock, readUserDeletion, TOPICS } from '@stars/contracts';
import type { BusMessage, EventBus } from '@stars/event-bus';
import {
  type EventSample,
  loadTrainingData,
  type TrainingData,
  type TrainingDataOptions,
  type WrongTimes,
  wrongTimesText,
} from '@stars/features';
import type { DataOffsets } from '../model-version.js';
import { describeSample } from './event-sample.js';
import { loadFromArchive } from './load-archive.js';

/** At 160 bytes an event while a run is planned: 1.6 GB. */
export const MAX_EVENTS = 10_000_000;

export interface LoadOptions extends Omit<TrainingDataOptions, 'clock' | 'onLeftOut' | 'onWrongTimes'> {
  clock: EventClock;
  /** Most interactions held in memory: the newest, or of an archive whole users. */
  maxEvents: number;
  /** Where the data are read from, with what the bus has beyond it; absent: the bus alone. */
  archive?: LoadedArchive | undefined;
  /** Where the data end; absent: everything on the bus. Features of items and deletions of users count whenever they came. */
  ends?: DataOffsets;
  onWarning: (message: string) => void;
}

/** An archive to read, and what decides on the part of it that is read. */
export interface LoadedArchive {
  archive: Archive;
  ends: DataOffsets;
  seed: number;
  /** The sample of a training that goes on; null: it has all of it. */
  sample?: EventSample | null | undefined;
}

/**
 * Loads the data from the bus, or from an archive. Warns if events are left out: because their times cannot be true, or because
 * they are too many.
 */
export async function loadData(bus: EventBus, options: LoadOptions): Promise<TrainingData> {
  const { onWarning, ends, archive, ...rest } = options;
  const onWrongTimes = (wrong: WrongTimes): void => onWarning(wrongTimesText(wrong));
  if (archive) {
    const data = await loadFromArchive(archive.archive, bus, {
      ...rest,
      ...archive,
      onWrongTimes,
      onPagesLeftOut: (day) => onWarning(`pages that were shown before ${day} are left out: they are too many`),
    });
    if (data.sample) onWarning(describeSample(data.sample, data.log.item.length));
    return data;
  }
  const read = (topic: string) => bus.read({ topic, ...(rest.signal ? { signal: rest.signal } : {}) });
  return loadTrainingData((topic) => (ends ? upTo(read(topic), new Map(ends[topic])) : read(topic)), {
    ...rest,
    onLeftOut: (events) =>
      onWarning(
        `${events.toLocaleString('en')} events are left out: ${rest.maxEvents.toLocaleString('en')} newer ones are as many as may be held`,
      ),
    onWrongTimes,
  });
}

async function* upTo(
  batches: AsyncIterable<BusMessage[]>,
  ends: ReadonlyMap<number, number>,
): AsyncGenerator<BusMessage[]> {
  for await (const batch of batches) {
    yield batch.filter((message) => message.offset < (ends.get(message.partition) ?? 0) || counts(message));
  }
}

/** Whether a message counts whenever it came: the bus keeps only the newest features, and nothing of who was forgotten may be used. */
function counts({ topic, value }: BusMessage): boolean {
  if (topic === TOPICS.itemFeatures) return true;
  return topic === TOPICS.users && readUserDeletion(value) !== undefined;
}

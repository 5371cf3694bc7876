import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeMessage, TOPICS } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { BusMessage, EventBus } from '@stars/event-bus';
import { loadTrainingData, type TrainingData, type TrainingDataOptions } from '@stars/features';
import type { DataOffsets } from '../model-version.js';

/** At 160 bytes an event while a run is planned: 1.6 GB. */
export const MAX_EVENTS = 10_000_000;

export interface LoadOptions extends Omit<TrainingDataOptions, 'onLeftOut'> {
  dataDir: string;
  /** Most interactions held in memory: the newest. */
  maxEvents: number;
  /** Where the data end; absent: everything on the bus. A deletion of a user counts whenever it came. */
  ends?: DataOffsets;
  onWarning: (message: string) => void;
}

/** Loads the data from the bus. Warns if the log has more events than may be held. */
export async function loadData(bus: EventBus, options: LoadOptions): Promise<TrainingData> {
  const { dataDir, onWarning, ends, ...rest } = options;
  // Earlier versions kept a copy of the events there.
  await rm(join(dataDir, 'prepared'), { recursive: true, force: true });
  const read = (topic: string) => bus.read({ topic, ...(rest.signal ? { signal: rest.signal } : {}) });
  return loadTrainingData((topic) => (ends ? upTo(read(topic), new Map(ends[topic])) : read(topic)), {
    ...rest,
    onLeftOut: (events) =>
      onWarning(
        `${events.toLocaleString('en')} events are left out: ${rest.maxEvents.toLocaleString('en')} newer ones are as many as may be held`,
      ),
  });
}

async function* upTo(
  batches: AsyncIterable<BusMessage[]>,
  ends: ReadonlyMap<number, number>,
): AsyncGenerator<BusMessage[]> {
  for await (const batch of batches) {
    yield batch.filter((message) => message.offset < (ends.get(message.partition) ?? 0) || isDeletion(message));
  }
}

function isDeletion({ topic, value }: BusMessage): boolean {
  if (topic !== TOPICS.users) return false;
  try {
    return decodeMessage(TOPICS.users, value).change?.$case === 'delete';
  } catch (error) {
    if (!isStarsError(error)) throw error;
    return false;
  }
}

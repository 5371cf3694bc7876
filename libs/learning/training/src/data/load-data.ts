import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventClock } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { loadTrainingData, type TrainingData, type TrainingDataOptions, wrongTimesText } from '@stars/features';

/** At 160 bytes an event while a run is planned: 1.6 GB. */
export const MAX_EVENTS = 10_000_000;

export interface LoadOptions extends Omit<TrainingDataOptions, 'clock' | 'onLeftOut' | 'onWrongTimes'> {
  clock: EventClock;
  dataDir: string;
  /** Most interactions held in memory: the newest. */
  maxEvents: number;
  onWarning: (message: string) => void;
}

/** Loads the data from the bus. Warns if events are left out: because their times cannot be true, or because they are too many. */
export async function loadData(bus: EventBus, options: LoadOptions): Promise<TrainingData> {
  const { dataDir, onWarning, ...rest } = options;
  // Earlier versions kept a copy of the events there.
  await rm(join(dataDir, 'prepared'), { recursive: true, force: true });
  return loadTrainingData((topic) => bus.read({ topic, ...(rest.signal ? { signal: rest.signal } : {}) }), {
    ...rest,
    onLeftOut: (events) =>
      onWarning(
        `${events.toLocaleString('en')} events are left out: ${rest.maxEvents.toLocaleString('en')} newer ones are as many as may be held`,
      ),
    onWrongTimes: (wrong) => onWarning(wrongTimesText(wrong)),
  });
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventBus } from '@stars/event-bus';
import { loadTrainingData, type TrainingData, type TrainingDataOptions } from '@stars/features';

/** At 160 bytes an event while a run is planned: 1.6 GB. */
export const MAX_EVENTS = 10_000_000;

export interface LoadOptions extends Omit<TrainingDataOptions, 'onLeftOut'> {
  dataDir: string;
  /** Most interactions held in memory: the newest. */
  maxEvents: number;
  onWarning: (message: string) => void;
}

/** Loads the data from the bus. Warns if the log has more events than may be held. */
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
  });
}

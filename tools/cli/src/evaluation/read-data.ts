import type { TrainingData } from '@stars/features';
import type { DataFolder } from '../data-folder.js';
import { eventClock } from '../event-clock.js';
import { withBus } from '../open-bus.js';
import type { Progress } from '../progress.js';

/** Everything on the folder's bus that an evaluation reads. */
export async function readData(folder: DataFolder, progress: Progress, signal: AbortSignal): Promise<TrainingData> {
  const { DEFAULT_TENANT } = await import('@stars/contracts');
  const { loadTrainingData, wrongTimesText } = await import('@stars/features');
  const data = await withBus(folder, (bus) =>
    loadTrainingData((topic) => bus.read({ topic, signal }), {
      tenant: DEFAULT_TENANT,
      clock: eventClock(),
      onWrongTimes: (wrong) => progress.warn(wrongTimesText(wrong)),
      onProgress: (topic, messages) => progress.update({ label: `Evaluate: read ${topic}`, done: messages }),
      signal,
    }),
  );
  progress.finish();
  return data;
}

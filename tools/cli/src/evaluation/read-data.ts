import type { TrainingData } from '@stars/features';
import { tenantNow } from '@stars/stack';
import { archiveSettingsNow } from '../archive-settings.js';
import type { DataFolder } from '../data-folder.js';
import { eventClock } from '../event-clock.js';
import { withBus } from '../open-bus.js';
import type { Progress } from '../progress.js';

/** Everything that an evaluation reads: from the archive, if the environment names one, and from the folder's bus. */
export async function readData(folder: DataFolder, progress: Progress, signal: AbortSignal): Promise<TrainingData> {
  const { loadTrainingData, wrongTimesText } = await import('@stars/features');
  const { openLongLog } = await import('@stars/archive');
  const data = await withBus(folder, async (bus) => {
    const log = openLongLog(await archiveSettingsNow(), bus, folder.root);
    return loadTrainingData((topic) => log.read({ topic, signal }), {
      tenant: tenantNow(),
      clock: eventClock(),
      onWrongTimes: (wrong) => progress.warn(wrongTimesText(wrong)),
      onProgress: (topic, messages) => progress.update({ label: `Evaluate: read ${topic}`, done: messages }),
      signal,
    });
  });
  progress.finish();
  return data;
}

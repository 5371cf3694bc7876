import type { EventBus } from '@stars/event-bus';
import { createLogger } from '@stars/platform';
import type { ConsumerGroup, DrainProgress } from '@stars/service-standalone';
import type { DataFolder } from './data-folder.js';
import { lockFolder } from './folder-lock.js';
import { withBus } from './open-bus.js';
import type { Progress } from './progress.js';

/** How much of what is on the bus the consumers have handled, for a bar that never runs backwards past its start. */
export class LagProgress {
  private most = 0;

  constructor(private readonly progress: Progress) {}

  show({ lag, total }: DrainProgress): void {
    this.most = Math.max(this.most, total);
    if (this.most === 0) return;
    const open = Object.entries(lag)
      .filter(([, messages]) => messages > 0)
      .map(([group, messages]) => `${group} ${messages.toLocaleString('en')}`);
    this.progress.update({
      label: 'Catalogue, tags and profiles',
      done: this.most - total,
      total: this.most,
      detail: open.join(', '),
    });
  }
}

async function isDone(bus: EventBus, groups: readonly ConsumerGroup[]): Promise<boolean> {
  for (const { group, topics } of groups) {
    for (const lag of (await bus.lag(group, topics)).values()) if (lag > 0) return false;
  }
  return true;
}

/**
 * Sees to it that the consumers have handled everything on the folder's bus: by running them here, or by waiting
 * for the process that serves the folder. Nothing is started where nothing is to be done.
 */
export async function prepareFolder(folder: DataFolder, progress: Progress, signal: AbortSignal): Promise<void> {
  const { CONSUMER_GROUPS, drainGroups, startStandalone } = await import('@stars/service-standalone');
  if (await withBus(folder, (bus) => isDone(bus, CONSUMER_GROUPS))) return;
  const lag = new LagProgress(progress);
  const options = { onProgress: (state: DrainProgress) => lag.show(state), signal };
  let lock: ReturnType<typeof lockFolder>;
  try {
    lock = lockFolder(folder, 'serve');
  } catch {
    await withBus(folder, (bus) => drainGroups(bus, CONSUMER_GROUPS, options));
    progress.finish();
    return;
  }
  try {
    const standalone = await startStandalone({
      dataDir: folder.root,
      logger: createLogger('standalone', { level: 'warn' }),
    });
    try {
      await standalone.drain(options);
    } finally {
      await standalone.close();
    }
    progress.finish();
  } finally {
    lock.release();
  }
}

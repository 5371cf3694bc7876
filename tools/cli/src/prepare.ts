import type { EventBus } from '@stars/event-bus';
import { createLogger } from '@stars/platform';
import type { ConsumerGroup, DrainProgress } from '@stars/service-standalone';
import type { DataFolder } from './data-folder.js';
import { lockFolder } from './folder-lock.js';
import { withBus } from './open-bus.js';
import type { Progress } from './progress.js';

/** An item to tag costs some fifty times what a message costs that is only stored. */
const COST_OF_TAGGING = 50;

/** How much of the work on the bus the consumers have done, so that the time left is about right. */
export class LagProgress {
  private most = 0;

  constructor(private readonly progress: Progress) {}

  show({ lag }: DrainProgress): void {
    const open = Object.entries(lag).filter(([, messages]) => messages > 0);
    const left = open.reduce(
      (sum, [group, messages]) => sum + messages * (group === 'tagger' ? COST_OF_TAGGING : 1),
      0,
    );
    this.most = Math.max(this.most, left);
    if (this.most === 0) return;
    this.progress.update({
      label: 'Catalogue, tags and profiles',
      share: 1 - left / this.most,
      detail: open.map(([group, messages]) => `${group} ${messages.toLocaleString('en')}`).join(', '),
    });
  }
}

async function isDone(bus: EventBus, groups: readonly ConsumerGroup[]): Promise<boolean> {
  for (const { group, topics } of groups) {
    for (const lag of (await bus.lag(group, topics)).values()) if (lag > 0) return false;
  }
  return true;
}

/** `features`: what training reads; `everything`: also profiles and vectors, which serving reads. */
export type Readiness = 'features' | 'everything';

/**
 * Sees to it that the consumers have handled what is on the folder's bus: by running them here, or by waiting for the
 * process that serves the folder. Nothing is started where nothing is to be done.
 */
export async function prepareFolder(
  folder: DataFolder,
  readiness: Readiness,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { CONSUMER_GROUPS, drainGroups, startStandalone } = await import('@stars/service-standalone');
  const groups = CONSUMER_GROUPS.filter(({ group }) => readiness === 'everything' || !group.startsWith('embedder'));
  if (await withBus(folder, (bus) => isDone(bus, groups))) return;
  const lag = new LagProgress(progress);
  const options = { onProgress: (state: DrainProgress) => lag.show(state), signal };
  let lock: ReturnType<typeof lockFolder>;
  try {
    lock = lockFolder(folder, 'serve');
  } catch {
    await withBus(folder, (bus) => drainGroups(bus, groups, options));
    progress.finish();
    return;
  }
  try {
    const standalone = await startStandalone({
      dataDir: folder.root,
      logger: createLogger('standalone', { level: 'warn' }),
    });
    try {
      await standalone.drain(options, groups);
    } finally {
      await standalone.close();
    }
    progress.finish();
  } finally {
    lock.release();
  }
}

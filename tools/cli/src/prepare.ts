import { isStarsError } from '@stars/errors';
import { CONSUMER_GROUPS, type DrainOptions, drainGroups, inWords, lagOf, type MessagesLeft } from '@stars/event-bus';
import { createLogger, Headway } from '@stars/platform';
import { type FolderLock, lockFolder } from '@stars/stack';
import type { DataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';
import type { Progress } from './progress.js';
import { readSettings } from './settings.js';
import { stackConfig } from './stack-config.js';

/** Tagging an item costs about fifty times as much as storing a message. */
const COST_OF_TAGGING = 50;

/** The share of the bus's work that the consumers have done, weighted so that the time left is about right. */
export class LagProgress {
  #most = 0;

  constructor(private readonly progress: Progress) {}

  show(messagesLeft: MessagesLeft): void {
    const left = Object.entries(messagesLeft.lag).reduce(
      (sum, [group, messages]) => sum + messages * (group.startsWith('tagger') ? COST_OF_TAGGING : 1),
      0,
    );
    this.#most = Math.max(this.#most, left);
    if (this.#most === 0) return;
    this.progress.update({
      label: 'Catalogue, tags and profiles',
      share: 1 - left / this.#most,
      detail: inWords(messagesLeft),
    });
  }
}

/**
 * `features`: what training reads; `everything`: also profiles and vectors, which serving reads. `features-first`: only
 * what training reads, and the rest is not begun: whoever asks has it done while the training runs.
 */
export type Readiness = 'features' | 'features-first' | 'everything';

/**
 * Makes sure that the consumers have handled what is on the folder's bus: runs them here, or waits for the process that
 * serves the folder. If there is nothing to do, nothing is started.
 */
export async function prepareFolder(
  folder: DataFolder,
  readiness: Readiness,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const { startStandalone } = await import('@stars/service-standalone');
  const groups = CONSUMER_GROUPS.filter(({ service }) => readiness === 'everything' || service !== 'embedder');
  if ((await withBus(folder, (bus) => lagOf(bus, groups))).total === 0) return;
  // With the servers stack, the services are separate processes, and this one waits for them.
  const lock = stackConfig(folder).kind === 'servers' ? undefined : lockUnlessServed(folder);
  if (!lock) {
    await watchedDrain(progress, signal, (options) => withBus(folder, (bus) => drainGroups(bus, groups, options)));
    return;
  }
  try {
    const logger = createLogger('standalone', { level: 'warn' });
    const standalone = await startStandalone({
      dataDir: folder.root,
      logger,
      vocabulary: readSettings(folder).vocabulary,
      embeds: readiness !== 'features-first',
    });
    try {
      await watchedDrain(progress, signal, (options) => standalone.drain(options, groups));
    } finally {
      await standalone.close();
    }
  } finally {
    lock.release();
  }
}

/** Undefined if another process serves the folder: its consumers do the work. */
export function lockUnlessServed(folder: DataFolder): FolderLock | undefined {
  try {
    return lockFolder(folder, 'serve');
  } catch (error) {
    if (isStarsError(error) && error.code === 'STARS_UNAVAILABLE') return undefined;
    throw error;
  }
}

/** Drains with a progress bar, and gives up if nothing moves any more. */
async function watchedDrain(
  progress: Progress,
  signal: AbortSignal,
  drain: (options: DrainOptions) => Promise<void>,
): Promise<void> {
  const lag = new LagProgress(progress);
  using headway = new Headway('preparing the data', signal);
  await drain({ onProgress: (left) => lag.show(left), headway });
  progress.finish();
}

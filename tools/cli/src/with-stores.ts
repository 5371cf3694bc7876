import { createLogger, createMetrics } from '@stars/platform';
import { eventTimesOf, openStack } from '@stars/stack';
import { archiveSettingsNow } from './archive-settings.js';
import type { DataFolder } from './data-folder.js';
import { modelRegistry } from './model-registry.js';
import { stackConfig } from './stack-config.js';

/** Everything that an embedder works with, and topics from their beginning. */
type OpenStores = Awaited<ReturnType<typeof openStores>>;

/** Runs work on the stores of a data folder, and closes them. */
export async function withStores<T>(folder: DataFolder, work: (stores: OpenStores) => Promise<T>): Promise<T> {
  const stores = await openStores(folder);
  try {
    return await work(stores);
  } finally {
    await stores.close();
  }
}

async function openStores(folder: DataFolder) {
  const { openArchiveIfAny, LongLog } = await import('@stars/archive');
  const { ContextFollower } = await import('@stars/inference');
  const logger = createLogger('rebuild', { level: 'warn' });
  const metrics = createMetrics('rebuild', { processMetrics: false });
  const settings = await archiveSettingsNow();
  const stack = await openStack(stackConfig(folder), { logger });
  try {
    const archive = openArchiveIfAny(settings, stack.bus, folder.root);
    const log = archive ? new LongLog(stack.bus, archive) : stack.bus;
    const context = new ContextFollower(stack.bus, (err) => logger.warn({ err }, 'a context signal cannot be read'));
    await context.catchUp();
    const models = await modelRegistry(folder);
    return { ...stack, context, models, eventTimes: eventTimesOf(), logger, metrics, archive, log };
  } catch (error) {
    await stack.close();
    throw error;
  }
}

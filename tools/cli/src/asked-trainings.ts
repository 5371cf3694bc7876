import { type EventBus, readTrainings, TrainingSteps } from '@stars/event-bus';
import { type Logger, pause } from '@stars/platform';
import type { DataFolder } from './data-folder.js';
import { runNode } from './run-node.js';

const LOOK_MS = 1000;

/**
 * Trains whenever somebody asks for it over the API, for each tenant, until the signal: by `./stars train` in a process of its own, since a
 * training takes a core and more memory than answers do.
 */
export async function trainWhenAsked(
  folder: DataFolder,
  bus: EventBus,
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  const command = [process.argv[1]!, 'train', '--data', folder.root, '--json'];
  while (!signal.aborted) {
    for (const [tenant, { outcome }] of await readTrainings(bus)) {
      if (outcome !== 'asked' || signal.aborted) continue;
      logger.info({ tenant }, 'a training that somebody asked for begins');
      const env = { ...process.env, STARS_TENANT: tenant };
      const { status } = await runNode(command, { signal, captured: true, env });
      // Also one that could not begin, or died before it could say so.
      if (status !== 0)
        await new TrainingSteps(bus, tenant).fail(`it ended with status ${status ?? 'unknown'}: see the log`);
    }
    await pause(LOOK_MS, signal);
  }
}

import { StarsError } from '@stars/errors';
import { drainGroups, EMBEDDER_GROUPS, type EventBus } from '@stars/event-bus';
import type { Command } from 'commander';
import { askToCountAgain, type Counted } from '../count-again.js';
import { openDataFolder } from '../data-folder.js';
import { watched } from '../exclusive-work.js';
import { withBus } from '../open-bus.js';
import { positiveNumber } from '../option-values.js';
import type { Progress } from '../progress.js';
import { addVerb, type CommonOptions, printResult } from '../verb.js';

interface RebuildOptions extends CommonOptions {
  wait: number;
}

/** `./stars statistics`: what all users do with each item, as answers use it. */
export function addStatistics(program: Command): void {
  const statistics = program.command('statistics').description('the statistics of all users that answers use');
  addVerb(statistics, 'rebuild', 'count the whole log of events again, while answers go on')
    .option('--wait <seconds>', 'how long to wait for it', positiveNumber, 3600)
    .action(rebuild);
}

async function rebuild({ data, wait, json }: RebuildOptions): Promise<void> {
  const folder = openDataFolder(data);
  const counted = await watched((...watch) => withBus(folder, (bus) => countAgain(bus, wait, ...watch)));
  const lines = counted.map(
    ({ tenant, definition }) => `The statistics ${definition} of tenant ${tenant} were counted again.\n`,
  );
  printResult({ json }, counted, lines.join(''));
}

/** Errors: `STARS_NOT_FOUND` if there are no statistics; `STARS_UNAVAILABLE` if they were not counted in time. */
async function countAgain(bus: EventBus, seconds: number, progress: Progress, signal: AbortSignal): Promise<Counted[]> {
  const all = await askToCountAgain(bus);
  if (all.length === 0) {
    throw new StarsError(
      'STARS_NOT_FOUND',
      'there are no complete statistics: they are counted from the first events on, by an embedder',
    );
  }
  const tooLong = AbortSignal.timeout(seconds * 1000);
  try {
    progress.update({ label: 'Waiting for the embedder to count the log' });
    await drainGroups(bus, [EMBEDDER_GROUPS.statistics], { signal: AbortSignal.any([signal, tooLong]) });
    progress.finish();
    return all;
  } catch (cause) {
    if (signal.aborted || !tooLong.aborted) throw cause;
    const later = 'the request stays, and is handled as soon as ./stars up or an embedder runs';
    throw new StarsError('STARS_UNAVAILABLE', `the log was not counted in ${seconds} s; ${later}`, { cause });
  }
}

import { join } from 'node:path';
import { dayToDate } from '@stars/features';
import { CJ_DAY_PERIODS } from '@stars/replay';
import type { DataFolder } from '../data-folder.js';
import { modelRegistry } from '../model-registry.js';
import { readStored, store } from '../stored.js';
import { runVerb } from './run-verb.js';

const statePath = (folder: DataFolder): string => join(folder.root, 'demo.json');

/**
 * Version of the demo's model, trained on weeks 1–48 and published. It is trained once: events that come while the demo
 * serves do not train it again.
 * @param recipe The option with the changes to the size's recipe, if any.
 */
export async function demoModel(
  folder: DataFolder,
  size: string,
  recipe: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  const known = readStored<{ model: string }>(statePath(folder));
  if (known && (await (await modelRegistry(folder)).versions()).includes(known.model)) return known.model;
  const until = dayToDate(CJ_DAY_PERIODS.test.from);
  const { version } = await runVerb<{ version: string }>(
    ['train', '--data', folder.root, '--size', size, ...recipe, '--until', until],
    signal,
  );
  store(statePath(folder), { model: version });
  return version;
}

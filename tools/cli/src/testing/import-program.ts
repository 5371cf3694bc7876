import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ImportReport } from '@stars/datasets';
import type { RowFiles } from '../import-row-files.js';
import { WORKSPACE } from '../workspace.js';

const built = (file: string): string => join(WORKSPACE, 'tools/cli/dist', file);

const IMPORT = `
  import { makeDataFolder } from '${built('data-folder.js')}';
  import { importRowFiles } from '${built('import-row-files.js')}';
  import { Progress } from '${built('progress.js')}';
  const [folder, options] = process.argv.slice(1);
  const signal = new AbortController().signal;
  const report = await importRowFiles(makeDataFolder(folder), JSON.parse(options), new Progress(), signal);
  console.log(JSON.stringify(report));
`;

/** Imports files in a process of its own, from what was built. `report`: undefined if it was killed. */
export function startImport(
  folder: string,
  options: RowFiles,
  env: NodeJS.ProcessEnv,
): { process: ChildProcess; report: Promise<ImportReport | undefined> } {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', IMPORT, folder, JSON.stringify(options)],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } },
  );
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
  });
  const report = once(child, 'close').then(() => (printed === '' ? undefined : (JSON.parse(printed) as ImportReport)));
  return { process: child, report };
}

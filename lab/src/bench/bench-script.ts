import { join } from 'node:path';
import { interruptible, runNode, WORKSPACE } from '@stars/cli';
import { StarsError } from '@stars/errors';

// With large semi-spaces, data that lives from one page of a load to the next is copied less often.
const LARGE_SEMI_SPACES = '--max-semi-space-size=128';

const FLAGS = ['--disable-warning=ExperimentalWarning', '--expose-gc'];

/**
 * Runs a script of `bench/` in its own process, which prints its result as text. With `json`, it prints JSON, which is returned.
 * `settings` are those that were given: the script has the defaults.
 * Progress and logs of the script go to standard error. Errors: `STARS_UNAVAILABLE` if it fails.
 */
export async function runBenchScript(script: string, settings: Readonly<Record<string, unknown>>): Promise<unknown> {
  const json = settings['json'] === true;
  const flags = script.startsWith('profiles/') ? [...FLAGS, LARGE_SEMI_SPACES] : FLAGS;
  const parameters = [...flags, join(WORKSPACE, 'bench', script), JSON.stringify(settings)];
  const { status, output } = await interruptible((signal) =>
    runNode(parameters, { signal, captured: json, cwd: WORKSPACE }),
  );
  if (status !== 0) throw new StarsError('STARS_UNAVAILABLE', `${script} cannot measure (status ${status})`);
  return json ? (JSON.parse(output) as unknown) : undefined;
}

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Progress } from '@stars/cli/command-line';
import { StarsError } from '@stars/errors';
import { runCommand } from '../run-command.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const APT = { DEBIAN_FRONTEND: 'noninteractive' };

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path));
}

/**
 * Path of a Chromium for the console's tests. If there is none, Debian's package is installed.
 * Errors: `STARS_UNAVAILABLE` if that is not possible.
 */
export async function ensureChromium(progress: Progress): Promise<string> {
  const found = process.env['STARS_CHROMIUM'] ?? findChromium();
  if (found) return found;
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  for (const parameters of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', 'chromium'],
  ]) {
    progress.update({ label: 'Chromium for the console’s tests (apt)' });
    const [program, ...rest] = [...sudo, 'apt-get', ...parameters];
    const { status, output } = await runCommand(program!, rest, { cwd: '/', env: { ...process.env, ...APT } });
    if (status !== 0) {
      progress.abandon();
      throw new StarsError('STARS_UNAVAILABLE', `Chromium is missing and apt-get cannot install it:\n${output}`);
    }
  }
  progress.finish();
  const installed = findChromium();
  if (!installed) throw new StarsError('STARS_UNAVAILABLE', 'apt-get installed Chromium, yet it is not on PATH');
  return installed;
}

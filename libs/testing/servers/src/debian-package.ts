import { StarsError } from '@stars/errors';
import { findProgram } from './find-program.js';
import { runProgram } from './run-program.js';

/**
 * Installs a Debian package where this user may. Errors: `STARS_UNAVAILABLE` without apt-get or the right to use it,
 * saying what to install by hand.
 */
export async function installDebianPackage(name: string): Promise<void> {
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (!findProgram('apt-get')) throw new StarsError('STARS_UNAVAILABLE', `${name} is missing; install it`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    for (const parameters of [
      ['update', '-q'],
      ['install', '-q', '-y', '--no-install-recommends', name],
    ]) {
      const [program, ...rest] = [...sudo, 'apt-get', ...parameters];
      await runProgram(program!, rest, { env });
    }
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new StarsError('STARS_UNAVAILABLE', `${name} is missing and apt-get cannot install it:\n${reason}`, {
      cause,
    });
  }
}

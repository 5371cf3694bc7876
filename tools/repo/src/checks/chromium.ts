import { StarsError } from '@stars/errors';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/**
 * Path of a Chromium for the console's tests. If there is none, Debian's package is installed.
 * Errors: `STARS_UNAVAILABLE` if that is not possible.
 */
export async function ensureChromium(): Promise<string> {
  const { findProgram, installDebianPackage } = await import('@stars/servers');
  const found = process.env['STARS_CHROMIUM'] ?? findProgram(...NAMES);
  if (found) return found;
  process.stderr.write('· Chromium for the console’s tests (apt) …\n');
  await installDebianPackage('chromium');
  const installed = findProgram(...NAMES);
  if (!installed) throw new StarsError('STARS_UNAVAILABLE', 'apt-get installed Chromium, yet it is not on PATH');
  return installed;
}

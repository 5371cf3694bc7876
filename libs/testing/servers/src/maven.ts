import { dirname, join } from 'node:path';
import { installDebianPackage } from './debian-package.js';
import { findProgram } from './find-program.js';
import { checkPinned } from './pinned-files.js';
import { runProgram } from './run-program.js';

/**
 * Copies the jars that a pom depends on, of one scope, into a folder, and checks them by `jars.sha256` beside the pom. After a change
 * of the pom, write this list anew with `sha256sum`. Errors: `STARS_UNAVAILABLE`, `STARS_DIGEST_MISMATCH`.
 */
export async function copyJars(pom: string, folder: string, scope: 'runtime' | 'provided'): Promise<void> {
  if (!findProgram('mvn')) await installDebianPackage('maven');
  await runProgram('mvn', [
    // Its own plugins are checked by the sums of the registry.
    ...['-B', '-ntp', '-q', '--strict-checksums', '-f', pom, 'dependency:copy-dependencies'],
    ...[`-DincludeScope=${scope}`, `-DoutputDirectory=${folder}`],
  ]);
  checkPinned(folder, join(dirname(pom), 'jars.sha256'));
}

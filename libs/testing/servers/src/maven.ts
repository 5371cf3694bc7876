import { installDebianPackage } from './debian-package.js';
import { findProgram } from './find-program.js';
import { runProgram } from './run-program.js';

/** Copies the jars that a pom depends on, of one scope, into a folder. Errors: `STARS_UNAVAILABLE`. */
export async function copyJars(pom: string, folder: string, scope: 'runtime' | 'provided'): Promise<void> {
  if (!findProgram('mvn')) await installDebianPackage('maven');
  await runProgram('mvn', [
    ...['-B', '-ntp', '-q', '-f', pom, 'dependency:copy-dependencies'],
    ...[`-DincludeScope=${scope}`, `-DoutputDirectory=${folder}`],
  ]);
}

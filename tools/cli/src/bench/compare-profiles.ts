import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { runCommand } from '../run-command.js';
import { type Column, renderTable } from '../table.js';
import { WORKSPACE } from '../workspace.js';
import { range, type Spread } from './spread.js';

/** Users a second, and the ratio to the first of the same kind. */
interface Rate {
  what: string;
  perSecond: Spread;
  ratio: Spread;
}

/** What `bench/profiles/redis-profiles.mjs` prints. */
export interface ProfileComparison {
  users: number;
  events: number;
  width: number;
  /** History and vectors of a profile. */
  bytesOfItsOwn: number;
  /** For each profile: CPU of the process and of the server, and memory of the server. */
  load: { perSecond: number; cpuMicroseconds: number; serverCpuMicroseconds: number; bytes: number };
  /** One user a call, 50 calls at once. */
  one: Rate[];
  /** 200 users a call, two calls at once. */
  batches: Rate[];
  machineLoad: number;
}

/** Measures profiles in Redis. Errors: `STARS_UNAVAILABLE` if that fails. */
export async function compareProfiles(rounds: number): Promise<ProfileComparison> {
  const script = join(WORKSPACE, 'bench/profiles/redis-profiles.mjs');
  // With large semi-spaces, data that lives from one page of the load to the next is copied less often.
  const args = ['--max-semi-space-size=128', script, '--json', '--rounds', String(rounds)];
  const { status, output } = await runCommand(process.execPath, args, { cwd: WORKSPACE });
  const line = output.split('\n').find((candidate) => candidate.startsWith('{'));
  if (status !== 0 || line === undefined) {
    throw new StarsError('STARS_UNAVAILABLE', `profiles in Redis cannot be measured:\n${output}`);
  }
  return JSON.parse(line) as ProfileComparison;
}

const columnsOf = (title: string): Column<Rate>[] => [
  { title, value: ({ what }) => what },
  { title: 'users/s', value: ({ perSecond }) => range(perSecond, 0), right: true },
  { title: 'of the first', value: ({ ratio }) => range(ratio, 2), right: true },
];

export function renderProfiles({ load, one, batches, ...what }: ProfileComparison): string {
  return [
    `${what.users} profiles of ${what.events} events and two vectors of ${what.width}, load ${what.machineLoad.toFixed(1)}`,
    `loaded at ${load.perSecond}/s; a profile takes ${load.cpuMicroseconds.toFixed(1)} µs of CPU here and ` +
      `${load.serverCpuMicroseconds.toFixed(1)} µs in Redis, and ${load.bytes.toFixed(0)} bytes, ${what.bytesOfItsOwn} of its own`,
    '',
    renderTable(columnsOf('one a call, 50 at once'), one),
    '',
    renderTable(columnsOf('200 a call, 2 at once'), batches),
  ].join('\n');
}

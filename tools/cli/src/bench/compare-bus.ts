import { join } from 'node:path';
import { StarsError } from '@stars/errors';
import { runCommand } from '../run-command.js';
import { type Column, renderTable } from '../table.js';
import { WORKSPACE } from '../workspace.js';
import { range, type Spread } from './spread.js';

/** Events a second into a consumer, by round, as `bench/bus/consume-speed.mjs` prints it. */
export interface BusComparison {
  events: number;
  rounds: number;
  publishedPerSecond: number;
  busPerSecond: Spread;
  rawPerSecond: Spread;
  /** Throughput of the bus over that of kafkajs alone, by round. */
  ratio: Spread;
  /** The same ratio by CPU time. */
  cpuRatio: Spread;
  load: number;
}

/** Compares the Kafka bus with kafkajs alone. Errors: `STARS_UNAVAILABLE` if that fails. */
export async function compareBus(rounds: number): Promise<BusComparison> {
  const script = join(WORKSPACE, 'bench/bus/consume-speed.mjs');
  const { status, output } = await runCommand(process.execPath, [script, '--json', '--rounds', String(rounds)], {
    cwd: WORKSPACE,
  });
  const line = output.split('\n').find((candidate) => candidate.startsWith('{'));
  if (status !== 0 || line === undefined) {
    throw new StarsError('STARS_UNAVAILABLE', `the event bus cannot be measured:\n${output}`);
  }
  return JSON.parse(line) as BusComparison;
}

const COLUMNS: Column<BusComparison>[] = [
  { title: 'events', value: ({ events }) => String(events), right: true },
  { title: 'the bus, events/s', value: ({ busPerSecond }) => range(busPerSecond, 0), right: true },
  { title: 'kafkajs alone', value: ({ rawPerSecond }) => range(rawPerSecond, 0), right: true },
  { title: 'bus / kafkajs', value: ({ ratio }) => range(ratio, 2), right: true },
  { title: 'by CPU time', value: ({ cpuRatio }) => range(cpuRatio, 2), right: true },
  { title: 'load', value: ({ load }) => load.toFixed(1), right: true },
];

export const renderBus = (comparison: BusComparison): string => renderTable(COLUMNS, [comparison]);

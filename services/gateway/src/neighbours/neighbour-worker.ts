import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type NeighbourTable, neighbourTables } from '@stars/ranking';
import { neighbourSample } from '@stars/recommending';
import { openPorts } from '@stars/stack';
import type { NeighbourQuestion } from './find-in-worker.js';

// The thread that finds neighbours: it has a profile store of its own, and ends when it is done.

// On Linux a priority is one thread's; elsewhere it would be that of the thread that answers too.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

const { stack, tenant, reading, morning } = workerData as NeighbourQuestion;
const { profiles, close } = await openPorts(stack, ['profiles']);
try {
  const logs = await neighbourSample(profiles, tenant, reading, morning);
  const tables = neighbourTables(logs, reading.items.length);
  const found: NeighbourTable[] = Object.values(tables);
  parentPort!.postMessage(
    tables,
    found.flatMap(({ items, likeness }) => [items.buffer as ArrayBuffer, likeness.buffer as ArrayBuffer]),
  );
} finally {
  await close();
}

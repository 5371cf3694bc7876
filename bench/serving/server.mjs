// The gateway and all other services in one process: node server.mjs '{"folder":…,"env":{…}}'
// Sends { ready, grpcPort, httpPort }, and its usage on request. Ends on SIGTERM, or if its parent is gone.
import 'reflect-metadata';
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { answerSteadily, createLogger } from '@stars/platform';
import { startStandalone } from '@stars/service-standalone';
import { openStack } from '@stars/stack';
import { configOf } from '../places.mjs';
import { openTextModels } from '../text-models.mjs';
import { FaultyStores } from './faulty-stores.mjs';
import { NOW } from './shop.mjs';

const { folder, env, log = 'warn' } = JSON.parse(process.argv[2]);
const config = configOf(env);
answerSteadily();
const faults = new FaultyStores();
const standalone = await startStandalone({
  dataDir: folder,
  listen: { grpcPort: 0, httpPort: 0 },
  logger: createLogger('bench', { level: process.env.STARS_LOG_LEVEL ?? log }),
  stackConfig: config,
  openStack: async () => faults.around(await openStack(config, { answersRequests: true, turnMs: 25 })),
  openTextModels: () => openTextModels('plain'),
  clock: () => NOW,
});

/** Full garbage collections of the thread that answers, without those that a report forces. */
let collections = 0;
new PerformanceObserver((list) => {
  for (const { detail } of list.getEntries()) {
    const { NODE_PERFORMANCE_GC_MAJOR: full, NODE_PERFORMANCE_GC_FLAGS_FORCED: forced } = constants;
    if (detail.kind === full && !(detail.flags & forced)) collections++;
  }
}).observe({ entryTypes: ['gc'] });

/** CPU time of garbage collections that a report forces, seconds: it is none of the requests'. */
let forced = 0;
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** The longest that the thread did something without a pause since the last report, ms of its CPU time. */
let held = 0;
let ticked = process.threadCpuUsage();
setInterval(() => {
  const { user, system } = process.threadCpuUsage(ticked);
  held = Math.max(held, (user + system) / 1000);
  ticked = process.threadCpuUsage();
}, 2).unref();

function usage() {
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  return { rss, heapUsed, external, arrayBuffers, cpuSeconds: cpuSeconds() - forced, collections, held };
}

process.on('message', async (message) => {
  if (message.fault) faults.set(message.fault);
  if (message.report) {
    const before = cpuSeconds();
    globalThis.gc?.();
    forced += cpuSeconds() - before;
    process.send({ usage: usage() });
    ticked = process.threadCpuUsage();
    held = 0;
  }
});

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await standalone.close();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('disconnect', stop);
process.send({ ready: true, ...standalone.ports });

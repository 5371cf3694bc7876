// All kinds of calls of an app, for a long time, while stores fail one after the other. Is every call answered in time? Does
// memory grow?
//   node bench/serving/mixed.mjs [--seconds 600] [--rate 200] [--deadline-ms 1000] [--fault-seconds 5] [--items 5000] [--users 20000]
//        [--width 64] [--size small] [--folder kept] [--json]
// Progress goes to standard error.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBackend } from '@stars/inference';
import { openStack } from '@stars/stack';
import { endChildren, start } from '../stream/children.mjs';
import { slope } from '../stream/percentiles.mjs';
import { ask } from './ask.mjs';
import { openPlace } from './places.mjs';
import { prepare } from './prepare.mjs';

const { values: given } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    rate: { type: 'string', default: '200' },
    'deadline-ms': { type: 'string', default: '1000' },
    'fault-seconds': { type: 'string', default: '5' },
    items: { type: 'string', default: '5000' },
    users: { type: 'string', default: '20000' },
    width: { type: 'string', default: '64' },
    size: { type: 'string', default: 'small' },
    folder: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const number = (name) => Number(given[name]);
const shop = { items: number('items'), users: number('users'), run: process.pid };
const seconds = number('seconds');
const deadlineMs = number('deadline-ms');

/** In this order, each followed by a time without fault. Slow means slower than a caller waits. */
const FAULTS = ['profiles', 'catalog', 'vectors', 'bus'].flatMap((store) => [
  { store, kind: 'away' },
  { store, kind: 'slow', ms: 2 * deadlineMs },
]);
const NO_FAULT = { kind: 'none' };
/** Time between samples of memory. In the first third of the samples, the process still warms up. */
const SAMPLE_MS = 1000;
const SETTLED = 1 / 3;

const folder = given.folder ?? mkdtempSync(join(tmpdir(), 'stars-mixed-'));
mkdirSync(folder, { recursive: true });
if (!given.folder) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const say = (text) => process.stderr.write(`· ${text}\n`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Injects one fault after the other while `running()`. @returns the number of faults */
async function injectFaults(server, running) {
  let count = 0;
  while (running()) {
    const fault = FAULTS[count % FAULTS.length];
    say(`${fault.store} ${fault.kind}`);
    for (const each of [fault, NO_FAULT]) {
      server.send({ fault: each });
      await wait(number('fault-seconds') * 1000);
    }
    count++;
  }
  return count;
}

async function sampleMemory(server, running) {
  const samples = [];
  for (const begun = Date.now(); running(); await wait(SAMPLE_MS)) {
    const usage = await ask(server, { report: true }, 'usage');
    samples.push({ seconds: (Date.now() - begun) / 1000, ...usage });
  }
  return samples;
}

/** Bytes after a garbage collection; growth in bytes a second, once the process has settled. */
function memoryOf(samples) {
  const settled = samples.slice(Math.floor(samples.length * SETTLED));
  const growth = (name) => slope(settled.map((sample) => ({ seconds: sample.seconds, value: sample[name] })));
  const peak = (name) => Math.max(...samples.map((sample) => sample[name]));
  return {
    heapAtStart: settled[0].heapUsed,
    heapAtEnd: settled.at(-1).heapUsed,
    heapGrowth: growth('heapUsed'),
    rssPeak: peak('rss'),
    rssAtEnd: settled.at(-1).rss,
    rssGrowth: growth('rss'),
  };
}

const place = await openPlace('embedded', folder);
try {
  await startBackend();
  const stack = await openStack(place.config);
  await prepare(stack, folder, { ...shop, size: given.size, width: number('width') }, say).finally(() => stack.close());
  // Without this, every call that meets a fault would log it.
  const settings = { folder, stack: place.config, log: 'silent' };
  const server = await start('../serving/server.mjs', settings, undefined, ['--expose-gc']);
  const load = await start('../serving/load.mjs', {});
  let running = true;
  const faults = injectFaults(server, () => running);
  const samples = sampleMemory(server, () => running);
  const address = `127.0.0.1:${server.said.grpcPort}`;
  const what = { address, kind: 'mixed', shop, rate: number('rate'), seconds, deadlineMs };
  const calls = await ask(load, what, 'result').finally(() => {
    running = false;
  });
  const report = {
    ...shop,
    seconds,
    rate: number('rate'),
    deadlineMs,
    calls,
    faults: await faults,
    memory: memoryOf(await samples),
    machine: { cores: cpus().length, load: loadavg()[0] },
  };
  process.stdout.write(`${JSON.stringify(report, undefined, given.json ? 0 : 1)}\n`);
} finally {
  await endChildren();
  await place.stop();
}

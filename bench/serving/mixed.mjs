// All kinds of calls of an app, for a long time, while stores fail one after the other. Is every call answered in time? Does
// memory grow?
//   node bench/serving/mixed.mjs '{"seconds":600,"rate":200,"deadlineMs":1000,"faultSeconds":5,…}'
import { cpus, loadavg } from 'node:os';
import { startBackend } from '@stars/inference';
import { openStack } from '@stars/stack';
import { megabytes, print, rounded, say, settings, wait, workFolder } from '../run.mjs';
import { endChildren, start } from '../stream/children.mjs';
import { slope } from '../stream/percentiles.mjs';
import { ask } from './ask.mjs';
import { openPlace } from './places.mjs';
import { prepare } from './prepare.mjs';

const given = settings();
const { items = 5000, users = 20_000, width = 64, size, json } = given;
const { seconds = 600, rate = 200, deadlineMs = 1000, faultSeconds = 5 } = given;
const folder = workFolder(given.folder);
const shop = { items, users, run: process.pid };

/** In this order, each followed by a time without fault. Slow means slower than a caller waits. */
const FAULTS = ['profiles', 'catalog', 'vectors', 'bus'].flatMap((store) => [
  { store, kind: 'away' },
  { store, kind: 'slow', ms: 2 * deadlineMs },
]);
const NO_FAULT = { kind: 'none' };
/** Time between samples of memory. In the first third of the samples, the process still warms up. */
const SAMPLE_MS = 1000;
const SETTLED = 1 / 3;

/** Injects one fault after the other while `running()`. @returns the number of faults */
async function injectFaults(server, running) {
  let count = 0;
  while (running()) {
    const fault = FAULTS[count % FAULTS.length];
    say(`${fault.store} ${fault.kind}`);
    for (const each of [fault, NO_FAULT]) {
      server.send({ fault: each });
      await wait(faultSeconds * 1000);
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

/** The report as text: calls that were late or not answered, and memory. */
function show({ calls, faults, memory, machine }) {
  console.log(`${calls.sent} calls in ${seconds} s with ${faults} faults; load ${rounded(machine.load, 1)}`);
  console.log(
    `p50 ${rounded(calls.p50)} ms, p99 ${rounded(calls.p99)}, most ${rounded(calls.max)}; by gRPC code (-1: no answer)`,
    calls.codes,
  );
  console.log(`${calls.overDeadline} later than their deadline of ${deadlineMs} ms and a tenth`);
  console.log(
    `heap ${megabytes(memory.heapAtStart)} to ${megabytes(memory.heapAtEnd)}, growing by ${rounded(memory.heapGrowth / 1024, 1)} KB/s; ` +
      `resident ${megabytes(memory.rssAtEnd)}, at most ${megabytes(memory.rssPeak)}`,
  );
}

const place = await openPlace('embedded', folder);
try {
  await startBackend();
  const stack = await openStack(place.config);
  await prepare(stack, folder, { ...shop, size, width }, say).finally(() => stack.close());
  // Without this, every call that meets a fault would log it.
  const settings = { folder, stack: place.config, log: 'silent' };
  const server = await start('../serving/server.mjs', settings, undefined, ['--expose-gc']);
  const load = await start('../serving/load.mjs', {});
  let running = true;
  const faults = injectFaults(server, () => running);
  const samples = sampleMemory(server, () => running);
  const address = `127.0.0.1:${server.said.grpcPort}`;
  const what = { address, kind: 'mixed', shop, rate, seconds, deadlineMs };
  const calls = await ask(load, what, 'result').finally(() => {
    running = false;
  });
  const report = {
    ...shop,
    seconds,
    rate,
    deadlineMs,
    calls,
    faults: await faults,
    memory: memoryOf(await samples),
    machine: { cores: cpus().length, load: loadavg()[0] },
  };
  print(report, json, show);
} finally {
  await endChildren();
  await place.stop();
}

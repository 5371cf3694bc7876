// One part of the measurement in a process of its own, so that its peak memory is its own: what it found is its last line.
import { join } from 'node:path';
import { Archive } from '@stars/archive';
import { openObjectStore } from '@stars/object-store';
import { train } from '@stars/training';
import { settings } from '../run.mjs';
import { MadeUpBus } from './made-up-bus.mjs';

const options = settings();
const bus = new MadeUpBus(options);
const archive = new Archive({
  bus,
  store: openObjectStore(join(options.folder, 'archive'), { field: 'folder' }),
  key: 'the key of a measurement',
  now: () => bus.now,
});
const began = performance.now();
function used() {
  const { user, system } = process.cpuUsage();
  const [seconds, cpuSeconds] = [(performance.now() - began) / 1000, (user + system) / 1e6];
  return { seconds, cpuSeconds, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

async function fill() {
  await archive.catchUp();
  const { files } = archive.state;
  const of = (name) => files.reduce((sum, file) => sum + file[name], 0);
  return { rows: of('rows'), files: files.length, bytes: of('bytes') };
}

/** Gives a signal whose reading, once a step, ends this process: nothing is tidied up. */
function killingSignal(killAtStep, fitting) {
  let steps = 0;
  return new Proxy(new AbortController().signal, {
    get(target, name) {
      if (name === 'aborted' && fitting() && ++steps > killAtStep) process.kill(process.pid, 'SIGKILL');
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function trainSteps() {
  const { steps, runs, killAtStep, maxEvents } = options;
  let stage = 'load';
  const parts = {};
  const notes = [];
  const { version, manifest, metrics } = await train({
    ...{ bus, archive, dataDir: join(options.folder, runs), place: { timeZone: 'UTC', country: 'US' }, size: 'small' },
    // Without a held-out window and what is learned on it: steps alone.
    recipe: { maxSteps: steps, validation: undefined, secondStage: undefined },
    now: bus.now,
    ...(maxEvents ? { maxEvents } : {}),
    checkpoints: { everyMs: Number.POSITIVE_INFINITY, everySteps: Math.max(1, Math.floor(steps / 4)) },
    onWarning: (message) => notes.push(message),
    onProgress(progress) {
      if (progress.stage === stage) return;
      if (stage === 'load') console.log('has its data');
      parts[stage] = used();
      ({ stage } = progress);
    },
    ...(killAtStep ? { signal: killingSignal(killAtStep, () => stage === 'train') } : {}),
  });
  const weights = manifest.files.find(({ path }) => path === 'weights.safetensors').sha256;
  return { version, weights, events: metrics.interactions, users: metrics.users, steps: metrics.steps, notes, parts };
}

const found = await (options.part === 'fill' ? fill() : trainSteps());
console.log(JSON.stringify({ ...found, ...used() }));

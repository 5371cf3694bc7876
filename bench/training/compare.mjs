// Trains the same model on the same batch here and in PyTorch, in interleaved runs: with one thread each, in CPU time, or with
// `"device":"gpu"` both on a GPU, in wall time:
//   node --expose-gc bench/training/compare.mjs '{"size":"tiny"|"small"|"paper","model":"plain"|"hard"|"stars","python":…}'
// It ends with an error if the two do not compute the same loss: such times could not be compared.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { encodeSafetensors, limitThreads } from '@stars/inference';
import { createParameters, objective, parameterSpecs, StarsTrainer, tf } from '@stars/model';
import { startBackend } from '@stars/training';
import { megabytes, print, range, settings, spreadOf, workFolder } from '../run.mjs';
import { trainingCase } from './training-case.mjs';

const {
  size: shape = 'small',
  model: variant = 'plain',
  rounds = 7,
  python = 'python3',
  device = 'cpu',
  json,
} = settings();
/** Steps of a round: about a second of work. */
const count = { tiny: 50, small: 10, paper: 1 }[shape] * (device === 'gpu' ? 10 : 1);
/** Relative. On a GPU, products of both sides may be in TF32, with 10 bits of mantissa. */
const tolerance = device === 'gpu' ? 5e-3 : 1e-4;

process.env.STARS_BACKEND = device;
if (device === 'cpu') limitThreads(1);
const backend = startBackend();
const { config, batch, objective: options, learningRate } = trainingCase(shape, variant);
const parameters = createParameters(config, 1);
const folder = workFolder();

/** Writes weights and batch for the other side. @returns the paths of both files */
function writeCase() {
  const tensors = new Map();
  const add = (name, values) => {
    if (ArrayBuffer.isView(values)) tensors.set(name, { shape: [values.length], values });
  };
  for (const [name, values] of Object.entries(batch.sequences)) add(name, values);
  add('offset', batch.offset);
  add('items.deltaRow', batch.items.deltaRow);
  for (const name of ['nextRows', 'generalRows']) add(name, batch[name]);
  for (const name of ['nextTargets', 'generalTargets']) {
    for (const part of ['pairs', 'weights']) add(`${name}.${part}`, batch[name][part]);
  }
  const { count: items, embedding, tags } = batch.items;
  tensors.set('items.embedding', { shape: [items, config.contentWidth], values: embedding });
  tensors.set('items.tags', { shape: [items, config.tagCount], values: tags });
  const groups = {};
  for (const { name, shape: sides, group } of parameterSpecs(config)) {
    tensors.set(`weight:${name}`, { shape: sides, values: parameters.get(name).dataSync() });
    groups[name] = group;
  }
  const { size, length, cuts } = batch.sequences;
  const hard = batch.hard?.width ?? 0;
  if (hard > 0) add('hard.rows', batch.hard.rows);
  const plain = variant !== 'stars';
  const all = { ...options, plain, hard, size, length, cuts, candidates: batch.candidates };
  const paths = [join(folder, 'case.json'), join(folder, 'case.safetensors')];
  writeFileSync(
    paths[0],
    JSON.stringify({ config, options: all, groups, learningRate, device: device === 'gpu' ? 'cuda' : 'cpu' }),
  );
  writeFileSync(paths[1], encodeSafetensors(tensors));
  return paths;
}

/** Starts the other side. It answers questions; both are JSON, one a line. */
function startPyTorch(files) {
  const script = fileURLToPath(new URL('torch_worker.py', import.meta.url));
  const oneThread = device === 'cpu' ? { OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' } : {};
  const env = { ...process.env, ...oneThread };
  const child = spawn(python, [script, ...files], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (question) => {
    child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error('the PyTorch side has ended');
    return JSON.parse(value);
  };
  return { ask, end: () => child.stdin.end() };
}

/** ms of each of so many steps: of CPU time, on a GPU of wall time. */
function timed(trainer, steps) {
  const cpu = process.cpuUsage();
  const started = performance.now();
  for (let i = 0; i < steps; i++) trainer.step(batch, learningRate, learningRate);
  // A GPU may still be at the last update of the parameters.
  if (device === 'gpu') parameters.values().next().value.dataSync();
  const { user, system } = process.cpuUsage(cpu);
  return (device === 'gpu' ? performance.now() - started : (user + system) / 1000) / steps;
}

const files = writeCase();
// Data that is only written to files must not count as memory of training.
globalThis.gc?.();
const torch = startPyTorch(files);
const loss = {
  stars: tf.tidy(() => objective(config, parameters, batch, options).total.arraySync()),
  torch: (await torch.ask({ do: 'loss' })).loss,
};
if (!(Math.abs(loss.stars - loss.torch) <= tolerance * (1 + Math.abs(loss.torch)))) {
  throw new Error(`${shape}, ${variant}: the loss is ${loss.stars} here and ${loss.torch} there`);
}
const trainer = new StarsTrainer(config, parameters, options, 1);
const torchTimed = async (steps) => (1000 * (await torch.ask({ do: 'steps', count: steps })).seconds) / steps;
const warmUp = Math.max(1, count >> 1);
timed(trainer, warmUp);
await torchTimed(warmUp);
const times = { stars: [], torch: [] };
const what = device === 'gpu' ? 'wallMs' : 'cpuMs';
for (let round = 0; round < rounds; round++) {
  times.stars.push(timed(trainer, count));
  times.torch.push(await torchTimed(count));
}
const report = {
  shape,
  variant,
  rounds,
  stepsPerRound: count,
  device,
  backend: backend.detail,
  stars: { [what]: spreadOf(times.stars), peakBytes: process.resourceUsage().maxRSS * 1024 },
  torch: { [what]: spreadOf(times.torch), ...(await torch.ask({ do: 'memory' })) },
  ratio: spreadOf(times.stars.map((ms, round) => ms / times.torch[round])),
  loss,
  load: loadavg()[0],
};
torch.end();
print(report, json, ({ stars, torch: other, ratio, load }) =>
  console.log(
    `${shape}, ${variant}, ${device}: ${device === 'gpu' ? 'ms' : 'CPU ms'} a step ${range(stars[what], 0)}, PyTorch ${range(other[what], 0)}, ratio ${range(ratio, 2)}; ` +
      `peak ${megabytes(stars.peakBytes)}, PyTorch ${megabytes(other.peakBytes)}; load ${load.toFixed(1)}`,
  ),
);

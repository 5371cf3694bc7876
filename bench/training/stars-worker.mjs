// Takes training steps with libs/engine/model on request, with the protocol of torch_worker.py:
// node stars-worker.mjs SHAPE VARIANT CASE.json CASE.safetensors. It writes both files before it listens.
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { encodeSafetensors, startBackend } from '@stars/inference';
import {
  createParameters,
  encode,
  generalVectors,
  itemContent,
  itemTokens,
  nextVectors,
  objective,
  parameterSpecs,
  StarsTrainer,
  tf,
} from '@stars/model';
import { profileKernels } from './profile-kernels.mjs';
import { trainingCase } from './training-case.mjs';

const [shape, variant, casePath, tensorsPath] = process.argv.slice(2);
await startBackend();
const { config, batch, objective: options, learningRate } = trainingCase(shape, variant);
const parameters = createParameters(config, 1);
writeCase();
// Data that is only written to files must not count as memory of training.
globalThis.gc?.();
const trainer = new StarsTrainer(config, parameters, options, 1);

let tokens;

const answers = {
  loss: () => ({ loss: tf.tidy(() => objective(config, parameters, batch, options).total.arraySync()) }),
  steps: ({ count }) => {
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    let loss = 0;
    for (let i = 0; i < count; i++) loss = trainer.step(batch, learningRate, learningRate).loss;
    const { user, system } = process.cpuUsage(cpu);
    return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - wall) / 1000, loss };
  },
  encode: ({ count }) => {
    const pass = () => tf.tidy(() => encodeOnce().map((x) => tf.keep(x)));
    const first = pass()[0].arraySync()[0].slice(0, 4);
    const cpu = process.cpuUsage();
    for (let i = 0; i < count; i++) {
      const vectors = pass();
      for (const x of vectors) x.dataSync();
      tf.dispose(vectors);
    }
    const { user, system } = process.cpuUsage(cpu);
    return { starsSeconds: (user + system) / 1e6, starsValues: first, users: batch.sequences.size };
  },
  profile: ({ count }) => ({
    kernels: profileKernels(count, () => trainer.step(batch, learningRate, learningRate)).slice(0, 12),
  }),
  memory: () => ({ peakBytes: process.resourceUsage().maxRSS * 1024 }),
};

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(answers[question.do](question))}\n`);
}

/** h_next of each sequence's last token and h_gen of its copies, from prepared tokens, as a server encodes users. */
function encodeOnce() {
  tokens ??= tf.keep(itemTokens(parameters, itemContent(config, parameters, batch.items)));
  const { size, length, cuts } = batch.sequences;
  const { items, copies } = encode(config, parameters, tokens, batch.sequences);
  const last = Int32Array.from({ length: size }, (_, b) => (b + 1) * length - 1);
  const all = Int32Array.from({ length: size * cuts }, (_, k) => k);
  return [nextVectors(parameters, items, last), generalVectors(parameters, copies, all)];
}

/** Weights and batch for the other side. */
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
  const { count, embedding, tags } = batch.items;
  tensors.set('items.embedding', { shape: [count, config.contentWidth], values: embedding });
  tensors.set('items.tags', { shape: [count, config.tagCount], values: tags });
  const groups = {};
  for (const { name, shape: sides, group } of parameterSpecs(config)) {
    tensors.set(`weight:${name}`, { shape: sides, values: parameters.get(name).dataSync() });
    groups[name] = group;
  }
  const { size, length, cuts } = batch.sequences;
  const plain = variant !== 'stars';
  const hard = batch.hard?.width ?? 0;
  if (hard > 0) add('hard.rows', batch.hard.rows);
  const all = { ...options, plain, hard, size, length, cuts, candidates: batch.candidates };
  writeFileSync(casePath, JSON.stringify({ config, options: all, groups, learningRate }));
  writeFileSync(tensorsPath, encodeSafetensors(tensors));
}

// Cost of a training step at `small` and where it goes, by TensorFlow op:
// node bench/training-step.mjs [sequences] [candidates]. One thread: set TF_NUM_INTRAOP_THREADS=1.
import { startBackend } from '@stars/inference';
import { createParameters, createRandom, fillNormal, SIZES, StarsTrainer, tf } from '@stars/model';

const [sequences = 8, candidates = 3000] = process.argv.slice(2).map(Number);
const STEPS = 20;
const BASKET = 10;
await startBackend();

const spent = new Map();
const backend = tf.backend();
for (const method of ['executeSingleOutput', 'executeMultipleOutputs']) {
  const execute = backend[method].bind(backend);
  backend[method] = (name, ...rest) => {
    const started = performance.now();
    const result = execute(name, ...rest);
    const entry = spent.get(name) ?? { ms: 0, calls: 0 };
    entry.ms += performance.now() - started;
    entry.calls++;
    spent.set(name, entry);
    return result;
  };
}

const random = createRandom(3);
const below = (limit) => Math.floor(random() * limit);
const config = {
  ...SIZES.small,
  tagCount: 150,
  sideWidth: 90,
  userNumericCount: 0,
  userCategoricalSizes: [7, 5],
  itemCount: 25_000,
};
const L = config.maxLength;
const cuts = 2;
const targets = (rows, each) => ({
  rows,
  pairs: Int32Array.from({ length: rows * each * 2 }, (_, i) => (i % 2 ? below(candidates) : (i / 2 / each) | 0)),
  weights: new Float32Array(rows * each).fill(1 / each),
});
const tokens = sequences * L;
const batch = {
  sequences: {
    size: sequences,
    length: L,
    cuts,
    item: Int32Array.from({ length: tokens }, () => below(candidates)),
    side: new Float32Array(tokens * config.sideWidth),
    hours: Float32Array.from({ length: tokens }, (_, i) => (i % L) * 8),
    basket: Int32Array.from({ length: tokens }, (_, i) => Math.floor((i % L) / BASKET)),
    cutBasket: new Int32Array(sequences * cuts).fill(10),
    cutHours: new Float32Array(sequences * cuts).fill(800),
    userNumeric: new Float32Array(0),
    userCategorical: new Int32Array(sequences * 2),
    userKnown: new Float32Array(sequences),
  },
  items: {
    count: candidates,
    embedding: fillNormal(random, new Float32Array(candidates * config.contentWidth), 1),
    tags: new Float32Array(candidates * config.tagCount),
    deltaRow: Int32Array.from({ length: candidates }, (_, i) => (i * 7) % config.itemCount),
  },
  candidates,
  offset: new Float32Array(candidates),
  nextRows: Int32Array.from({ length: tokens }, (_, i) => i),
  nextTargets: targets(tokens, BASKET),
  generalRows: Int32Array.from({ length: sequences * cuts }, (_, i) => i),
  generalTargets: targets(sequences * cuts, 30),
};
const trainer = new StarsTrainer(config, createParameters(config, 1), { generalWeight: 0.5, deltaDropout: 0.1 }, 1);
for (let i = 0; i < 3; i++) trainer.step(batch, 1e-3, 1e-3);
spent.clear();
const cpu = process.cpuUsage();
const started = performance.now();
for (let i = 0; i < STEPS; i++) trainer.step(batch, 1e-3, 1e-3);
const wall = (performance.now() - started) / STEPS;
const { user, system } = process.cpuUsage(cpu);
console.log(`step ${wall.toFixed(1)} ms wall, ${((user + system) / 1000 / STEPS).toFixed(1)} ms CPU`);
for (const [name, { ms, calls }] of [...spent].sort((a, b) => b[1].ms - a[1].ms).slice(0, 10)) {
  console.log(
    `${(ms / STEPS).toFixed(1).padStart(8)} ms ${String(Math.round(calls / STEPS)).padStart(5)} calls  ${name}`,
  );
}

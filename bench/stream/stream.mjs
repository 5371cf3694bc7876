// Times from an event to its user's vector, and from a catalogue change to a search that shows it, at a fixed rate:
//   node bench/stream/stream.mjs '{"stack":"embedded"|"servers","size":"small","rate":1000,…}'
// The model is untrained: random weights take as long as learned ones.
import { loadavg } from 'node:os';
import { openStack } from '@stars/stack';
import { ask, childFailed, endChildren, start } from '../children.mjs';
import { configOf, openPlace } from '../places.mjs';
import { machine, megabytes, print, rounded, say, settings, table, wait, workFolder } from '../run.mjs';
import { CatalogueWatch } from './catalogue-watch.mjs';
import { checkUsers } from './check-users.mjs';
import { announce, fillCatalog, fillProfiles } from './prepare.mjs';
import { catalogueLagOf, drained, lagOf, PATIENCE, Samples } from './samples.mjs';
import { StatisticsWatch } from './statistics-watch.mjs';
import { openTextModels } from './text-models.mjs';
import { saveModel } from './untrained-model.mjs';

const options = {
  ...{ stack: 'embedded', size: 'small', users: 100_000, items: 5000, history: 20, text: 'local', embedders: 1 },
  ...{ rate: 1000, catalogRate: 5, seconds: 120, warmUp: 10, overloadRate: 20_000, overloadSeconds: 20 },
  ...settings(),
};
/** A little more than the time between two reports of a service, ms. */
const REPORTED = 1100;

const folder = workFolder();

/** Runs one phase of the generator. Resolves when all of it is on the bus. */
const phase = (generator, what) => ask(generator, what, 'ran');

async function startServices(env) {
  const settings = { folder, env, text: options.text };
  const groups =
    options.stack === 'embedded'
      ? [['catalog', 'tagger', 'embedder']]
      : [['catalog', 'tagger'], ...Array.from({ length: options.embedders }, () => ['embedder'])];
  const services = [];
  for (const names of groups) {
    const service = {
      names,
      child: await start('stream/services.mjs', { ...settings, services: names }, options.profile),
      last: undefined,
    };
    service.child.on('message', (message) => {
      service.last = message;
    });
    services.push(service);
  }
  return services;
}

/** CPU time and updates of all services so far. */
function usage(services) {
  const last = services.map((service) => service.last ?? { cpuSeconds: 0, updates: 0 });
  const sum = (name) => last.reduce((all, each) => all + each[name], 0);
  return { cpuSeconds: sum('cpuSeconds'), updates: sum('updates') };
}

/** The worst percentiles of all embedders, each of which has its own users. */
function timesOf(services, name) {
  const all = services.flatMap(({ last }) => (last?.times?.[name] ? [last.times[name]] : []));
  const worst = (key) => Math.max(...all.map((times) => times[key]));
  const count = all.reduce((events, times) => events + times.count, 0);
  return { count, p50: worst('p50'), p95: worst('p95'), p99: worst('p99'), max: worst('max') };
}

async function prepare(stack, env, text) {
  const { servingWidth: width } = await saveModel(folder, options.size, options.items, text);
  await announce(stack, width);
  await fillCatalog(stack, options.items, text);
  say(`catalogue of ${options.items} and a model of size ${options.size}`);
  const events = await fillProfiles(stack, options, Date.now(), (users) => {
    if (users % 20_000 === 0) say(`histories of ${users} users`);
  });
  say(`${events} events of the past`);
  const services = await startServices(env);
  await drained(stack.bus, catalogueLagOf);
  return { services, width, pastEvents: events };
}

/** The measured rate: results of its events and changes, once everything is handled. */
async function steadyPhase({ stack, services, generator, width }) {
  const { rate, catalogRate, seconds } = options;
  say(`${rate} interactions/s and ${catalogRate} catalogue changes/s for ${seconds} s`);
  const watch = new CatalogueWatch(stack.vectors, width);
  generator.on('message', ({ changes }) => {
    if (changes) watch.add(changes).catch((error) => say(`cannot search for a change: ${error.message}`));
  });
  const statistics = new StatisticsWatch(stack.bus);
  const before = usage(services);
  const load = { before: loadavg()[0] };
  const samples = new Samples(stack.bus, services);
  const done = await phase(generator, { phase: 'steady', rate, catalogRate, seconds });
  load.after = loadavg()[0];
  const lag = samples.end();
  await wait(REPORTED);
  const after = usage(services);
  const inStatistics = await statistics.end();
  await drained(stack.bus, lagOf);
  await drained(stack.bus, catalogueLagOf);
  const changes = await watch.end(PATIENCE / 10);
  return {
    before,
    after,
    load,
    lag,
    done,
    inStatistics,
    catalogue: { sent: watch.sent, notFound: watch.waiting, ...changes },
  };
}

/** A rate that is too high, and then the time until the services have caught up. */
async function overloadPhase({ stack, services, generator }) {
  const { overloadRate: rate, overloadSeconds: seconds } = options;
  say(`${rate} interactions/s for ${seconds} s`);
  const samples = new Samples(stack.bus, services);
  const began = Date.now();
  const done = await phase(generator, { phase: 'overload', rate, catalogRate: 0, seconds });
  const [lag, sentIn] = [await lagOf(stack.bus), done.tookSeconds];
  say(`lag ${lag}; catching up`);
  await drained(stack.bus, lagOf);
  const caughtUpIn = (Date.now() - began) / 1000 - sentIn;
  await wait(REPORTED);
  const { atEnd: _, growth: __, ...rest } = samples.end();
  return {
    interactions: done.interactions,
    sentInSeconds: sentIn,
    lagWhenSent: lag,
    caughtUpInSeconds: caughtUpIn,
    ...rest,
  };
}

async function measure(stack, env, text) {
  const { services, width, pastEvents } = await prepare(stack, env, text);
  const generator = await start('stream/generate.mjs', { env, ...options });
  const run = { stack, services, generator, width };
  const { rate, warmUp } = options;
  const sent = {};
  if (warmUp > 0) {
    say(`warming up, ${warmUp} s`);
    sent.warm = (await phase(generator, { phase: 'warm', rate, catalogRate: 0, seconds: warmUp })).interactions;
  }
  const steady = await steadyPhase(run);
  sent.steady = steady.done.interactions;
  const overload = options.overloadSeconds > 0 ? await overloadPhase(run) : undefined;
  if (overload) sent.overload = overload.interactions;
  await wait(REPORTED);
  const vector = timesOf(services, 'steady');
  await endChildren();
  say('checking that nothing was lost');
  const checked = await checkUsers(stack, folder, options, sent);
  return report({ pastEvents, steady, overload, vector, checked });
}

function report({ pastEvents, steady, overload, vector, checked }) {
  const { before, after, done } = steady;
  const [updates, cpuSeconds] = [after.updates - before.updates, after.cpuSeconds - before.cpuSeconds];
  return {
    ...options,
    ...{ trained: false, pastEvents, embedders: options.stack === 'embedded' ? 1 : options.embedders },
    vector: { ...vector, untimed: done.interactions - vector.count },
    statistics: steady.inStatistics,
    ...{ catalogue: steady.catalogue, lag: steady.lag, updates, overload, checked },
    cpuMsPerUpdate: (1000 * cpuSeconds) / Math.max(1, updates),
    cpuSeconds: { services: cpuSeconds, generator: done.cpuSeconds },
    late: done.tookSeconds - options.seconds,
    machine: { ...machine(), load: steady.load },
  };
}

/** The report as text: times, then the checks that support them. */
function show({ vector, statistics, catalogue, lag, overload, checked, pastEvents, embedders, machine, ...rest }) {
  const { before, after } = machine.load;
  console.log(
    `${options.size} (untrained), ${options.stack}, ${embedders} embedder(s), ${rest.users} users, ${pastEvents} events of the past, ` +
      `${rest.rate} interactions/s and ${rest.catalogRate} catalogue changes/s for ${rest.seconds} s; ${machine.cores} cores, ` +
      `load ${rounded(before, 1)} to ${rounded(after, 1)}; times in ms`,
  );
  const { untimed, ...toVector } = vector;
  const rows = [
    ['event to user vector', toVector],
    ['event to statistics of all users', statistics],
    ['new product to retrievable', catalogue.new],
    ['changed text to new vector', catalogue.text],
    ['stock to filters', catalogue.stock],
  ];
  table(rows.filter(([, times]) => times));
  console.log(
    `${untimed} events changed embedders on their way and have no time\n` +
      `lag: at most ${lag.most}, ${lag.atEnd} at the end, growing by ${rounded(lag.growth, 1)}/s over the second half; ` +
      `the sender needed ${rounded(rest.late, 1)} s more than it had\n` +
      `CPU: ${rounded(rest.cpuMsPerUpdate)} ms an updated user, ${rounded(rest.cpuSeconds.services, 0)} s in all ` +
      `(sender ${rounded(rest.cpuSeconds.generator, 0)} s); memory ${megabytes(lag.memoryAtStart)} to ${megabytes(lag.memoryAtEnd)}`,
  );
  if (overload) {
    console.log(
      `overload: ${overload.interactions} events in ${rounded(overload.sentInSeconds, 0)} s left a lag of ${overload.lagWhenSent}, ` +
        `caught up with in ${rounded(overload.caughtUpInSeconds, 0)} s; memory at most ${megabytes(overload.memoryPeak)}`,
    );
  }
  console.log(
    `lost: ${checked.lost} of ${checked.events} events (${checked.beyondLimit} beyond a history's length), ` +
      `${catalogue.notFound} of ${catalogue.sent} catalogue changes; wrong vectors: ${checked.wrongVectors} of ` +
      `${checked.users} users, largest difference ${checked.largestDifference.toExponential(1)}`,
  );
}

let place;
let stack;
let text;
try {
  place = await openPlace(options.stack, folder);
  stack = await openStack(configOf(place.env));
  text = await openTextModels(options.text);
  const result = await Promise.race([measure(stack, place.env, text), childFailed]);
  print(result, options.json, show);
} finally {
  await endChildren();
  await text?.close();
  await stack?.close();
  await place?.stop();
}

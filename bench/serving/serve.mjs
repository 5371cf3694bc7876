// How fast and how steadily the gateway answers, compared with bare servers that answer as many bytes:
//   node bench/serving/serve.mjs [--stack embedded|servers] [--items 50000] [--users 1000000] [--width 128] [--size base]
//        [--rates 500,1000] [--seconds 30] [--warm-up 10] [--rounds 3] [--only all|search|load]
//        [--ghz path] [--folder kept] [--profile folder] [--json]
// Progress goes to standard error.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RecommendResponse, recommendationClient } from '@stars/contracts';
import { startBackend } from '@stars/inference';
import { openStack } from '@stars/stack';
import { endChildren, start } from '../stream/children.mjs';
import { ask } from './ask.mjs';
import { runGhz } from './ghz.mjs';
import { openPlace } from './places.mjs';
import { prepare } from './prepare.mjs';
import { pageRequest, RECOMMEND } from './requests.mjs';
import { measureSearch } from './search.mjs';
import { REGIONS, userIdOf } from './shop.mjs';
import { stagesBetween } from './stages.mjs';

const { values: given } = parseArgs({
  options: {
    stack: { type: 'string', default: 'embedded' },
    items: { type: 'string', default: '50000' },
    users: { type: 'string', default: '1000000' },
    width: { type: 'string', default: '128' },
    size: { type: 'string', default: 'base' },
    rates: { type: 'string', default: '500,1000' },
    seconds: { type: 'string', default: '30' },
    'warm-up': { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', default: 'all' },
    ghz: { type: 'string' },
    folder: { type: 'string' },
    profile: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const number = (name) => Number(given[name]);
const shop = { items: number('items'), users: number('users'), run: process.pid };
const [seconds, rounds, width] = [number('seconds'), number('rounds'), number('width')];
const CALLERS = 16;
/** Seconds of one run of one server: short, so that the machine is in the same state for both sides of a ratio. */
const ROUND_SECONDS = Math.min(5, seconds);

const folder = given.folder ?? mkdtempSync(join(tmpdir(), 'stars-serving-'));
mkdirSync(folder, { recursive: true });
if (!given.folder) process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const say = (text) => process.stderr.write(`· ${text}\n`);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** The search alone, and the memory that the collection takes in this process. */
async function searchAlone(config) {
  const stack = await openStack(config);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  await stack.vectors.getVectors('default', 'bench-serving', []);
  globalThis.gc?.();
  const bytesAnItem = (process.memoryUsage.rss() - before) / shop.items;
  const rows = await measureSearch(stack.vectors, width);
  await stack.close();
  return { rows, bytesAnItem };
}

/** One answer as it goes over the wire, for the bare servers. */
async function sampleAnswer({ grpcPort, httpPort }) {
  const client = recommendationClient(`127.0.0.1:${grpcPort}`);
  const response = await client.recommend(pageRequest(0, shop));
  client.close();
  const answer = await fetch(`http://127.0.0.1:${httpPort}/v1/recommend`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: httpBody(0),
  });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
  const { items, degradations } = response;
  if (items.length !== 20 || degradations.length > 0)
    throw new Error(`not a whole answer: ${JSON.stringify(degradations)}`);
  return { bytes: Buffer.from(RecommendResponse.encode(response).finish()), json: await answer.text() };
}

const httpBody = (n) =>
  JSON.stringify({
    user_id: userIdOf(n),
    k: 20,
    mode: 'rr',
    region: REGIONS[0],
    filter: { range: { field: 'price', max: 37.5 } },
  });

/** Requests a second of our server and of the bare one, in interleaved runs. There is a ratio for each pair of runs. */
async function compare(load, name, ours, bare) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const a = await ask(load, { ...ours, seconds: ROUND_SECONDS }, 'result');
    const b = await ask(load, { ...bare, seconds: ROUND_SECONDS }, 'result');
    runs.push({ ours: a, bare: b, ratio: a.perSecond / b.perSecond });
    say(`${name}: ${a.perSecond.toFixed(0)}/s, bare ${b.perSecond.toFixed(0)}/s`);
  }
  const of = (side) => runs.toSorted((a, b) => a[side].perSecond - b[side].perSecond)[runs.length >> 1][side];
  return {
    name,
    ours: of('ours'),
    bare: of('bare'),
    ratio: median(runs.map(({ ratio }) => ratio)),
    ratios: runs.map(({ ratio }) => ratio),
  };
}

async function underLoad(config) {
  const server = await start('../serving/server.mjs', { folder, stack: config }, given.profile, ['--expose-gc']);
  const { grpcPort, httpPort } = server.said;
  const load = await start('../serving/load.mjs', {});
  const address = `127.0.0.1:${grpcPort}`;
  const atStart = await ask(server, { report: true }, 'usage');
  const page = { address, kind: 'page', shop };
  const rates = given.rates.split(',').map(Number);
  if (number('warm-up') > 0) {
    say(`warming up, ${number('warm-up')} s`);
    await ask(load, { ...page, rate: rates[0], seconds: number('warm-up') }, 'result');
  }
  const answer = await sampleAnswer(server.said);
  const opened = [];
  for (const rate of rates) {
    const [before, stagesBefore] = [await ask(server, { report: true }, 'usage'), await metricsOf(httpPort)];
    const result = await ask(load, { ...page, rate, seconds, seed: rate }, 'result');
    const after = await ask(server, { report: true }, 'usage');
    const stages = stagesBetween(stagesBefore, await metricsOf(httpPort));
    const cpuMs = (1000 * (after.cpuSeconds - before.cpuSeconds)) / result.sent;
    const collections = after.collections - before.collections;
    opened.push({ rate, ...result, stages, cpuMs, collections });
    say(`${rate}/s: p50 ${result.p50.toFixed(2)} ms, p99 ${result.p99.toFixed(2)} ms`);
  }
  const ghz = given.ghz && (await runGhz(given.ghz, { port: grpcPort, rate: rates[0], seconds, shop, folder }));
  const bareGrpc = await start('../serving/bare.mjs', { kind: 'grpc', answer: answer.bytes.toString('base64') });
  const bareHttp = await start('../serving/bare.mjs', { kind: 'http', answer: answer.json });
  const same = { kind: 'same', path: RECOMMEND, body: Buffer.from('').toString('base64') };
  const http = { http: true, kind: 'same', path: '/v1/recommend', body: Buffer.from(httpBody(1)).toString('base64') };
  const compared = [];
  for (const concurrency of [1, CALLERS]) {
    const ours = { ...page, concurrency };
    const bare = { ...same, address: `127.0.0.1:${bareGrpc.said.port}`, concurrency };
    compared.push(await compare(load, `gRPC, ${concurrency} at a time`, ours, bare));
  }
  for (const concurrency of [1, CALLERS]) {
    const ours = { ...http, port: httpPort, concurrency };
    compared.push(await compare(load, `HTTP, ${concurrency} at a time`, ours, { ...ours, port: bareHttp.said.port }));
  }
  const atEnd = await ask(server, { report: true }, 'usage');
  return {
    opened,
    ghz,
    compared,
    memory: { atStart, atEnd },
    answerBytes: { grpc: answer.bytes.length, http: answer.json.length },
  };
}

const metricsOf = async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

const place = await openPlace(given.stack, folder);
try {
  await startBackend();
  const stack = await openStack(place.config);
  await prepare(stack, folder, { ...shop, size: given.size, width }, say).finally(() => stack.close());
  const search = given.only === 'load' ? undefined : await searchAlone(place.config);
  const load = given.only === 'search' ? undefined : await underLoad(place.config);
  const database = join(folder, 'stars.db');
  const report = {
    stack: given.stack,
    ...shop,
    width,
    seconds,
    search,
    ...load,
    databaseBytes: given.stack === 'embedded' ? statSync(database).size : undefined,
    machine: { cores: cpus().length, load: loadavg()[0] },
  };
  process.stdout.write(given.json ? `${JSON.stringify(report)}\n` : `${JSON.stringify(report, undefined, 1)}\n`);
} finally {
  await endChildren();
  await place.stop();
}

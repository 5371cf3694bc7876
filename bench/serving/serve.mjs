// How fast and how steadily the gateway answers, compared with bare servers that answer as many bytes:
//   node bench/serving/serve.mjs '{"stack":"embedded"|"servers","only":"all"|"search"|"load",…}'
import { statSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { RecommendResponse, recommendationClient } from '@stars/contracts';
import { startBackend } from '@stars/inference';
import { openStack } from '@stars/stack';
import { userIdOf } from '../made-up.mjs';
import { median, megabytes, print, rounded, say, settings, table, workFolder } from '../run.mjs';
import { endChildren, start } from '../stream/children.mjs';
import { ask } from './ask.mjs';
import { modesOf } from './modes.mjs';
import { openPlace } from './places.mjs';
import { prepare } from './prepare.mjs';
import { pageRequest, RECOMMEND } from './requests.mjs';
import { measureSearch } from './search.mjs';
import { REGIONS, userWith } from './shop.mjs';
import { stagesBetween } from './stages.mjs';

const given = settings();
const { stack: kind = 'embedded', items = 50_000, users = 1_000_000, width = 128, size } = given;
const { rates = '500,1000', seconds = 30, warmUp = 10, rounds = 3, only = 'all', profile, json } = given;
const { mode = 'default', histories = '20,200,1000', modeRate = 100 } = given;
const folder = workFolder(given.folder);
const lengths = histories.split(',').map(Number);
/** Of the requests whose modes are not compared. */
const history = lengths.includes(200) ? 200 : lengths[0];
const shop = { items, users, run: process.pid, history, mode };
const CALLERS = 16;
/** Seconds of one run of one server: short, so that the machine is in the same state for both sides of a ratio. */
const ROUND_SECONDS = Math.min(5, seconds);

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
    user_id: userIdOf(userWith(history, n, users)),
    k: 20,
    ...(mode === 'default' ? {} : { mode }),
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
  const server = await start('../serving/server.mjs', { folder, stack: config }, profile, ['--expose-gc']);
  const { grpcPort, httpPort } = server.said;
  const load = await start('../serving/load.mjs', {});
  const address = `127.0.0.1:${grpcPort}`;
  const atStart = await ask(server, { report: true }, 'usage');
  const page = { address, kind: 'page', shop };
  const asked = rates.split(',').map(Number);
  if (warmUp > 0) {
    say(`warming up, ${warmUp} s`);
    await ask(load, { ...page, rate: asked[0], seconds: warmUp }, 'result');
  }
  const answer = await sampleAnswer(server.said);
  const opened = [];
  for (const rate of asked) {
    const [before, stagesBefore] = [await ask(server, { report: true }, 'usage'), await metricsOf(httpPort)];
    const result = await ask(load, { ...page, rate, seconds, seed: rate }, 'result');
    const after = await ask(server, { report: true }, 'usage');
    const stages = stagesBetween(stagesBefore, await metricsOf(httpPort));
    const cpuMs = (1000 * (after.cpuSeconds - before.cpuSeconds)) / result.sent;
    const collections = after.collections - before.collections;
    opened.push({ rate, ...result, stages, cpuMs, collections });
    say(`${rate}/s: p50 ${result.p50.toFixed(2)} ms, p99 ${result.p99.toFixed(2)} ms`);
  }
  const modes = await modesOf(server, load, { ...page, rate: modeRate, seconds: ROUND_SECONDS }, { lengths, rounds });
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
    modes,
    compared,
    memory: { atStart, atEnd },
    answerBytes: { grpc: answer.bytes.length, http: answer.json.length },
  };
}

/** The report as text: the search, the rates, the comparisons, the time of each stage, and memory. */
function show({ search, opened = [], modes = [], compared = [], memory, databaseBytes, machine }) {
  console.log(
    `${kind}: ${shop.items} items of width ${width}, ${shop.users} users, mode ${mode}, histories of ${history} events; ${machine.cores} cores, load ${rounded(machine.load, 1)}`,
  );
  if (search) {
    const rows = search.rows.map(({ share, k, recall, p50, p99, exactP50 }) => [
      `${100 * share}% pass, k ${k}`,
      {
        recall: rounded(recall, 4),
        'p50 ms': rounded(p50, 3),
        p99: rounded(p99, 3),
        'scan of floats': rounded(exactP50, 3),
      },
    ]);
    table(rows);
    console.log(`${megabytes(search.bytesAnItem * 10_000)} of memory for 10,000 items`);
  }
  if (opened.length > 0) {
    const rows = opened.map(({ rate, sent, ok, p50, p90, p99, max, late, cpuMs, collections }) => [
      `${rate}/s`,
      {
        ...{ sent, answered: ok, 'p50 ms': rounded(p50), p90: rounded(p90), p99: rounded(p99), most: rounded(max) },
        ...{ 'sent late, p99': rounded(late.p99), 'CPU ms': rounded(cpuMs), 'full GCs': collections },
      },
    ]);
    table(rows);
    // Parallel parts of one request, such as both of its searches, are one stage.
    table(
      Object.entries(opened.at(-1).stages).map(([name, { calls, ms }]) => [name, { ms: rounded(ms, 3), times: calls }]),
    );
  }
  if (modes.length > 0) {
    const rows = modes.map(({ history, mode, cpuMs, ratio, p50, p99, sent, answered }) => [
      `${history} events, ${mode}`,
      {
        ...{ 'CPU ms': rounded(cpuMs), 'of rr': rounded(ratio), 'p50 ms': rounded(p50), p99: rounded(p99) },
        ...{ sent, answered },
      },
    ]);
    table(rows);
  }
  if (compared.length > 0) {
    const rows = compared.map(({ name, ours, bare, ratio, ratios }) => [
      name,
      {
        ...{ 'ours/s': rounded(ours.perSecond, 0), 'p50 ms': rounded(ours.p50), p99: rounded(ours.p99) },
        ...{ 'bare/s': rounded(bare.perSecond, 0), 'ratio %': rounded(100 * ratio, 1) },
        'each run': ratios.map((each) => rounded(100 * each, 1)).join(' '),
      },
    ]);
    table(rows);
  }
  const file = databaseBytes === undefined ? '' : `; file ${megabytes(databaseBytes)}`;
  if (memory)
    console.log(
      `memory: ${megabytes(memory.atStart.rss)} at the start, ${megabytes(memory.atEnd.rss)} at the end${file}`,
    );
}

const metricsOf = async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();

const place = await openPlace(kind, folder);
try {
  await startBackend();
  const stack = await openStack(place.config);
  await prepare(stack, folder, { ...shop, size, width }, say).finally(() => stack.close());
  const search = only === 'load' ? undefined : await searchAlone(place.config);
  const load = only === 'search' ? undefined : await underLoad(place.config);
  const database = join(folder, 'stars.db');
  const report = {
    stack: kind,
    ...shop,
    width,
    seconds,
    search,
    ...load,
    databaseBytes: kind === 'embedded' ? statSync(database).size : undefined,
    machine: { cores: cpus().length, load: loadavg()[0] },
  };
  print(report, json, show);
} finally {
  await endChildren();
  await place.stop();
}

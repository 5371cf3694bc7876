// What an answer takes: CPU of `./stars up` on a copy of a data folder, interleaved with Node's bare `http` server, since
// only ratios of one run hold on a machine that is not always as fast; then answers a second, and times. Before each turn, an event
// of each user who will be asked for is tracked and consumed, so that nothing that was kept of an earlier answer helps.
//   node bench/serving/serve.mjs '{"data":".stars","now":"2017-12-31T12:00:00Z","rounds":4,…}'
import { join } from 'node:path';
import { ask, childFailed, endChildren, start } from '../children.mjs';
import { unit } from '../made-up.mjs';
import { machine, print, say, settings, wait, workFolder } from '../run.mjs';
import { putRules, RULE_TAG } from './rules.mjs';
import { authorizationOf, cpuOf, expectWholeAnswer, memoryOf, startServer, untilIdle } from './server.mjs';
import { copyOf, readShop } from './shop.mjs';
import { show } from './show-answers.mjs';

// The copy of a folder is what is served.
process.env.STARS_STACK = 'embedded';

const { data, now, json, rounds = 5, seconds = 5 } = settings();
/** Lists of a turn, each for another user. */
const LISTS = 100;
/** The bare server's, so that its turn is not below what the clock of CPU shows. */
const BARE_REQUESTS = 15_000;
/** Items that a request names to be ranked, evenly from the catalogue. */
const RANKED = 200;
/** Windows without work, until background work after the start is done, and that of a turn's events. */
const [IDLE_AFTER_START, IDLE_AFTER_EVENTS] = [8, 1];
const CONNECTIONS = [1, 4, 16];
const OPEN_CONNECTIONS = 4;
const LAG_MS = 100;

const recommend = (body) => ({ path: '/v1/recommend', body: { k: 20, ...body } });

/** What is asked for, by name: each a request of every user of the turn. */
function kindsOf({ longest, filter, items }) {
  const each = (beside) => ({ requests: (users) => users.map((user_id) => recommend({ user_id, ...beside })) });
  const batch = (users) => [
    { path: '/v1/recommend/batch', body: { requests: users.map((user_id) => ({ user_id, k: 20 })) } },
  ];
  return {
    bare: { lists: BARE_REQUESTS, requests: () => Array(BARE_REQUESTS).fill(recommend({ user_id: '1' })) },
    http: each({}),
    grpc: { ...each({}), protocol: 'grpc' },
    'strange region': each({ region: 'a region that nobody has' }),
    'longest histories': { ...each({}), users: longest.map(({ id }) => id) },
    'filter of 1%': each({ filter: { in: { field: 'category', values: [filter.category] } } }),
    [`batch of ${LISTS}`]: { requests: batch },
    [`rank ${RANKED} items`]: each({ k: 0, candidate_item_ids: evenly(items, RANKED) }),
    [`rank ${RANKED} items, no reasons`]: each({ k: 0, candidate_item_ids: evenly(items, RANKED), explain: false }),
    'because of a seed': each({ seed_item_ids: evenly(items, 1) }),
    'home page of six': page(homePage),
    'product page of six': page(productPage(evenly(items, 1))),
    'score parts': each({ score_parts: true }),
    'mode rr': each({ mode: 'rr' }),
    'fifty rules': each({ rule_tags: [RULE_TAG] }),
  };
}

const page = (lists) => ({
  requests: (users) =>
    users.map((user_id) => ({
      path: '/v1/recommend/page',
      body: { user_id, placements: lists.map((list) => ({ k: 20, ...list })) },
    })),
});

const homePage = [
  {},
  { surface: 'buy_again' },
  { surface: 'discover' },
  ...['trending', 'best_sellers', 'newest'].map((mode) => ({ mode })),
];
const productPage = (seed_item_ids) => [
  ...['goes_with', 'alternatives', 'second_stage'].map((mode) => ({ mode, seed_item_ids })),
  ...[{ surface: 'buy_again' }, {}, { mode: 'best_sellers' }],
];

const evenly = (items, count) =>
  items.filter((_, n) => n % Math.max(1, Math.floor(items.length / count)) === 0).slice(0, count);

/** The stages' times so far: seconds and how many, by name. */
function stagesIn(text) {
  const stages = {};
  for (const [, kind, stage, value] of text.matchAll(
    /^stars_gateway_stage_seconds_(sum|count){.*stage="(\w+)".*} (\S+)$/gm,
  ))
    stages[stage] = { ...stages[stage], [kind]: Number(value) };
  return stages;
}

class Measurement {
  #server;
  #shop;
  #authorization;
  #generator;
  #bare;
  #begun = Date.now();
  #asked = 0;
  #tracked = 0;
  /** Seconds of each stage in the turns of plain answers, and these answers. */
  stages = {};
  plainAnswers = 0;
  /** Of turns and loads in which not all was answered. */
  failures = [];

  async start(folder) {
    const copy = copyOf(data, folder);
    this.#shop = await readShop(copy, LISTS);
    const keys = join(folder, 'keys.json');
    this.#authorization = authorizationOf(keys, 'shop', 1e6);
    say('the server starts');
    this.#begun = Date.now();
    this.#server = await startServer({ data: copy, now, keys });
    await expectWholeAnswer(this.#server, this.#shop.users[0], this.#authorization);
    await putRules(this.#server, this.#authorization, this.#shop);
    this.#generator = await start('serving/load.mjs', {});
    const bare = await start('serving/bare.mjs', {});
    this.#bare = { pid: bare.pid, http: `127.0.0.1:${await ask(bare, {}, 'port')}` };
    say('it is ready: waiting until it has nothing to do');
    await untilIdle(this.#server.pid, IDLE_AFTER_START);
    for (const protocol of ['http', 'grpc']) await this.#loadFor({ protocol, connections: 1 });
    return this.#shop;
  }

  memory() {
    return memoryOf(this.#server.pid);
  }

  /** The next users, so that one comes again as late as there are others. */
  #nextUsers(count) {
    const { users } = this.#shop;
    return Array.from({ length: Math.min(count, users.length) }, () => users[this.#asked++ % users.length]);
  }

  /** An event of each user, of any item, and until it is consumed. */
  async #trackEventsOf(users) {
    const { items } = this.#shop;
    const time = new Date((now ? Date.parse(now) - this.#begun : 0) + Date.now()).toISOString();
    const interactions = users.map((user_id) => {
      const item_id = items[Math.floor(items.length * unit(this.#tracked++, 90))];
      return { user_id, item_id, type: 'INTERACTION_TYPE_VIEW', time };
    });
    const headers = { authorization: this.#authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ interactions });
    const { ok, status } = await fetch(`http://${this.#server.http}/v1/track`, { method: 'POST', headers, body });
    if (!ok) throw new Error(`events are refused: ${status}`);
    while (/^stars_consumer_lag_messages{.*} [^0]/m.test(await this.#server.metrics())) await wait(LAG_MS);
    await untilIdle(this.#server.pid, IDLE_AFTER_EVENTS);
  }

  async #load({ pid, ...of }, asked) {
    const before = cpuOf(pid);
    const authorization = this.#authorization;
    const result = await ask(
      this.#generator,
      { address: of[asked.protocol], authorization, connections: 1, ...asked },
      'result',
    );
    if (result.failure) this.failures.push(`${result.sent - result.answered} of ${result.sent}: ${result.failure}`);
    return { ...result, cpuMs: cpuOf(pid) - before };
  }

  /** One turn: one connection, one request after the other. */
  async turn(name, { protocol = 'http', lists, requests, users = this.#nextUsers(LISTS) }) {
    if (name === 'bare') {
      const result = await this.#load(this.#bare, { protocol, requests: requests() });
      return { ...result, cpuMs: result.cpuMs / lists };
    }
    await this.#trackEventsOf(users);
    const before = stagesIn(await this.#server.metrics());
    const result = await this.#load(this.#server, { protocol, requests: requests(users) });
    if (name === protocol) this.#addStages(before, stagesIn(await this.#server.metrics()), result.sent);
    return { ...result, cpuMs: result.cpuMs / users.length };
  }

  #addStages(before, after, answers) {
    this.plainAnswers += answers;
    for (const [stage, { sum }] of Object.entries(after))
      this.stages[stage] = (this.stages[stage] ?? 0) + sum - (before[stage]?.sum ?? 0);
  }

  #loadFor(pace) {
    const requests = this.#nextUsers(Number.POSITIVE_INFINITY).map((user_id) => recommend({ user_id }));
    return this.#load(this.#server, { seconds, requests, ...pace });
  }

  /** Answers a second of so many connections, and times at half of the most. */
  async loads(protocol) {
    const load = (pace) => this.#loadFor({ protocol, ...pace });
    const closed = [];
    for (const connections of CONNECTIONS) closed.push({ connections, ...(await load({ connections })) });
    const rate = Math.max(...closed.map(({ perSecond }) => perSecond)) / 2;
    const half = await load({ rate, connections: OPEN_CONNECTIONS, seed: 1 });
    return { closed, half: { rate, ...half } };
  }
}

async function measure() {
  const loadBefore = machine().load;
  const measurement = new Measurement();
  const { users, items, longest, filter } = await measurement.start(workFolder());
  const kinds = kindsOf({ longest, filter, items });
  const turns = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]));
  let before;
  // The first round is not counted: code gets fast.
  for (let round = 0; round <= rounds; round++) {
    const names = Object.keys(kinds);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const turn = await measurement.turn(name, kinds[name]);
      say(`${round === 0 ? 'warm-up, ' : ''}${name}: CPU ${turn.cpuMs.toFixed(2)} ms, p50 ${turn.p50.toFixed(1)} ms`);
      if (round > 0) turns[name].push(turn);
    }
    if (round > 0) continue;
    before = measurement.memory().resident;
    Object.assign(measurement, { stages: {}, plainAnswers: 0 });
  }
  const loads = { http: await measurement.loads('http'), grpc: await measurement.loads('grpc') };
  const { resident: after, peak } = measurement.memory();
  const stages = Object.fromEntries(
    Object.entries(measurement.stages).map(([stage, sum]) => [stage, (1000 * sum) / measurement.plainAnswers]),
  );
  const events = longest.map((user) => user.events);
  return {
    ...{ data, users: users.length, items: items.length, rounds, filter, turns, loads, stages },
    failures: measurement.failures,
    longest: { least: Math.min(...events), most: Math.max(...events) },
    memory: { before, after, peak },
    machine: { ...machine(), loadBefore },
  };
}

try {
  print(await Promise.race([measure(), childFailed]), json, show);
} finally {
  await endChildren();
}

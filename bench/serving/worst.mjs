// The dearest request of each method, for what its caller is charged: random sizes, filters, rules and bodies, over HTTP.
//   node bench/serving/worst.mjs '{"tries":12,"items":5000,…}'

import { METHOD_COSTS, worksOf, worksOfBytes } from '@stars/access';
import { requestFromJson } from '@stars/contracts';
import { itemIdOf, unit, userIdOf } from '../made-up.mjs';
import { machine, print, rounded, say, settings, table, wait } from '../run.mjs';
import { startGateway, withShop } from './gateway.mjs';
import { NOW } from './shop.mjs';

const given = { stack: 'embedded', ...settings() };
const { items = 5000, users = 20_000, width = 64, tries = 12, seed = 1, json, profile } = given;
/** Calls of one kind that are measured together, after one that is not. */
const CALLS = 4;
/** What follows a call in the background counts, too. It has ended when the process takes less than this share of a core, or after a while. */
const [RESTING, MOST_WAITS] = [0.15, 20];

let drawn = 0;
/** A whole number from 0 to below `n`. */
const pick = (n) => Math.floor(n * unit(seed * 100_000 + drawn++, 7));
const one = (list) => list[pick(list.length)];
const many = (count, of) => Array.from({ length: count }, (_, n) => of(n));
const id = () => `${process.pid}-${drawn++}`;

const leaf = () =>
  one([
    () => ({ in: { field: 'brand', values: many(1 + pick(10), () => `brand ${pick(200)}`) } }),
    () => ({ in: { field: 'category', values: [`group ${pick(400)}`] } }),
    () => ({ in: { field: 'in_stock', values: ['north', 'south'] } }),
    () => ({ range: { field: 'price', min: pick(50), max: 50 + pick(50) } }),
    () => ({ range: { field: 'attributes.size', min: pick(5) } }),
  ])();
function filter() {
  const leaves = many(one([1, 10, 300, 490]), leaf);
  return one([
    { any: { operands: leaves } },
    { all: { operands: leaves.map((not) => ({ not })) } },
    { not: { any: { operands: leaves } } },
  ]);
}
const maybe = (of) => (pick(2) ? of() : undefined);
const query = () => ({ k: one([10, 100, 1000]), filter: maybe(filter), region: maybe(() => 'north') });
const time = new Date(NOW).toISOString();
const event = (n, user = n) => ({
  event_id: id(),
  user_id: userIdOf(user % users),
  item_id: itemIdOf(n % items),
  type: 'view',
  time,
});
const recommend = (user = pick(users)) => ({
  user_id: userIdOf(user),
  ...query(),
  recent_events: many(one([0, 200]), (n) => event(n, user)),
  exclude_item_ids: many(one([0, 1000]), itemIdOf),
  diversity: maybe(() => ({ strength: 1 })),
  category_caps: maybe(() => many(3, (level) => ({ level, items: 1 + pick(3) }))),
  exploration: maybe(() => ({ places: 10, rate: 0.5, candidates: 100 })),
  explain: maybe(() => true),
  language: maybe(() => 'de'),
});
const text = (characters) => 'lorem ipsum '.repeat(characters / 12).trim();
const item = (n, most = 18_000) => ({
  item_id: `new-${id()}`,
  title: `Item ${n}`,
  description: text(Math.min(most, one([12, 1200, 18_000]))),
  category: many(1 + pick(5), (level) => `level ${level}`),
  attributes: Object.fromEntries(many(one([0, 20]), (a) => [`a${a}`, `${pick(9)}`])),
  price: 3,
});
const COUNTS = [1, 100, 1000];
/** Items that fit into one call. */
const ofACall = (count) => many(count, (n) => item(n, 3_000_000 / count));

/** Of each method: its path, a plain request and a random one. */
const METHODS = {
  Recommend: ['recommend', () => ({ user_id: userIdOf(pick(users)), k: 10 }), recommend],
  RecommendBatch: [
    'recommend/batch',
    () => ({ requests: many(10, () => ({ user_id: userIdOf(pick(users)), k: 10 })) }),
    () => ({ requests: many(1 + pick(10), () => recommend()) }),
  ],
  SimilarItems: [
    'similar-items',
    () => ({ item_id: itemIdOf(pick(items)), k: 10 }),
    () => ({ item_id: itemIdOf(pick(items)), ...query() }),
  ],
  Track: ['track', () => ({ interactions: many(100, event) }), () => ({ interactions: many(one(COUNTS), event) })],
  UpsertItems: ['items', () => ({ items: many(10, item) }), () => ({ items: ofACall(one(COUNTS)) })],
  UpsertUsers: [
    'users',
    () => ({ users: many(10, (n) => ({ user_id: userIdOf(n), features: { age: `${n}` } })) }),
    () => ({
      users: many(one(COUNTS), (n) => ({
        user_id: userIdOf(n),
        features: Object.fromEntries(many(one([1, 20]), (f) => [`f${f}`, `${pick(9)}`])),
      })),
    }),
  ],
  SetContext: [
    'context',
    () => ({ signals: [{ valid_from: time, region: 'north', signals: { weather: 'rain' } }] }),
    () => ({
      signals: many(one([1, 10]), () => ({
        valid_from: time,
        item_signals: [{ name: 'display', value: 1, item_ids: many(one([10, 5000, 19_000]), itemIdOf) }],
      })),
    }),
  ],
};

/** Bodies that are no request, of each method that takes many bytes. */
const BODIES = {
  names: () => `{${many(29_000, (n) => `"n${n}":1`).join()}}`,
  values: () => `{"interactions":[${'1,'.repeat(199_000)}1]}`,
  escapes: () => `{"interactions":"${'\\u0041'.repeat(600_000)}"}`,
  digits: () => `{"interactions":[${'9'.repeat(300)}${`,${'7'.repeat(300)}`.repeat(13_000)}]}`,
};

async function usage(gateway) {
  let now = await gateway.usage();
  for (let waits = 0; waits < MOST_WAITS; waits++) {
    const { cpuSeconds, held } = now;
    await wait(250);
    now = await gateway.usage();
    now.held = Math.max(now.held, held);
    if (now.cpuSeconds - cpuSeconds < RESTING * 0.25) break;
  }
  return now;
}

/** CPU time of a work that a caller is charged, ms, and the longest that others waited for the thread, ms of its CPU time. */
async function measure(gateway, method, path, make) {
  const bodies = many(CALLS + 1, () => make()).map((body) => (typeof body === 'string' ? body : JSON.stringify(body)));
  let [status, text] = [0, ''];
  const send = async (body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${gateway.httpPort}/v1/${path}`, {
      method: 'POST',
      headers,
      body,
    });
    status = answer.status;
    text = await answer.text();
  };
  await send(bodies.pop());
  const before = await usage(gateway);
  for (const body of bodies) await send(body);
  const after = await usage(gateway);
  const works = bodies.reduce((sum, body) => sum + worksOfBody(method, body), 0);
  const ms = (1000 * (after.cpuSeconds - before.cpuSeconds)) / CALLS;
  return { status, text, works: works / CALLS, ms, msAWork: (ms * CALLS) / works, held: after.held };
}

function worksOfBody(method, body) {
  const bytes = worksOfBytes(body.length);
  try {
    return Math.max(bytes, worksOf(method, requestFromJson(method, JSON.parse(body))));
  } catch {
    return bytes;
  }
}

await withShop({ items, users, width }, given, async (place) => {
  const gateway = await startGateway(place, { profile });
  const rows = [];
  for (const [method, [path, plain, random]] of Object.entries(METHODS)) {
    await measure(gateway, method, path, plain);
    const usual = await measure(gateway, method, path, plain);
    const found = [];
    for (let n = 0; n < tries; n++) {
      const measured = await measure(gateway, method, path, random);
      // What is refused is measured with the bodies.
      if (measured.status !== 200) throw new Error(`${method}: ${measured.text}`);
      found.push({ ...measured, what: `no. ${n}` });
    }
    const bounded = METHOD_COSTS[method].bytes > 1 << 20 ? Object.entries(BODIES) : [];
    for (const [what, body] of bounded) found.push({ ...(await measure(gateway, method, path, body)), what });
    const held = Math.max(...found.map((each) => each.held));
    const worst = found.filter(({ status }) => status < 429).toSorted((a, b) => b.msAWork - a.msAWork)[0];
    rows.push({ method, usual, worst, held, ratio: worst.msAWork / usual.msAWork });
    say(`${method}: ${rounded(rows.at(-1).ratio)} times the plain one, a work; held ${rounded(held, 0)} ms`);
  }
  print({ rows, machine: machine() }, json, show);
});

function show({ rows, machine: { cores, load } }) {
  console.log(`${items} items, ${users} users; ${cores} cores, load ${rounded(load, 1)}; CPU time`);
  table(
    rows.map(({ method, usual, worst, held, ratio }) => [
      method,
      {
        ...{ 'plain: ms': rounded(usual.ms), works: rounded(usual.works), 'ms a work': rounded(usual.msAWork) },
        ...{
          'worst: ms': rounded(worst.ms),
          'its works': rounded(worst.works),
          'its ms a work': rounded(worst.msAWork),
        },
        ...{ which: worst.what, status: worst.status, 'of plain': rounded(ratio), 'thread held, ms': rounded(held, 0) },
      },
    ]),
  );
}

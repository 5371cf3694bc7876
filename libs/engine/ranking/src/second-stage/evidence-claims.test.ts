import { InteractionType } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../arrange/seeded-random.js';
import { secondStageColumns } from './columns/column-table.js';
import { type Claim, EvidenceClaims, type ReadRequest } from './evidence-claims.js';
import type { FeatureLayout } from './feature-layout.js';
import { itemNeighbours, itemsMetTogether } from './item-neighbours.js';
import { modelScores } from './model-scores.js';
import type { RequestRanking } from './request-ranking.js';
import { SecondStageRanker } from './second-stage-ranker.js';
import type { CandidateScorer } from './second-stage-weights.js';
import { type SessionLog, SessionLogBuilder } from './session-log.js';
import { StatisticsOfLog } from './statistics-of-log.js';

const {
  INTERACTION_TYPE_PURCHASE: PURCHASE,
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_ADD_TO_CART: CART,
} = InteractionType;

const ITEMS = 24;
/** It borrows from two others. */
const COLD_START = ITEMS - 1;
const LEVELS = [0, 1].map((level) => Int32Array.from({ length: ITEMS }, (_, item) => (item % (4 + level)) - 1));
const LAYOUT: FeatureLayout = {
  ...{ levels: 1, signals: [], regions: true, texts: true },
  evidence: [
    { name: 'view', weight: 0.3 },
    { name: 'add_to_cart', weight: 1 },
  ],
};
const COLUMNS = secondStageColumns(LAYOUT);
const [WIDE, DEEP, TEXT] = [6, 3, 3];
const TODAY = 40;
const [HOUR, DAY] = [3_600_000, 86_400_000];
const REQUEST = { day: TODAY, hour: 12, region: 1 };

interface OwnEvent {
  item: number;
  day: number;
  hour: number;
  type: InteractionType;
}

const ownEvents = fc
  .array(
    fc.record({
      item: fc.nat(ITEMS - 2),
      day: fc.integer({ min: 0, max: TODAY - 1 }),
      hour: fc.nat(23),
      type: fc.constantFrom(PURCHASE, VIEW, CART),
    }),
    { maxLength: 60 },
  )
  .map((events): OwnEvent[] => events.sort((a, b) => a.day - b.day || a.hour - b.hour));

/** What the second stage reads of these events. */
const readOf = (events: readonly OwnEvent[]) => ({
  sessions: sessionsOf([events.filter(({ type }) => type === PURCHASE)]),
  request: REQUEST,
  timed: {
    events: events.map(({ item, day, hour, type }) => ({
      ...{ item, type, target: type === PURCHASE },
      time: day * DAY + hour * HOUR,
    })),
    now: TODAY * DAY + 12 * HOUR,
  },
});

function sessionsOf(users: readonly (readonly OwnEvent[])[]): SessionLog {
  const builder = new SessionLogBuilder();
  for (const events of users) builder.addUser(events.map((event) => ({ ...event, region: 1 })));
  return builder.build();
}

/** A shop of random statistics, texts and network; nothing in it depends on the user. */
function shopOf(seed: number) {
  const random = seededRandom(seed);
  const floats = (length: number): Float32Array => Float32Array.from({ length }, () => 2 * random() - 1);
  const pick = (count: number): number => Math.floor(count * random());
  const others = Array.from({ length: 6 }, () =>
    Array.from({ length: 30 }, (_, n) => ({ item: pick(COLD_START), day: n, hour: 9, type: PURCHASE })),
  );
  const log = sessionsOf(others);
  const ofLog = new StatisticsOfLog(log, ITEMS, LEVELS, [log, log]);
  ofLog.advanceTo(TODAY);
  const neighbours = { neighbours: itemNeighbours(log, ITEMS), together: itemsMetTogether(log, ITEMS) };
  const borrowed = new Map([[COLD_START, { items: Int32Array.of(3, 8), weights: Float32Array.of(0.7, 0.3) }]]);
  const texts = { width: TEXT, values: floats(COLD_START * TEXT) };
  const ranker = new SecondStageRanker(LAYOUT, LEVELS, Object.assign(ofLog.statistics, neighbours), {
    borrowed,
    texts,
  });
  const mean = floats(COLUMNS.length);
  const [first, second, last] = [floats(COLUMNS.length * WIDE), floats(WIDE * DEEP), floats(DEEP)];
  const layer = (input: readonly number[], weights: Float32Array, units: number): number[] =>
    Array.from({ length: units }, (_, unit) =>
      Math.max(
        0,
        input.reduce((sum, x, i) => sum + x * weights[i * units + unit]!, 0),
      ),
    );
  const scoreOf = (row: Float32Array): number =>
    layer(layer([...row], first, WIDE), second, DEEP).reduce((sum, x, unit) => sum + x * last[unit]!, 0);
  const scorer: CandidateScorer = {
    score: (rows, n) =>
      Float32Array.from({ length: n }, (_, at) => scoreOf(rows.subarray(at * mean.length, (at + 1) * mean.length))),
  };
  const products = floats(2 * ITEMS);
  return { ranker, mean, scorer, scoreOf, products };
}

type Shop = ReturnType<typeof shopOf>;

function rankingOf({ ranker }: Pick<Shop, 'ranker'>, events: readonly OwnEvent[]): RequestRanking {
  const { sessions, request, timed } = readOf(events);
  const ranking = ranker.newRequest();
  ranking.read(sessions, request, timed);
  return ranking;
}

const requestOf = (shop: Pick<Shop, 'ranker'>, events: readonly OwnEvent[]): ReadRequest => ({
  ...{ request: REQUEST, hasScores: true },
  user: rankingOf(shop, events),
});

/** The rows of all items, as the second stage ranks them for a user with these events. */
function rowsOf(shop: Shop, events: readonly OwnEvent[]): Float32Array[] {
  const { mean, products } = shop;
  const ranking = rankingOf(shop, events);
  const [general, next] = [products.subarray(0, ITEMS), products.subarray(ITEMS)];
  const scores = modelScores(general, next, { general: 1, next: 1 });
  const { features } = ranking.describe(
    Int32Array.from({ length: ITEMS }, (_, n) => n),
    undefined,
    scores,
  );
  return Array.from({ length: ITEMS }, (_, n) => features.slice(n * mean.length, (n + 1) * mean.length));
}

const inGroupOf = (item: number, other: number): boolean =>
  LEVELS.some((level) => level[item]! >= 0 && level[item] === level[other]);

const OWN_GROUP = /^group \d: (own|days since)/;
const OWN_EVIDENCE = /^(own evidence|days since own last (view|addition))/;

/** Of each kind of evidence: the columns that a claim is about, and the events that are the evidence. */
const CLAIMED: Record<Exclude<Claim['evidence'], 'region'>, (name: string, group: string) => boolean> = {
  bought: (name, group) => group === 'repeat purchases' || name.endsWith("item's share of own"),
  seen: (name) => OWN_EVIDENCE.test(name),
  category: (name) => OWN_GROUP.test(name),
  similar: (_, group) => group === 'similarity',
  item: (...column) => CLAIMED.similar(...column),
  user: (...column) =>
    (['bought', 'seen', 'category', 'item'] as const).some((evidence) => CLAIMED[evidence](...column)),
};
const isEvidence = (event: OwnEvent, item: number, { evidence, itemId }: Claim): boolean => {
  switch (evidence) {
    case 'bought':
      return event.item === item && event.type === PURCHASE;
    case 'seen':
      return event.item === item && event.type !== PURCHASE;
    case 'category':
      return event.type === PURCHASE && inGroupOf(item, event.item);
    case 'item':
      return String(event.item) === itemId;
    default:
      return true;
  }
};

it('claims what the score falls by when the evidence that a reason names is taken away', () => {
  const claimed = new Map<string, number>();
  fc.assert(
    fc.property(fc.integer(), ownEvents, (seed, events) => {
      const shop = shopOf(seed);
      const { ranker, scoreOf, mean } = shop;
      const rows = rowsOf(shop, events);
      const scored = rows.map((row, item) => ({ item, row, above: 0 }));
      const found = new EvidenceClaims(ranker, LAYOUT, String).claimsOf(requestOf(shop, events), scored, shop);
      for (const [item, claims] of found.entries()) {
        const fallsBy = (claim: Claim): number => {
          const { evidence } = claim;
          const without = rowsOf(
            shop,
            events.filter((event) => !isEvidence(event, item, claim)),
          )[item]!;
          const row = rows[item]!.map((value, f) => {
            const { name, group } = COLUMNS[f]!;
            if (evidence === 'user' && group === 'model scores') return mean[f]!;
            return evidence !== 'region' && CLAIMED[evidence](name, group) ? without[f]! : value;
          });
          return scoreOf(rows[item]!) - scoreOf(row);
        };
        for (const claim of claims) {
          const { evidence, points, itemId } = claim;
          const named = evidence === 'similar' && itemId ? 'similar, by an item' : evidence;
          claimed.set(named, (claimed.get(named) ?? 0) + 1);
          if (evidence === 'region') continue;
          expect(fallsBy(claim), `${evidence} of ${item}`).toBeCloseTo(points, 3);
          if (evidence === 'similar' && itemId) expect(fallsBy({ ...claim, evidence: 'item' })).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 40 },
  );
  const kinds = ['bought', 'category', 'item', 'region', 'seen', 'similar', 'similar, by an item', 'user'];
  expect([...claimed.keys()].sort()).toEqual(kinds);
});

it('has only claims of at least a quarter of what raised the item, names similar ones from a half on, the largest first, and names no item to itself', () => {
  fc.assert(
    fc.property(fc.integer(), ownEvents, fc.double({ min: -2, max: 40, noNaN: true }), (seed, events, above) => {
      const shop = shopOf(seed);
      const scored = rowsOf(shop, events).map((row, item) => ({ item, row, above }));
      const claimsOf = (rows: typeof scored) =>
        new EvidenceClaims(shop.ranker, LAYOUT, String).claimsOf(requestOf(shop, events), rows, shop);
      const found = claimsOf(scored);
      for (const [item, claims] of found.entries()) {
        const points = claims.map((claim) => claim.points);
        expect(points).toEqual([...points].sort((a, b) => b - a));
        for (const each of points) expect(each).toBeGreaterThanOrEqual(Math.max(0.1, above / 4));
        expect(claims.map(({ itemId }) => itemId)).not.toContain(String(item));
        for (const { evidence, itemId, points } of claims) {
          if (evidence === 'similar' && itemId) expect(points).toBeGreaterThanOrEqual(above / 2);
        }
      }
      // What is shown beside an item changes nothing.
      expect(claimsOf(scored.slice(5, 6))).toEqual(found.slice(5, 6));
    }),
    { numRuns: 20 },
  );
});

it('claims nothing of a user of whom nothing is known', () => {
  const shop = shopOf(3);
  const scored = rowsOf(shop, []).map((row, item) => ({ item, row, above: 0 }));
  const claims = new EvidenceClaims(shop.ranker, LAYOUT, String);
  const found = claims.claimsOf({ ...requestOf(shop, []), hasScores: false }, scored, shop);
  // What sells in the region is no evidence of the user.
  expect(found.flat().filter(({ evidence }) => evidence !== 'region')).toEqual([]);
});

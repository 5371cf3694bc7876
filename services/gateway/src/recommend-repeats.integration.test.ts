import {
  CandidateSource,
  CatalogItem,
  InteractionType,
  RecommendMode,
  RecommendRequest,
  type RecommendResponse,
} from '@stars/contracts';
import { REPEAT_AGES } from '@stars/features';
import { RepeatHead, type ServedModel, type ServedPrior } from '@stars/inference';
import { tinyArtifact, tinyManifest, tinySpec } from '@stars/inference/testing';
import type { HistoryEvent } from '@stars/profile-store';
import { type SecondStageServing, seededRandom } from '@stars/ranking';
import { PlainModel, servedBy } from '@stars/recommending/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const [ITEMS, LEARNED, BUCKETS, HOUR] = [300, 250, 10, 3_600_000];
const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const VIEW_WEIGHT = 0.3;
const MODES = {
  general: RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST,
  next: RecommendMode.RECOMMEND_MODE_NEXT_INTENT,
};
type Vector = keyof typeof MODES;
const SEARCHED = [CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST, CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT];

const random = seededRandom(5);
const uniform = (): number => random() * 2 - 1;
const ids = Array.from({ length: ITEMS }, (_, n) => `i${n}`);
const vectors = new Map(ids.map((itemId) => [itemId, Float32Array.from({ length: 3 }, uniform)]));
/** The last items are too new to be learned; of each sixteenth the index has no vector yet. */
const learned = ids.slice(0, LEARNED);
const hasVector = (n: number): boolean => n % 16 !== 5;
const bucketOf = (n: number): string => String(n % BUCKETS);
const soldInSouth = (n: number): boolean => n % 7 !== 0;

/** Items come up once, or again and again, at ages from a minute to two years. */
const histories: Record<string, HistoryEvent[]> = Object.fromEntries(
  [3, 40, 250].map((events) => [
    `had ${events}`,
    Array.from({ length: events }, (_, n) => ({
      eventId: `e${n}`,
      itemId: ids[Math.floor(random() ** 2 * ITEMS)]!,
      type: random() < 0.3 ? VIEW : PURCHASE,
      time: SEEDED.lastPurchase - Math.floor(Math.exp(random() * Math.log(2 * 365 * 24 * 60))) * 60_000,
      region: 'north',
    })).sort((a, b) => a.time - b.time),
  ]),
);

const spec = tinySpec({ target: 'purchase', kindWeights: { view: VIEW_WEIGHT } });
const artifact = tinyArtifact(learned, { spec, parts: { repeatAges: REPEAT_AGES.length, maxLength: 100 } });
/** So that neither score is always the larger one. */
for (const vector of ['general', 'next']) {
  const values = artifact.weights.get(`repeat.${vector}.ages`)!.values;
  REPEAT_AGES.forEach((_, k) => {
    values[k] = 0.3 * uniform();
  });
}
const repeats = RepeatHead.create(
  { ...artifact, manifest: { ...tinyManifest('m1', artifact), files: [], config: undefined } },
  new Map(learned.map((itemId, row) => [itemId, row])),
)!;
const plain = new PlainModel('m1', vectors, { global: ids.slice(0, 30), byRegion: {} });
/** What recent popularity changes: three items rose so much that a search alone would not find them; every seventh fell. */
const RISERS = ids.slice(7, 10);
const shifts = new Map(ids.map((itemId, n) => [itemId, RISERS.includes(itemId) ? 3 : n % 7 === 0 ? -random() : 0]));
const shiftOf = (itemId: string): number => shifts.get(itemId) ?? 0;
const prior: ServedPrior = { shiftOf };
/** Has what the user had, and what is popular lately. */
const secondStage: SecondStageServing = {
  ...plain.secondStage,
  gather: async (history, moment) => {
    const known = await plain.secondStage.gather(history, moment);
    const others = RISERS.filter((itemId) => !known.own.includes(itemId));
    return { ...known, others, repeats: repeats.score(history, moment.time) };
  },
};
const model: ServedModel = Object.assign(Object.create(plain), { repeats, prior, secondStage });

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway({ deps: () => ({ servedModels: servedBy(() => model) }) });
  const { catalog, vectors: index, profiles } = gateway.deps;
  await index.delete('default', 'm1', SEEDED.itemIds);
  const items = ids.map((itemId, n) => ({
    ...CatalogItem.fromPartial({ tenantId: 'default', itemId, version: 1, title: itemId }),
    attributes: { bucket: bucketOf(n) },
    regions: { south: { inStock: soldInSouth(n) } },
  }));
  await catalog.upsert(items);
  await index.upsert(
    'default',
    'm1',
    items
      .filter((_, n) => hasVector(n))
      .map(({ itemId, attributes, regions }) => ({
        itemId,
        vector: vectors.get(itemId)!,
        payload: {
          brand: '',
          category: [],
          attributes,
          regions: { south: regions.south.inStock, '': regions.south.inStock },
        },
      })),
  );
  await profiles.appendEvents(
    'default',
    Object.entries(histories).map(([userId, events]) => ({ userId, events })),
  );
});
afterAll(() => gateway.close());

/** How much an event counts at age k: linearly in the logarithm of its age. */
function countAt(k: number, hours: number): number {
  const logs = REPEAT_AGES.map(Math.log);
  const log = Math.min(logs.at(-1)!, Math.max(0, Math.log(hours)));
  const side = log < logs[k]! ? -1 : 1;
  const beside = logs[k + side];
  return beside === undefined ? 1 : Math.max(0, 1 - (log - logs[k]!) / (beside - logs[k]!));
}

/** ρ by the reference page; undefined if the user did not have the item. */
function rhoOf(itemId: string, vector: Vector, events: readonly HistoryEvent[], time: number): number | undefined {
  const own = events.filter((event) => event.itemId === itemId);
  if (own.length === 0) return undefined;
  const ages = artifact.weights.get(`repeat.${vector}.ages`)!.values;
  let evidence = 1e-12;
  for (const event of own) {
    const counts = event.type === PURCHASE ? 1 : VIEW_WEIGHT;
    REPEAT_AGES.forEach((_, k) => {
      evidence += counts * countAt(k, (time - event.time) / HOUR) * Math.exp(8 * ages[k]!);
    });
  }
  const row = learned.includes(itemId) ? learned.indexOf(itemId) : LEARNED;
  return Math.log(evidence) + artifact.repeatability![2 * row + (vector === 'general' ? 0 : 1)]!;
}

const question = fc.record({
  userId: fc.constantFrom(...Object.keys(histories)),
  vector: fc.constantFrom<Vector>('general', 'next'),
  k: fc.integer({ min: 1, max: 100 }),
  hours: fc.constantFrom(1, 30, 1000, 9000),
  region: fc.constantFrom('', 'south'),
  buckets: fc.constantFrom(1, 3, BUCKETS),
  excludeItemIds: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 40 }),
  excludePurchased: fc.boolean(),
});
type Question = typeof question extends fc.Arbitrary<infer Q> ? Q : never;

const inBuckets = (buckets: number) => Array.from({ length: buckets }, (_, n) => String(n));
const requestOf = ({ vector, hours, buckets, ...part }: Question): RecommendRequest =>
  RecommendRequest.fromPartial({
    ...part,
    mode: MODES[vector],
    scoreParts: true,
    time: new Date(SEEDED.lastPurchase + hours * HOUR),
    filter: {
      expression: { $case: 'in', value: { field: 'attributes.bucket', values: inBuckets(buckets) } },
    },
  });

/** All eligible items that have a vector, by their whole scores. */
function bruteForce({ userId, vector, hours, buckets, excludeItemIds, excludePurchased }: Question, h: Float32Array) {
  const events = histories[userId]!;
  const purchased = new Set(events.filter(({ type }) => type === PURCHASE).map(({ itemId }) => itemId));
  return ids
    .filter((_, n) => hasVector(n) && n % BUCKETS < buckets && soldInSouth(n))
    .filter((itemId) => !excludeItemIds.includes(itemId) && !(excludePurchased && purchased.has(itemId)))
    .map((itemId) => {
      const product = vectors.get(itemId)!.reduce((sum, x, i) => sum + x * h[i]!, 0) + shiftOf(itemId);
      const rho = rhoOf(itemId, vector, events, SEEDED.lastPurchase + hours * HOUR);
      return {
        itemId,
        had: rho !== undefined,
        product,
        score: Math.log(Math.exp(product) + (rho === undefined ? 0 : Math.exp(rho))),
      };
    })
    .sort((a, b) => b.score - a.score);
}

describe('a list by a model with a repeat head and a prior of late', () => {
  it('is that of brute force: what the user had by both scores, all else by inner product and popularity', async () => {
    const seen = { raised: 0, others: 0, short: 0 };
    await fc.assert(
      fc.asyncProperty(question, async (asked) => {
        const history = histories[asked.userId]!;
        const encoded = await plain.encodeUser({ features: {}, history, time: 0 });
        const expected = bruteForce(asked, encoded[asked.vector]).slice(0, asked.k);
        const response: RecommendResponse = await gateway.recommendations.recommend(requestOf(asked));
        const personal = response.items.filter(({ source }) => SEARCHED.includes(source));
        expect(personal.map(({ itemId }) => itemId)).toEqual(expected.map(({ itemId }) => itemId));
        personal.forEach(({ score, scoreParts }, n) => {
          const { score: whole, product } = expected[n]!;
          expect(score).toBeCloseTo(whole, 4);
          expect(scoreParts!.repeat).toBeCloseTo(whole - product, 4);
          expect(scoreParts!.popularity).toBeCloseTo(shiftOf(expected[n]!.itemId), 9);
        });
        if (expected.some(({ had, product }) => had && product < expected.at(-1)!.score)) seen.raised++;
        if (expected.some(({ had }) => !had)) seen.others++;
        if (expected.length < asked.k) seen.short++;
      }),
      { numRuns: 200 },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  });
});

import { CandidateSource, InteractionType, RecommendMode, RecommendRequest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ContextTimeline } from '@stars/features';
import { type ServedModel, ServedSecondStage } from '@stars/inference';
import { learnedModel, tinySecondStage } from '@stars/inference/testing';
import { replacing } from '@stars/platform/testing';
import type { SimpleRankings } from '@stars/ranking';
import { servedBy } from '@stars/recommending/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayDeps } from './gateway-deps.js';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';

const { CANDIDATE_SOURCE_BUY_AGAIN: BUY_AGAIN, CANDIDATE_SOURCE_POPULAR: POPULAR } = CandidateSource;
const SECOND_STAGE = RecommendMode.RECOMMEND_MODE_SECOND_STAGE;
const ROUND_ROBIN = RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN;

/** Plums are new: the model has not learned them. */
const learnedItems = SEEDED.itemIds.filter((itemId) => itemId !== 'plum').sort();

const away = () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'no connection'));

interface SecondStageChanges {
  nothingSells?: boolean;
  simple?: SimpleRankings;
}

/** A model of plain arithmetic with a second stage whose weights and statistics are random. */
function withSecondStage(
  model: ServedModel,
  timelineOf: () => Promise<ContextTimeline>,
  { nothingSells = false, simple }: SecondStageChanges,
): ServedModel {
  const artifact = { ...tinySecondStage(learnedItems.length, { seed: 4 }), ...(simple ? { simple } : {}) };
  if (nothingSells) for (const sums of artifact.statistics.purchases) sums.fill(0);
  return Object.assign(Object.create(model), {
    secondStage: new ServedSecondStage(learnedModel(learnedItems), artifact, timelineOf),
  });
}

const newSecondStageGateway = (
  deps: (real: GatewayDeps) => Partial<GatewayDeps> = () => ({}),
  timelineOf = async () => new ContextTimeline(),
  changes: SecondStageChanges = {},
): Promise<TestGateway> =>
  newTestGateway({
    deps: (real) => {
      const model = withSecondStage(real.servedModels.current('default')!, timelineOf, changes);
      return { servedModels: servedBy(() => model), ...deps(real) };
    },
  });

const request = (part: Partial<RecommendRequest> = {}): RecommendRequest =>
  RecommendRequest.fromPartial({ userId: SEEDED.fruitUser, k: 4, region: 'north', scoreParts: true, ...part });
const idsOf = (response: { items: { itemId: string }[] }): string[] => response.items.map((item) => item.itemId);
const codesOf = (response: { degradations: { code: string }[] }): string[] =>
  response.degradations.map(({ code }) => code);

describe('Recommend by the second stage', () => {
  let gateway: TestGateway;
  const ask = (part: Partial<RecommendRequest> = {}) => gateway.recommendations.recommend(request(part));
  beforeAll(async () => {
    gateway = await newSecondStageGateway();
  });
  afterAll(() => gateway.close());

  it('is what a request without a mode gets, if the model has it', async () => {
    const answer = await ask();
    expect(codesOf(answer)).toEqual([]);
    expect(answer.items).toEqual((await ask({ mode: SECOND_STAGE })).items);
    expect(answer.items).not.toEqual((await ask({ mode: ROUND_ROBIN })).items);
    const [first, second] = answer.items;
    expect(first!.score).toBeGreaterThan(second!.score);
    const plain = await newTestGateway();
    const roundRobin = await plain.recommendations.recommend(request({ mode: ROUND_ROBIN }));
    expect((await plain.recommendations.recommend(request({ mode: SECOND_STAGE }))).items).toEqual(roundRobin.items);
    await plain.close();
  });

  it('says where each item comes from', async () => {
    const { items } = await ask({ k: 7 });
    const repeated = items.filter(({ source }) => source === BUY_AGAIN);
    expect(idsOf({ items: repeated }).sort()).toEqual(['apple', 'rye']);
    expect(repeated.find(({ itemId }) => itemId === 'rye')!.reason).toBe('You bought this on 20 Nov 2017');
    expect(items.find(({ itemId }) => itemId === 'plum')!.source).toBe(CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT);
  });

  it('gives as many as are asked for if they exist, none twice', async () => {
    for (let k = 1; k <= 7; k++) {
      const ids = idsOf(await ask({ k }));
      expect(new Set(ids).size).toBe(k);
    }
    const all = await ask({ k: 50 });
    expect(idsOf(all).sort()).toEqual([...SEEDED.itemIds].sort());
    expect(codesOf(all)).toEqual(['FEWER_ITEMS']);
  });

  it('obeys filter and region, also for repeat candidates and popular items', async () => {
    const south = idsOf(await ask({ k: 7, region: 'south' }));
    expect(south).toHaveLength(6);
    expect(south).not.toContain('pear');
    const filter = { expression: { $case: 'in' as const, value: { field: 'category', values: ['bread'] } } };
    expect(idsOf(await ask({ k: 7, filter })).sort()).toEqual(['roll', 'rye']);
  });

  it('gives an unknown user what is popular in the region', async () => {
    const answer = await ask({ userId: 'stranger', k: 2 });
    expect(answer.items).toMatchObject([{ itemId: 'pear', source: POPULAR }, { source: POPULAR }]);
    for (const { reason } of answer.items) expect(reason).toMatch(/^Popular (now|in north)$/);
    expect(codesOf(answer)).toContain('STARS_UNKNOWN_USER');
  });

  it('remembers purchases that are older than those that round robin reads', async () => {
    const event = (itemId: string, n: number) => ({
      eventId: `${itemId}-${n}`,
      itemId,
      type: InteractionType.INTERACTION_TYPE_PURCHASE,
      time: SEEDED.lastPurchase - 1e9 + n * 1000,
      region: 'north',
    });
    const events = Array.from({ length: 300 }, (_, n) => event(n < 3 ? 'apple' : 'soap', n));
    await gateway.deps.profiles.appendEvents('default', [{ userId: 'regular', events }]);
    const apple = ({ items }: Awaited<ReturnType<typeof ask>>) => items.find(({ itemId }) => itemId === 'apple');
    const answer = await ask({ userId: 'regular', k: 7 });
    expect(apple(answer)).toMatchObject({ source: BUY_AGAIN, reason: 'You bought this 3 times, last on 8 Nov 2017' });
    expect(apple(await ask({ userId: 'regular', k: 7, mode: ROUND_ROBIN }))!.source).not.toBe(BUY_AGAIN);
  });
});

describe('Recommend by a simple ranking, which the model was behind', () => {
  let gateway: TestGateway;
  const ask = async (part: Partial<RecommendRequest>) =>
    (await gateway.recommendations.recommend(request(part))).degradations;
  beforeAll(async () => {
    gateway = await newSecondStageGateway(undefined, undefined, { simple: { all: 'recent popularity' } });
  });
  afterAll(() => gateway.close());

  it('is said by answers that it ranks, and by no others', async () => {
    const said = {
      code: 'STARS_SIMPLE_RANKING',
      message: 'recent popularity ranks: on held-out sessions the model was behind it',
    };
    for (const part of [{}, { mode: SECOND_STAGE }]) expect(await ask(part)).toEqual([said]);
    const unseen = { excludeItemIds: ['apple', 'rye'] };
    for (const part of [{ mode: ROUND_ROBIN }, unseen]) expect(await ask(part)).toEqual([]);
  });
});

describe('Recommend by the second stage, degraded', () => {
  const answerOf = async (...how: Parameters<typeof newSecondStageGateway>) => {
    const gateway = await newSecondStageGateway(...how);
    const answer = await gateway.recommendations.recommend(request());
    await gateway.close();
    return answer;
  };
  const without = <T extends object>(store: T, methods: object): T => Object.assign(Object.create(store), methods);
  it('ranks repeat candidates and popular items while the vector index is away', async () => {
    const answer = await answerOf(({ vectors }) => ({
      vectors: without(vectors, { search: away, scores: away, getVectors: away, products: away }),
    }));
    expect(answer.items).toHaveLength(4);
    const sources = new Set(answer.items.map(({ source }) => source));
    expect([...sources].every((source) => source === BUY_AGAIN || source === POPULAR)).toBe(true);
    expect(codesOf(answer)).toEqual(['STARS_UNAVAILABLE']);
  });

  it('has items similar to the user’s if nothing is popular and nothing can be searched', async () => {
    const { items } = await answerOf(({ vectors }) => ({ vectors: replacing(vectors, { search: away }) }), undefined, {
      nothingSells: true,
    });
    const similar = items.filter(({ source }) => source === CandidateSource.CANDIDATE_SOURCE_SIMILAR);
    expect(similar.length).toBeGreaterThan(0);
    const codes = ['BECAUSE_BOUGHT', 'USUAL_CATEGORY', 'PICKED', 'POPULAR'];
    for (const { reasonCode } of similar) expect(codes).toContain(reasonCode);
  });

  it('ranks without the model’s scores while the index cannot score, and asks the catalogue what is eligible', async () => {
    const answer = await answerOf(({ vectors }) => ({ vectors: replacing(vectors, { scores: away }) }));
    expect(answer.items).toHaveLength(4);
    expect(codesOf(answer)).toEqual(['STARS_UNAVAILABLE']);
  });

  it('does not need the catalogue to say what is eligible', async () => {
    const answer = await answerOf(({ catalog }) => ({ catalog: replacing(catalog, { filterIds: away }) }));
    expect(answer.items).toHaveLength(4);
    expect(codesOf(answer)).toEqual([]);
  });

  it('ranks without signals while they cannot be read', async () => {
    const answer = await answerOf(undefined, away);
    expect(codesOf(answer)).toEqual(['STARS_UNAVAILABLE']);
    expect(answer.items).toHaveLength(4);
    for (const { scoreParts } of answer.items) expect(Object.keys(scoreParts!.secondStage)).toContain('base');
  });
});

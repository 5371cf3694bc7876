import { CandidateSource, RecommendMode } from '@stars/contracts';
import type { KnownCandidates } from '@stars/ranking';
import { coldStartCollection } from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTestAnswer, vectors } from './testing/new-test-answer.js';
import { purchase } from './testing/new-test-history.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestSecondStage } from './testing/new-test-second-stage.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

const {
  CANDIDATE_SOURCE_BUY_AGAIN: OWN,
  CANDIDATE_SOURCE_NEXT_INTENT: NEXT,
  CANDIDATE_SOURCE_GENERAL_INTEREST: GENERAL,
  CANDIDATE_SOURCE_POPULAR: POPULAR,
  CANDIDATE_SOURCE_SIMILAR: SIMILAR,
} = CandidateSource;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const hits = (...itemIds: string[]) => itemIds.map((itemId, place) => ({ itemId, score: 0.5 - place / 10 }));

/** An answer in which the searches find these items. */
function newTestScoring(
  known: Partial<KnownCandidates> = {},
  found = [hits('plum'), hits('roll')],
  coldStart = [hits(), hits()],
) {
  const test = newTestAnswer(stores, { secondStage: newTestSecondStage(known) });
  const ofColdStart = coldStartCollection('m1');
  test.search.mockImplementation(async (_, { modelVersion }) => (modelVersion === ofColdStart ? coldStart : found));
  return test;
}

describe('scoreCandidates, by the second stage', () => {
  it('names the source of each item: repeat before intent, intent before taste, popular before similar', async () => {
    const known = {
      own: ['apple'],
      others: ['soap', 'bleach', 'pear'],
      sources: [POPULAR, POPULAR, SIMILAR],
      depth: { own: 1, searched: 3, coldStartItems: 1 },
    };
    const found = [hits('apple', 'plum', 'roll'), hits('apple', 'roll')];
    const { ranked } = await newTestScoring(known, found, [hits('new1', 'new2'), hits('new2')]).rank();
    expect(Object.fromEntries(ranked.map(({ itemId, source }) => [itemId, source]))).toEqual({
      apple: OWN,
      roll: NEXT,
      plum: GENERAL,
      soap: POPULAR,
      bleach: POPULAR,
      pear: SIMILAR,
      new1: GENERAL,
      new2: NEXT,
    });
  });

  it('scores what was found, as deep as the second stage wants, and ranks as many as the rules need', async () => {
    const found = [hits('plum', 'pear', 'soap'), hits('roll', 'rye', 'bleach')];
    const { given, count, ids } = await newTestScoring({ own: [], others: [] }, found).rank({ shown: 2, pool: 3 });
    expect(given).toMatchObject({ general: ['plum', 'pear'], next: ['roll', 'rye'], coldStartItems: [[], []] });
    expect([...given.found.ids].sort()).toEqual(['pear', 'plum', 'roll', 'rye']);
    expect(count).toBe(3);
    expect(ids).toEqual(['pear', 'plum', 'roll']);
  });

  it.each<[string, object, ReturnType<typeof hits>[]]>([
    ['the user has no vectors', { user: { history: [] } }, []],
    ['general interest found nothing', {}, [hits(), hits('roll')]],
    ['present intent found nothing', {}, [hits('plum'), hits()]],
  ])('ranks without the model’s scores if %s', async (_, more, found) => {
    const { given, ranked, codes } = await newTestScoring({}, found).rank({}, more);
    expect(given.best).toBeUndefined();
    expect(ranked.length).toBeGreaterThanOrEqual(3);
    expect(codes).toEqual([]);
  });

  it('says once that a simple ranking ranks, and only if it ranks something', async () => {
    const simple = newTestScoring({ simple: 'recent popularity' });
    expect((await simple.rank()).codes).toEqual(['STARS_SIMPLE_RANKING']);
    simple.secondStage.score.mockReturnValue([]);
    expect((await simple.rank()).codes).toEqual([]);
  });

  it('fills the places that it leaves with what the searches found, and what the user had', async () => {
    const { rank, secondStage } = newTestScoring();
    secondStage.score.mockReturnValue([]);
    const { ids } = await rank({}, { user: { history: [purchase('rye', 0)], vectors } });
    expect(ids.slice(0, 3).sort()).toEqual(['plum', 'roll', 'rye']);
  });
});

describe('scoreCandidates, in the orders of the other modes', () => {
  const known = { depth: { own: 1, searched: 1, coldStartItems: 0 } };
  const found = [hits('plum', 'roll'), hits('roll', 'plum')];
  const ordered = async (
    mode: RecommendMode,
    changes: object = {},
    more: object = {},
    repeats?: KnownCandidates['repeats'],
  ) => {
    const test = newTestScoring({ ...known, repeats }, found);
    const { ids } = await test.rank({ mode, ...changes }, more);
    expect(test.secondStage.score).not.toHaveBeenCalled();
    expect(test.scores).toHaveBeenCalledTimes(1);
    return ids;
  };
  const { RECOMMEND_MODE_GENERAL_INTEREST: GI, RECOMMEND_MODE_NEXT_INTENT: NI } = RecommendMode;

  it('ranks all that was found, however deep, by each of the two scores', async () => {
    expect(await ordered(GI)).toEqual(['apple', 'pear', 'plum', 'rye', 'roll', 'soap']);
    expect(await ordered(NI)).toEqual(['rye', 'roll', 'plum', 'pear', 'apple', 'soap']);
  });

  it('adds recent popularity, and the repeat head for what the user had', async () => {
    const repeats = new Map([['rye', { general: 9, next: -9 }]]);
    const { secondStage, model } = newTestScoring({ ...known, repeats }, found);
    const more = { model: { ...model, secondStage, prior: newTestPrior({ soap: 5 }) } };
    expect((await ordered(GI, {}, more, repeats)).slice(0, 3)).toEqual(['rye', 'soap', 'apple']);
    expect((await ordered(NI, {}, more, repeats)).slice(0, 2)).toEqual(['soap', 'rye']);
  });

  it('has what the user had and may be in the answer, by frequency', async () => {
    const history = [purchase('apple', 1), purchase('rye', 2), purchase('rye', 3), purchase('caviar', 4)];
    const { RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN: mode } = RecommendMode;
    const repeats = async (changes: object) => {
      const { rank } = newTestScoring(known, found);
      const { ranked } = await rank({ mode, ...changes }, { user: { history, vectors }, time: 9 });
      return ranked.filter(({ source }) => source === OWN).map(({ itemId }) => itemId);
    };
    expect((await repeats({}))[0]).toBe('rye');
    expect(await repeats({ excludeItemIds: ['rye'] })).toEqual(['apple']);
  });
});

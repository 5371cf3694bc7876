import { CandidateSource, type Filter, matchesFilter, type RecommendMode, soldIn } from '@stars/contracts';
import { replacing } from '@stars/platform/testing';
import { DEGRADATION } from '@stars/ranking';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonalListsOfUser } from './personal-lists.js';
import { failing } from './testing/fake.js';
import { hits, newTestAnswerLists, type TestFallback } from './testing/new-test-answer-lists.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestRecommending } from './testing/new-test-recommending.js';
import { newTestRequest, type RequestChanges } from './testing/new-test-request.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

const {
  CANDIDATE_SOURCE_NEXT_INTENT: NEXT,
  CANDIDATE_SOURCE_POPULAR: POPULAR,
  CANDIDATE_SOURCE_NEWEST: NEWEST,
} = CandidateSource;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const answersOf = (personal: readonly string[][], fallback?: readonly TestFallback[]) =>
  newTestAnswerLists(stores, personal, fallback);

const categoryIn = (...values: string[]): Filter => ({
  expression: { $case: 'in', value: { field: 'category', values } },
});
const ONE_EACH = [{ level: 1, items: 1 }];

describe('AnswerLists', () => {
  it('are only the user’s lists if these are enough', async () => {
    const { make, find, fill, codes } = answersOf([['apple', 'rye', 'soap', 'pear']]);
    const { ids, impersonal, regional, items } = await make();
    expect(ids).toEqual(['apple', 'rye', 'soap']);
    expect(items.map(({ source, position }) => [source, position])).toEqual([0, 1, 2].map((place) => [NEXT, place]));
    expect([impersonal.size, regional.size]).toEqual([0, 0]);
    expect([find.mock.calls.length, fill.mock.calls.length]).toEqual([1, 0]);
    expect(codes()).toEqual([]);
  });

  it('are ranked as deep as the rules of the request need', async () => {
    const sizesFor = async (changes: RequestChanges) => {
      const { make, find } = answersOf([['apple', 'rye', 'soap']]);
      await make(changes);
      const [{ request }] = find.mock.calls[0]!;
      return { pool: request.pool, shown: request.shown };
    };
    expect(await sizesFor({})).toEqual({ pool: 3, shown: 3 });
    expect(await sizesFor({ categoryCaps: [{ level: 0, items: 3 }] })).toEqual({ pool: 29, shown: 3 });
  });

  it('are filled with what is popular, then new, and say so', async () => {
    const { make, fill, degradations } = answersOf(
      [['apple']],
      [{ popular: ['soap', 'apple'], newest: ['bleach', 'rye'] }],
    );
    const { ids, items, impersonal, regional } = await make({ excludeItemIds: ['plum'] });
    expect(ids).toEqual(['apple', 'soap', 'bleach']);
    expect(items.map(({ source }) => source)).toEqual([NEXT, POPULAR, NEWEST]);
    expect([...impersonal].sort()).toEqual(['bleach', 'rye', 'soap']);
    expect([...regional]).toEqual(['soap']);
    expect([...fill.mock.calls[0]![3]].sort()).toEqual(['apple', 'plum']);
    expect(degradations.list()).toEqual([
      { code: DEGRADATION.fallbackItems, message: '2 of 3 items are not personal' },
    ]);
  });

  it('say that there are fewer than were asked for', async () => {
    const { make, fill, codes } = answersOf([['apple']], [{ popular: ['apple'] }]);
    expect((await make()).ids).toEqual(['apple']);
    expect(fill).toHaveBeenCalledTimes(1);
    expect(codes()).toEqual([DEGRADATION.fewerItems]);
  });

  it('look in other categories of the user’s lists first if caps leave places open', async () => {
    const { make, find, fill, codes } = answersOf([
      ['apple', 'pear', 'plum'],
      ['rye', 'roll', 'soap'],
    ]);
    const { ids, impersonal } = await make({ categoryCaps: ONE_EACH, filter: categoryIn('grocery') });
    expect(ids).toEqual(['apple', 'rye', 'soap']);
    expect(impersonal.size).toBe(0);
    expect(fill).not.toHaveBeenCalled();
    const [{ request }] = find.mock.calls[1]!;
    const allows = (itemId: string, category: string) =>
      matchesFilter(request.filter!, {
        itemId,
        category: ['grocery', category],
        brand: '',
        attributes: {},
        regions: {},
      });
    expect([allows('pear', 'fruit'), allows('rye', 'bread')]).toEqual([false, true]);
    expect(codes()).toEqual([]);
  });

  it('look there twice at most, and stop once nothing new comes', async () => {
    const twice = answersOf([['apple'], ['pear'], ['plum'], ['rye']], [{ popular: ['rye', 'soap'] }]);
    expect((await twice.make({ categoryCaps: ONE_EACH })).ids).toEqual(['apple', 'rye', 'soap']);
    expect(twice.find).toHaveBeenCalledTimes(3);
    const once = answersOf([['apple'], ['apple'], ['rye']], [{ popular: ['rye', 'soap'] }]);
    await once.make({ categoryCaps: ONE_EACH });
    expect(once.find).toHaveBeenCalledTimes(2);
  });

  it('ask for a fallback of categories that are not full, until nothing new comes', async () => {
    const { make, fill, codes } = answersOf(
      [['apple', 'pear', 'plum']],
      [{ popular: ['rye', 'roll'] }, { popular: ['soap', 'bleach'] }, {}],
    );
    const { ids, impersonal } = await make({ shown: 4, categoryCaps: ONE_EACH });
    expect(ids).toEqual(['apple', 'rye', 'soap', 'pear']);
    expect([...impersonal].sort()).toEqual(['bleach', 'roll', 'rye', 'soap']);
    expect(fill).toHaveBeenCalledTimes(3);
    const { filter } = fill.mock.calls[1]![0];
    expect(JSON.stringify(filter)).toContain('bread');
    expect(codes()).toEqual([DEGRADATION.fallbackItems, DEGRADATION.overCap]);
  });

  it('do not rank for a caller who is gone', async () => {
    const { make, fill, abort } = answersOf([[]]);
    abort.abort(new Error('gone'));
    await expect(make()).rejects.toThrow('gone');
    expect(fill).not.toHaveBeenCalled();
  });

  it('pass on what the user’s lists were made of', async () => {
    const { make, find } = answersOf([]);
    const lists: PersonalListsOfUser = {
      general: [],
      next: hits(['apple', 'rye', 'soap']),
      buyAgain: [],
      secondStage: [{ itemId: 'plum', score: 3, source: NEXT }],
    };
    find.mockResolvedValueOnce(lists);
    const answer = await make();
    expect(answer.lists).toBe(lists);
    expect(answer.ids).toEqual(['plum', 'apple', 'rye']);
  });
});

describe('AnswerLists, over real stores', () => {
  const shelf = (items: readonly { category: readonly string[] }[]) =>
    Map.groupBy(items, ({ category }) => category[1]!);

  const asked = fc.record({
    shown: fc.integer({ min: 1, max: 9 }),
    mode: fc.constantFrom(...[1, 2, 3, 4].map((mode) => mode as RecommendMode)),
    region: fc.constantFrom('', 'north', 'south'),
    categories: fc.option(fc.shuffledSubarray(['fruit', 'bread', 'cleaning'], { minLength: 1 })),
    excludeItemIds: fc.shuffledSubarray(['apple', 'rye', 'soap', 'plum', 'nothing']),
    cap: fc.option(fc.integer({ min: 1, max: 2 })),
    known: fc.boolean(),
    seed: fc.option(fc.nat()),
  });

  it('have as many items as exist, none twice, none that is not eligible, and break a cap only if nothing else is left', async () => {
    const all = (await stores.catalog.get('default', await stores.catalog.newest('default', {}, 100))).map(
      (item) => item!,
    );
    const { answerLists } = newTestRecommending(stores);
    const [profile] = await stores.profiles.get('default', ['fruit-lover']);
    await fc.assert(
      fc.asyncProperty(asked, async ({ shown, mode, region, categories, excludeItemIds, cap, known, seed }) => {
        const degradations = newTestDegradations();
        const request = newTestRequest({
          shown,
          mode,
          region,
          excludeItemIds,
          ...(categories ? { filter: categoryIn(...categories) } : {}),
          categoryCaps: cap === null ? [] : [{ level: 1, items: cap }],
          ...(seed === null ? {} : { exploration: { places: 1, rate: 0.5, candidates: 3, seed } }),
        });
        const user = known ? { history: profile!.history, vectors: profile!.vectors[0]! } : { history: [] };
        const question = { request, model: stores.model, user, time: stores.model.dataUntil };
        const { items } = await answerLists.make(question, degradations, new AbortController().signal);

        const sold = (regions: Record<string, { inStock: boolean }>) =>
          region === '' ||
          soldIn(Object.fromEntries(Object.entries(regions).map(([name, { inStock }]) => [name, inStock])), region);
        const eligible = all.filter(
          ({ itemId, category, regions }) =>
            !excludeItemIds.includes(itemId) && sold(regions) && (!categories || categories.includes(category[1]!)),
        );
        const byId = new Map(eligible.map((item) => [item.itemId, item]));
        const answered = items.map(({ itemId }) => byId.get(itemId)!);
        expect(answered.every((item) => item !== undefined)).toBe(true);
        expect(new Set(answered).size).toBe(items.length);
        expect(items).toHaveLength(Math.min(shown, eligible.length));
        expect(items.map(({ position }) => position)).toEqual(items.map((_, place) => place));
        const within = (of: typeof all) =>
          [...shelf(of).values()].reduce((sum, placed) => sum + Math.min(placed.length, cap ?? shown), 0);
        expect(within(answered)).toBe(Math.min(shown, within(eligible)));
        const codes = codesOf(degradations);
        expect(codes.includes(DEGRADATION.overCap)).toBe(within(answered) < items.length);
        expect(codes.includes(DEGRADATION.fewerItems)).toBe(items.length < shown);
      }),
      { numRuns: 150 },
    );
  });

  it('are what the user had and popular items while no search answers, and do without the catalogue', async () => {
    const [profile] = await stores.profiles.get('default', ['fruit-lover']);
    const user = { history: profile!.history, vectors: profile!.vectors[0]! };
    const make = async (away: Partial<TestStores>) => {
      const degradations = newTestDegradations();
      const { answerLists } = newTestRecommending({ ...stores, ...away });
      const question = {
        request: newTestRequest(),
        model: stores.model,
        user,
        time: Date.now(),
      };
      const { items } = await answerLists.make(question, degradations, new AbortController().signal);
      return { ids: items.map(({ itemId }) => itemId), codes: codesOf(degradations) };
    };
    expect(await make({ vectors: replacing(stores.vectors, { search: failing() }) })).toEqual({
      ids: ['rye', 'apple', 'soap'],
      codes: ['STARS_UNAVAILABLE', DEGRADATION.fallbackItems],
    });
    expect(await make({ catalog: replacing(stores.catalog, { filterIds: failing() }) })).toEqual({
      ids: ['rye', 'roll', 'apple'],
      codes: [],
    });
  });
});

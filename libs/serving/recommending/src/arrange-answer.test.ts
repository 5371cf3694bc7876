import { CandidateSource, type Filter, matchesFilter, type RecommendMode, soldIn } from '@stars/contracts';
import { replacing } from '@stars/platform/testing';
import { DEGRADATION } from '@stars/ranking';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failing } from './testing/fake.js';
import { newTestAnswerArranger, type TestFallback } from './testing/new-test-answer-arranger.js';
import { newTestRecommending } from './testing/new-test-recommending.js';
import { newTestRequest } from './testing/new-test-request.js';
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
  newTestAnswerArranger(stores, personal, fallback);

const categoryIn = (...values: string[]): Filter => ({
  expression: { $case: 'in', value: { field: 'category', values } },
});
const ONE_EACH = [{ level: 1, items: 1 }];

describe('AnswerArranger', () => {
  it('are only the user’s lists if these are enough', async () => {
    const { make, find, fill } = answersOf([['apple', 'rye', 'soap', 'pear']]);
    const { ids, impersonal, regional, items, codes } = await make();
    expect(ids).toEqual(['apple', 'rye', 'soap']);
    expect(items.map(({ source, position }) => [source, position])).toEqual([0, 1, 2].map((place) => [NEXT, place]));
    expect([impersonal.size, regional.size]).toEqual([0, 0]);
    expect([find.mock.calls.length, fill.mock.calls.length]).toEqual([0, 0]);
    expect(codes).toEqual([]);
  });

  it('are filled with what is popular, then new, and say so', async () => {
    const { make, fill } = answersOf([['apple']], [{ popular: ['soap', 'apple'], newest: ['bleach', 'rye'] }]);
    const { ids, items, impersonal, regional, degradations } = await make({ excludeItemIds: ['plum'] });
    expect(ids).toEqual(['apple', 'soap', 'bleach']);
    expect(items.map(({ source }) => source)).toEqual([NEXT, POPULAR, NEWEST]);
    expect([...impersonal].sort()).toEqual(['bleach', 'rye', 'soap']);
    expect([...regional]).toEqual(['soap']);
    expect([...fill.mock.calls[0]![1].exclude].sort()).toEqual(['apple', 'plum']);
    expect(degradations).toEqual([{ code: DEGRADATION.fallbackItems, message: '2 of 3 items are not personal' }]);
  });

  it('say that there are fewer than were asked for', async () => {
    const { make, fill } = answersOf([['apple']], [{ popular: ['apple'] }]);
    const { ids, codes } = await make();
    expect(ids).toEqual(['apple']);
    expect(fill).toHaveBeenCalledTimes(1);
    expect(codes).toEqual([DEGRADATION.fewerItems]);
  });

  it('look in other categories of the user’s lists first if caps leave places open', async () => {
    const { make, find, fill } = answersOf([
      ['apple', 'pear', 'plum'],
      ['rye', 'roll', 'soap'],
    ]);
    const { ids, impersonal, codes } = await make({ categoryCaps: ONE_EACH, filter: categoryIn('grocery') });
    expect(ids).toEqual(['apple', 'rye', 'soap']);
    expect(impersonal.size).toBe(0);
    expect(fill).not.toHaveBeenCalled();
    const [{ request }] = find.mock.calls[0]!;
    const allows = (itemId: string, category: string) =>
      matchesFilter(request.filter!, {
        itemId,
        category: ['grocery', category],
        brand: '',
        attributes: {},
        regions: {},
      });
    expect([allows('pear', 'fruit'), allows('rye', 'bread')]).toEqual([false, true]);
    expect(codes).toEqual([]);
  });

  it('look there twice at most, and stop once nothing new comes', async () => {
    const twice = answersOf([['apple'], ['pear'], ['plum'], ['rye']], [{ popular: ['rye', 'soap'] }]);
    expect((await twice.make({ categoryCaps: ONE_EACH })).ids).toEqual(['apple', 'rye', 'soap']);
    expect(twice.find).toHaveBeenCalledTimes(2);
    const once = answersOf([['apple'], ['apple'], ['rye']], [{ popular: ['rye', 'soap'] }]);
    await once.make({ categoryCaps: ONE_EACH });
    expect(once.find).toHaveBeenCalledTimes(1);
  });

  it('ask for a fallback of categories that are not full, until nothing new comes', async () => {
    const { make, fill } = answersOf(
      [['apple', 'pear', 'plum']],
      [{ popular: ['rye', 'roll'] }, { popular: ['soap', 'bleach'] }, {}],
    );
    const { ids, impersonal, codes } = await make({ shown: 4, categoryCaps: ONE_EACH });
    expect(ids).toEqual(['apple', 'rye', 'soap', 'pear']);
    expect([...impersonal].sort()).toEqual(['bleach', 'roll', 'rye', 'soap']);
    expect(fill).toHaveBeenCalledTimes(3);
    const { filter } = fill.mock.calls[1]![0];
    expect(JSON.stringify(filter)).toContain('bread');
    expect(codes).toEqual([DEGRADATION.fallbackItems, DEGRADATION.overCap]);
  });
});

describe('Recommend, over real stores', () => {
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
    const all = (
      await stores.catalog.get('default', await stores.catalog.latest('default', {}, { by: 'version', limit: 100 }))
    ).map((item) => item!);
    const { recommend } = newTestRecommending({ ...stores, model: stores.model });
    await fc.assert(
      fc.asyncProperty(asked, async ({ shown, mode, region, categories, excludeItemIds, cap, known, seed }) => {
        const request = newTestRequest({
          ...{ shown, mode, region, excludeItemIds, explain: false },
          ...(known ? {} : { userId: 'stranger' }),
          ...(categories ? { filter: categoryIn(...categories) } : {}),
          categoryCaps: cap === null ? [] : [{ level: 1, items: cap }],
          ...(seed === null ? {} : { exploration: { places: 1, rate: 0.5, candidates: 3, seed } }),
        });
        const { items, degradations } = await recommend.execute(request, new AbortController().signal, 1e9);

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
        const codes = degradations.map(({ code }) => code);
        expect(codes.includes(DEGRADATION.overCap)).toBe(within(answered) < items.length);
        expect(codes.includes(DEGRADATION.fewerItems)).toBe(items.length < shown);
      }),
      { numRuns: 150 },
    );
  });

  it('are what the user had and popular items while no search answers, and do without the catalogue', async () => {
    const make = async (away: Partial<TestStores>) => {
      const { recommend } = newTestRecommending({ ...stores, model: stores.model, ...away });
      const { items, degradations } = await recommend.execute(newTestRequest(), new AbortController().signal, 1e9);
      return { ids: items.map(({ itemId }) => itemId), codes: degradations.map(({ code }) => code) };
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

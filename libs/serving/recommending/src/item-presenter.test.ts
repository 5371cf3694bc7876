import { CandidateSource, ScoreParts } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { replacing } from '@stars/platform/testing';
import type { ArrangedItem, ScoreClaims } from '@stars/ranking';
import type { VectorIndex } from '@stars/vector-index';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ItemCards } from './item-cards.js';
import { type Audience, ItemPresenter } from './item-presenter.js';
import { failing } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { newTestExplainable } from './testing/new-test-explainable.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

const {
  CANDIDATE_SOURCE_BUY_AGAIN: OWN,
  CANDIDATE_SOURCE_NEXT_INTENT: NEXT,
  CANDIDATE_SOURCE_POPULAR: POPULAR,
  CANDIDATE_SOURCE_SIMILAR: SIMILAR,
} = CandidateSource;
const NOON = Date.UTC(2017, 10, 20, 12);

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const arranged = (itemId: string, source: CandidateSource = NEXT): ArrangedItem => {
  return { itemId, source, score: 7, position: 3, propensity: 0.25, coverage: 0, diversity: 1, exploration: 2 };
};

function newTestPresenter(
  stubs: Partial<Pick<ItemCatalog, 'get'> & Pick<VectorIndex, 'products'>> = {},
  timeZone = 'UTC',
) {
  const get = vi.fn<ItemCatalog['get']>(stubs.get ?? ((...asked) => stores.catalog.get(...asked)));
  const products = vi.fn<VectorIndex['products']>(stubs.products ?? ((...asked) => stores.vectors.products(...asked)));
  const cards = new ItemCards(replacing(stores.catalog, { get }));
  const sut = new ItemPresenter(cards, replacing(stores.vectors, { products }), timeZone, newTestMetrics().metrics);
  const degradations = newTestDegradations();
  const present = (items: readonly ArrangedItem[], audience: Partial<Audience> = {}) =>
    sut.present(
      items,
      { tenantId: 'default', modelVersion: 'm1', history: [], explain: true, language: 'en', ...audience },
      degradations,
    );
  const presentWithoutModel = (items: readonly ArrangedItem[], history: Audience['history']) =>
    sut.present(items, { tenantId: 'default', history, explain: true, language: 'en' }, degradations);
  const reasonsOf = async (items: readonly ArrangedItem[], audience: Partial<Audience> = {}) =>
    (await present(items, audience)).map(({ reason }) => reason);
  return { present, presentWithoutModel, reasonsOf, get, products, codes: () => codesOf(degradations) };
}

describe('ItemPresenter', () => {
  it('gives items their titles and reasons in the order of the list, and leaves their ranks as they are', async () => {
    const { present, codes } = newTestPresenter();
    const items = await present([arranged('rye', OWN), arranged('soap', POPULAR)], {
      history: [purchase('rye', NOON)],
    });
    expect(items).toEqual([
      {
        itemId: 'rye',
        position: 3,
        score: 7,
        source: OWN,
        propensity: 0.25,
        title: 'Rye bread',
        reason: 'You bought this on 20 Nov 2017',
        reasonCode: 'BOUGHT_ONCE',
        reasonArguments: { date: '2017-11-20' },
        scoreParts: undefined,
        ruleEffects: [],
      },
      expect.objectContaining({ itemId: 'soap', title: 'Soap', reason: 'Popular now' }),
    ]);
    expect(codes()).toEqual([]);
    const [german] = await present([arranged('rye', OWN)], { history: [purchase('rye', NOON)], language: 'de' });
    expect(german).toMatchObject({ reason: 'Am 20. Nov. 2017 von Ihnen gekauft', reasonCode: 'BOUGHT_ONCE' });
  });

  it('explains what the second stage ranked by what raised its score', async () => {
    const { reasonsOf, get } = newTestPresenter();
    const history = [purchase('soap', NOON - 1), view('rye', NOON - 1), purchase('apple', NOON)];
    const claims: ScoreClaims[] = [
      [{ evidence: 'item', itemId: 'apple', points: 2 }],
      [{ evidence: 'item', itemId: 'soap', points: 1 }],
      [{ evidence: 'user', points: 1 }],
      [{ evidence: 'region', points: 1 }],
      [],
    ];
    const items = ['plum', 'bleach', 'pear', 'roll', 'apple'].map((itemId, place) => ({
      ...arranged(itemId),
      logPopularity: 1,
      explainable: newTestExplainable({}, claims, place),
    }));
    const regional = { region: 'north', itemIds: new Set<string>() };
    expect(await reasonsOf(items, { history, regional, goesWith: () => true })).toEqual([
      'Goes with Apples that you bought last',
      'Because you bought Soap',
      'Picked for you',
      'Popular in north',
      'Popular now',
    ]);
    // Of the history, only what claims name is looked up.
    expect(get.mock.calls.map(([, ids]) => ids)).toEqual([['plum', 'bleach', 'pear', 'roll', 'apple', 'soap']]);
  });

  it('explains what a search found by a category, beside what the second stage ranked', async () => {
    const { reasonsOf } = newTestPresenter();
    const scored = { ...arranged('bleach'), logPopularity: 1, explainable: newTestExplainable({}, [[]]) };
    expect(await reasonsOf([scored, arranged('plum')], { history: [purchase('apple', NOON)] })).toEqual([
      'Popular now',
      'Like your usual fruit',
    ]);
  });

  it('names the region of a popular item, and the item of a similar-items request', async () => {
    const { reasonsOf } = newTestPresenter();
    const regional = { region: 'north', itemIds: new Set(['pear']) };
    expect(await reasonsOf([arranged('pear', POPULAR), arranged('soap', POPULAR)], { regional })).toEqual([
      'Popular in north',
      'Popular now',
    ]);
    expect(await reasonsOf([{ ...arranged('pear', SIMILAR), because: 'apple' }])).toEqual(['Similar to Apples']);
  });

  it('dates by the clock of its time zone', async () => {
    const history = [purchase('rye', Date.UTC(2017, 10, 20, 23))];
    const { reasonsOf } = newTestPresenter({}, 'Asia/Tokyo');
    expect(await reasonsOf([arranged('rye', OWN)], { history })).toEqual(['You bought this on 21 Nov 2017']);
  });

  it('asks the catalogue about each item once, and only about the part of a long history that reasons read', async () => {
    const { present, get } = newTestPresenter();
    const old = [purchase('roll', 1), purchase('soap', 2)];
    const history = [...old, ...Array.from({ length: 200 }, (_, n) => view('apple', 10 + n))];
    const [soap] = await present([arranged('soap', OWN)], { history });
    // Bought before the events that reasons read, but it is the item itself.
    expect(soap!.reason).toBe('You bought this on 1 Jan 1970');
    expect(get.mock.calls.map(([, ids]) => ids)).toEqual([['soap', 'apple']]);
  });

  it('gives only titles if no explanation is wanted', async () => {
    const { present, get, products } = newTestPresenter();
    const history = [purchase('rye', NOON)];
    const scoreParts = { columns: [], partsOf: () => ScoreParts.fromPartial({}) };
    const items = await present([arranged('soap')], { history, scoreParts, explain: false });
    expect(items).toMatchObject([{ itemId: 'soap', title: 'Soap', reason: '', reasonCode: '', reasonArguments: {} }]);
    expect(items[0]!.scoreParts).toBeUndefined();
    expect(get.mock.calls.map(([, ids]) => ids)).toEqual([['soap']]);
    expect(products).not.toHaveBeenCalled();
  });

  it('goes without titles while the catalogue is away', async () => {
    const history = [purchase('apple', NOON)];
    const withoutCatalog = newTestPresenter({ get: failing() });
    expect(await withoutCatalog.present([arranged('plum')], { history })).toMatchObject([
      { itemId: 'plum', title: '', reason: 'Picked for you' },
    ]);
    expect(withoutCatalog.codes()).toEqual(['STARS_UNAVAILABLE']);
  });

  it('presents an empty list without asking a store', async () => {
    const { present, get, products } = newTestPresenter();
    expect(await present([])).toEqual([]);
    expect([get.mock.calls, products.mock.calls]).toEqual([[], []]);
  });
});

describe('ItemPresenter, of score parts', () => {
  const columns = [Float32Array.of(1, 0, 0), Float32Array.of(0, 2, 0)];
  /** Writes the products with both columns. */
  const scoreParts = {
    columns,
    partsOf: (_: ArrangedItem, products: { of(column: number): number } | undefined) =>
      ScoreParts.fromPartial(
        products ? { generalInterest: products.of(0), nextIntent: products.of(1) } : { buyAgain: -1 },
      ),
  };

  it('gives the writer the products of each item, with or without reasons', async () => {
    for (const history of [[], [purchase('soap', NOON), purchase('apple', NOON)]]) {
      const { present } = newTestPresenter();
      const [rye, gone] = await present([arranged('rye'), arranged('gone')], { history, scoreParts });
      expect(rye!.scoreParts!.generalInterest).toBeCloseTo(0.1, 6);
      expect(rye!.scoreParts!.nextIntent).toBeCloseTo(2, 6);
      expect(rye!.scoreParts!.buyAgain).toBe(0);
      expect(gone!.scoreParts!.buyAgain).toBe(-1);
    }
  });

  it('gives the same reasons with score parts as without', async () => {
    const { reasonsOf } = newTestPresenter();
    const history = [purchase('soap', NOON - 1), purchase('apple', NOON)];
    const items = [arranged('bleach'), arranged('plum')];
    const reasons = await reasonsOf(items, { history });
    expect(new Set(reasons).size).toBe(2);
    expect(await reasonsOf(items, { history, scoreParts })).toEqual(reasons);
  });

  it('gives none for items that do not depend on the user', async () => {
    const { present } = newTestPresenter();
    const items = await present([arranged('rye'), arranged('soap')], { scoreParts, impersonal: new Set(['soap']) });
    expect(items.map((item) => item.scoreParts !== undefined)).toEqual([true, false]);
  });

  it('gives the parts that need no index while it is away', async () => {
    const { present, codes } = newTestPresenter({ products: failing() });
    expect((await present([arranged('rye')], { scoreParts }))[0]!.scoreParts!.buyAgain).toBe(-1);
    expect(codes()).toEqual(['STARS_UNAVAILABLE']);
  });
});

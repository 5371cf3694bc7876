import { CandidateSource, InteractionType, RecommendMode } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { replacing } from '@stars/platform/testing';
import { DEGRADATION } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { NOT_EDITED } from '../language-model-edits.js';
import { failing, hanging } from '../testing/fake.js';
import { SEEDED } from '../testing/grocery-seed.js';
import { purchase, recentView } from '../testing/new-test-history.js';
import { newTestRecommending, type TestRecommendingOptions } from '../testing/new-test-recommending.js';
import { newTestRequest, type RequestChanges } from '../testing/new-test-request.js';
import { newTestSecondStage } from '../testing/new-test-second-stage.js';
import { newTestStores, type TestStores } from '../testing/new-test-stores.js';

const {
  RECOMMEND_MODE_UNSPECIFIED: UNSPECIFIED,
  RECOMMEND_MODE_SECOND_STAGE: SECOND_STAGE,
  RECOMMEND_MODE_ROUND_ROBIN: ROUND_ROBIN,
} = RecommendMode;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

/** The grocery's model with changes. */
const modelWith = (changes: Partial<ServedModel>): ServedModel => replacing<ServedModel>(stores.model, changes);

function newTestRecommend(changes: Partial<TestRecommendingOptions> = {}) {
  const parts = newTestRecommending({ ...stores, ...changes });
  const ask = async (request: RequestChanges = {}, leftMs = 10_000) => {
    const { signal } = new AbortController();
    const answer = await parts.recommend.execute(newTestRequest(request), signal, performance.now() + leftMs);
    const codes = answer.degradations.map(({ code }) => code);
    return { ...answer, ids: answer.items.map(({ itemId }) => itemId), codes };
  };
  return { ...parts, ask };
}

describe('Recommend', () => {
  it('answers with the best items, their sources and the freshness of the data', async () => {
    const now = SEEDED.lastPurchase + 86_400_000;
    const { ask, catalogClock } = newTestRecommend({ now });
    await catalogClock.look();
    const answer = await ask({ shown: 5, region: 'north' });
    expect(answer.ids).toEqual(['rye', 'roll', 'apple', 'plum', 'pear']);
    expect(answer.items[0]).toMatchObject({
      source: CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN,
      title: 'Rye bread',
      reason: 'You bought this on 20 Nov 2017',
      propensity: 1,
    });
    expect(answer).toMatchObject({
      modelVersion: 'm1',
      degradations: [],
      vectorTime: new Date(SEEDED.lastPurchase),
      modelDataUntil: new Date(stores.model.dataUntil),
      catalogTime: new Date(now),
    });
    expect((await ask()).recommendationId).not.toBe(answer.recommendationId);
  });

  it('takes the time of a request, else now', async () => {
    const times: number[] = [];
    const encodeUser: ServedModel['encodeUser'] = (input) => {
      times.push(input.time);
      return stores.model.encodeUser(input);
    };
    const { ask } = newTestRecommend({ model: modelWith({ encodeUser }), now: 5000 });
    await ask({ userId: SEEDED.notEncoded });
    await ask({ userId: SEEDED.notEncoded, time: new Date(0) });
    expect(times).toEqual([5000, 0]);
  });

  it('refuses an invalid request before it asks a store', async () => {
    const get = vi.fn(failing());
    const { ask } = newTestRecommend({ profiles: replacing(stores.profiles, { get }) });
    await expect(ask({ shown: 1001 })).rejects.toMatchObject({ code: 'STARS_OUT_OF_RANGE', field: 'k' });
    expect(get).not.toHaveBeenCalled();
  });

  it('gives the parts of each item’s score if they are asked for, but none for items that do not depend on the user', async () => {
    const { ask } = newTestRecommend();
    const [plain, known] = [await ask({ shown: 1 }), await ask({ shown: 1, scoreParts: true })];
    expect(plain.items[0]!.scoreParts).toBeUndefined();
    expect(known.items[0]!.scoreParts).toMatchObject({ nextIntent: expect.closeTo(1.01, 5), offsets: {} });
    const stranger = await ask({ userId: 'stranger', scoreParts: true });
    expect(stranger.items.map(({ scoreParts }) => scoreParts)).toEqual([undefined, undefined, undefined]);
  });
});

describe('Recommend, by mode', () => {
  it('uses the second stage if a request names it or no mode, and round robin if it names that', async () => {
    const { ask } = newTestRecommend({ model: modelWith({ secondStage: newTestSecondStage() }) });
    // Repeat candidates, popular and similar items that the north sells, and what the searches found.
    const ranked = ['apple', 'pear', 'roll'];
    expect((await ask({ mode: UNSPECIFIED, region: 'north' })).ids).toEqual(ranked);
    expect((await ask({ mode: SECOND_STAGE, region: 'north' })).ids).toEqual(ranked);
    expect((await ask({ mode: ROUND_ROBIN, region: 'north' })).ids).toEqual(['rye', 'apple', 'roll']);
  });

  it('merges lists round robin, repeat candidates first, if the model has no second stage', async () => {
    const { ask } = newTestRecommend();
    const merged = ['rye', 'roll', 'apple'];
    expect((await ask({ mode: UNSPECIFIED })).ids).toEqual(merged);
    expect((await ask({ mode: SECOND_STAGE })).ids).toEqual(merged);
  });
});

describe('Recommend, exclusions', () => {
  it('leaves out named items in searches, repeat candidates and fallbacks', async () => {
    const { ask } = newTestRecommend();
    const { ids } = await ask({ shown: 7, excludeItemIds: ['rye', 'soap'] });
    expect([...ids].sort()).toEqual(['apple', 'bleach', 'pear', 'plum', 'roll']);
  });

  it('leaves out purchased items, also recent ones, but not viewed ones', async () => {
    const { ask } = newTestRecommend();
    const bought = { ...recentView('plum', SEEDED.lastPurchase + 1), type: purchase('plum', 0).type };
    const recentEvents = [recentView('roll', SEEDED.lastPurchase + 1), bought];
    const { ids } = await ask({ shown: 7, excludePurchased: true, excludeItemIds: ['soap'], recentEvents });
    expect([...ids].sort()).toEqual(['bleach', 'pear', 'roll']);
  });

  it('takes what the model predicts, and purchases, for what the user had', async () => {
    const { INTERACTION_TYPE_ADD_TO_CART: cart } = InteractionType;
    const kinds = { target: cart, weights: new Map() };
    const carted = { ...recentView('plum', SEEDED.lastPurchase + 1), type: cart };
    const request = { shown: 7, excludePurchased: true, recentEvents: [recentView('roll', 0), carted] };
    const { ids } = await newTestRecommend({ model: modelWith({ kinds }) }).ask(request);
    expect([...ids].sort()).toEqual(['bleach', 'pear', 'roll', 'soap']);
  });

  it('leaves out purchased items before the first model too', async () => {
    const { ask } = newTestRecommend({ model: undefined });
    const { ids } = await ask({ shown: 7, excludePurchased: true });
    expect([...ids].sort()).toEqual(['bleach', 'pear', 'plum', 'roll', 'soap']);
  });
});

describe('Recommend, degraded', () => {
  it('gives the newest items before the first event', async () => {
    const { ask, readMetric } = newTestRecommend({ model: undefined });
    const answer = await ask({ userId: 'stranger' });
    expect([answer.ids, answer.modelVersion]).toEqual([['bleach', 'soap', 'roll'], '']);
    expect(answer.codes).toEqual(['STARS_MODEL_NOT_READY', DEGRADATION.fallbackItems]);
    expect([answer.vectorTime, answer.modelDataUntil, answer.catalogTime]).toEqual([undefined, undefined, undefined]);
    expect(await readMetric('stars_gateway_degradations_total', { code: 'STARS_MODEL_NOT_READY' })).toBe(1);
    expect(await readMetric('stars_gateway_list_items_sum', { method: 'Recommend' })).toBe(3);
  });

  it('gives what the user looked at, then purchases and best sellers, before the first model', async () => {
    const sold = { global: ['roll', 'apple', 'soap'], byRegion: {} };
    const { ask } = newTestRecommend({ model: undefined, sold });
    const viewed = recentView('plum', SEEDED.lastPurchase + 1);
    const answer = await ask({ shown: 5, recentEvents: [viewed] });
    expect(answer.ids).toEqual(['plum', 'rye', 'apple', 'roll', 'soap']);
    expect(answer.items.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('looked at'),
      expect.stringContaining('bought'),
      expect.stringContaining('bought'),
      'Popular now',
      'Popular now',
    ]);
    expect(answer.codes).toEqual(['STARS_MODEL_NOT_READY', DEGRADATION.fallbackItems]);
  });

  it('ranks purchases and best sellers together, and says where these sell', async () => {
    const sold = { global: ['roll', 'soap'], byRegion: { north: ['roll'] }, shares: new Map([['roll', 1]]) };
    const { ask } = newTestRecommend({ model: undefined, sold });
    const { items, codes } = await ask({ shown: 3, region: 'north' });
    expect(codes).toEqual(['STARS_MODEL_NOT_READY', DEGRADATION.fallbackItems]);
    expect(items).toMatchObject([
      { itemId: 'roll', reason: 'Popular in north' },
      { reason: expect.stringContaining('bought') },
      { reason: expect.stringContaining('bought') },
    ]);
  });

  it('gives an unknown user what is popular in the region', async () => {
    const { ask } = newTestRecommend();
    const answer = await ask({ userId: 'stranger', region: 'north', shown: 2 });
    expect(answer.items).toMatchObject([{ itemId: 'pear', reason: 'Popular in north' }, { itemId: 'soap' }]);
    expect(answer.codes).toEqual(['STARS_UNKNOWN_USER', DEGRADATION.fallbackItems]);
  });

  it('does not call a user unknown if the profile could not be read', async () => {
    const { ask } = newTestRecommend({ profiles: replacing(stores.profiles, { get: failing() }) });
    expect((await ask()).codes).toEqual(['STARS_UNAVAILABLE', DEGRADATION.fallbackItems]);
  });

  it('answers in the time that is left if every store hangs', async () => {
    const { ask } = newTestRecommend({
      profiles: replacing(stores.profiles, { get: hanging }),
      vectors: replacing(stores.vectors, { search: hanging, products: hanging }),
      catalog: replacing(stores.catalog, { get: hanging, filterIds: hanging, latest: hanging }),
    });
    const answer = await ask({}, 10);
    expect(answer.ids).toEqual([]);
    expect(answer.codes).toEqual(['STARS_UNAVAILABLE', DEGRADATION.fewerItems]);
  });

  it('lets a language model edit the list, or says that it did not', async () => {
    const editor = { name: 'broken', edit: failing('STARS_OVERLOADED') };
    const { ask } = newTestRecommend({ listEditing: { editor, rerank: true, items: 3, waitMs: 1000 } });
    expect(await ask()).toMatchObject({ ids: ['rye', 'roll', 'apple'], codes: [NOT_EDITED] });
    const reverse = { name: 'reverser', edit: async () => ({ order: [2, 1, 0], reasons: [] }) };
    const edited = newTestRecommend({ listEditing: { editor: reverse, rerank: true, items: 3, waitMs: 1000 } });
    expect(await edited.ask()).toMatchObject({ ids: ['apple', 'roll', 'rye'], codes: [] });
  });
});

describe('Recommend, records and metrics', () => {
  it('records the page that it served', async () => {
    const { ask, recorded } = newTestRecommend({ now: 5000 });
    const { recommendationId, ids } = await ask({ surface: 'home', region: 'north' });
    await ask();
    const [page, ...others] = await recorded();
    expect(others).toEqual([]);
    expect(page).toMatchObject({
      tenantId: 'default',
      userId: SEEDED.fruitUser,
      eventId: `served-${recommendationId}`,
      pageId: recommendationId,
      recommendationId,
      surface: 'home',
      region: 'north',
      time: new Date(5000),
      confirmed: false,
      modelVersion: 'm1',
      lists: [{ mode: 'rr_bi', degradations: [] }],
    });
    expect(page!.items).toEqual(ids.map((itemId, position) => ({ itemId, position, propensity: 1 })));
  });

  it('notes how old a user’s last event is in the first answer with vectors of it', async () => {
    const { ask, readMetric } = newTestRecommend({ now: SEEDED.lastPurchase + 2000 });
    await ask({ userId: 'stranger' });
    expect(await readMetric('stars_freshness_seconds_count', { stage: 'served' })).toBe(0);
    await ask();
    await ask();
    expect(await readMetric('stars_freshness_seconds_count', { stage: 'served' })).toBe(1);
    expect(await readMetric('stars_freshness_seconds_sum', { stage: 'served' })).toBe(2);
  });
});

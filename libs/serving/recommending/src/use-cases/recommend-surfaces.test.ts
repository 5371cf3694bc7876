import { RecommendMode } from '@stars/contracts';
import type { ServedModel } from '@stars/inference';
import { replacing } from '@stars/platform/testing';
import { DEGRADATION } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { surfacesFromJson } from '../surfaces.js';
import { SEEDED } from '../testing/grocery-seed.js';
import { recentView } from '../testing/new-test-history.js';
import { newTestRecommending, type TestRecommendingOptions } from '../testing/new-test-recommending.js';
import { newTestRequest, type RequestChanges } from '../testing/new-test-request.js';
import { newTestSecondStage } from '../testing/new-test-second-stage.js';
import { newTestStores, type TestStores } from '../testing/new-test-stores.js';

const {
  RECOMMEND_MODE_UNSPECIFIED: UNSPECIFIED,
  RECOMMEND_MODE_NEXT_INTENT: NEXT,
  RECOMMEND_MODE_ROUND_ROBIN: ROUND_ROBIN,
  RECOMMEND_MODE_BUY_AGAIN: BUY_AGAIN,
} = RecommendMode;

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

const modelWith = (changes: Partial<ServedModel>): ServedModel => replacing<ServedModel>(stores.model, changes);

function newTestRecommend(changes: Partial<TestRecommendingOptions> = {}) {
  const { recommend } = newTestRecommending({ ...stores, ...changes });
  const ask = async (request: RequestChanges) => {
    const { signal } = new AbortController();
    const answer = await recommend.execute(newTestRequest(request), signal, performance.now() + 10_000);
    return {
      items: answer.items,
      ids: answer.items.map(({ itemId }) => itemId),
      codes: answer.degradations.map(({ code }) => code),
    };
  };
  return { ask };
}

describe('Recommend, what was bought before', () => {
  const asked = { mode: BUY_AGAIN, shown: 7 };

  it('is purchases alone, the last first if all are as frequent, and nothing fills the other places', async () => {
    const { ask } = newTestRecommend();
    const recentEvents = [recentView('roll', SEEDED.lastPurchase + 1)];
    const answer = await ask({ ...asked, recentEvents });
    expect(answer.ids).toEqual(['rye', 'apple']);
    expect(answer.codes).toEqual([DEGRADATION.fewerItems]);
    expect((await ask({ ...asked, excludeItemIds: ['rye'] })).ids).toEqual(['apple']);
    expect((await ask({ ...asked, userId: 'stranger' })).ids).toEqual([]);
  });

  it('is in the order of the second stage, which ranks nothing else', async () => {
    const { ask } = newTestRecommend({ model: modelWith({ secondStage: newTestSecondStage() }) });
    expect((await ask(asked)).ids).toEqual(['apple', 'rye']);
  });
});

describe('Recommend, by surface', () => {
  it('takes what the surface says, but for what the request says itself', async () => {
    const { ask } = newTestRecommend();
    const again = { mode: UNSPECIFIED, surface: 'buy_again', shown: 7 };
    expect((await ask(again)).ids).toEqual(['rye', 'apple']);
    expect((await ask({ ...again, mode: NEXT })).ids).toHaveLength(7);
    const discover = { mode: UNSPECIFIED, surface: 'discover', shown: 5 };
    expect((await ask(discover)).ids.sort()).toEqual(['bleach', 'pear', 'plum', 'roll', 'soap']);
    expect((await ask({ ...discover, excludeSeen: false })).ids).toContain('rye');
  });

  it('is as without one if nobody defined the surface', async () => {
    const { ask } = newTestRecommend();
    expect((await ask({ mode: UNSPECIFIED, surface: 'basket' })).ids).toEqual((await ask({ mode: UNSPECIFIED })).ids);
  });

  it('gives the last places to less popular items if the surface says so, and says how far they moved', async () => {
    const purchases = new Map([
      ['apple', 50],
      ['soap', 1],
    ]);
    const secondStage = newTestSecondStage();
    const score = secondStage.score.getMockImplementation()!;
    secondStage.score.mockImplementation((...asked) =>
      score(...asked).map((item) => ({ ...item, logPopularity: Math.log1p(purchases.get(item.itemId) ?? 40) })),
    );
    const surfaces = surfacesFromJson({ wide: { coverage: { places: 1, penalty: 2, within: 10 } } });
    const { ask } = newTestRecommend({ surfaces, model: modelWith({ secondStage }) });
    const plain = await ask({ mode: UNSPECIFIED });
    const wide = await ask({ mode: UNSPECIFIED, surface: 'wide', scoreParts: true });
    expect(plain.ids).not.toContain('soap');
    expect(wide.ids).toEqual([...plain.ids.slice(0, 2), 'soap']);
    expect(wide.items[2]!.propensity).toBe(1);
    expect(wide.items[2]!.scoreParts!.coverage).toBeGreaterThan(0);
    // Without the second stage there is no score to compare.
    expect((await ask({ mode: ROUND_ROBIN, surface: 'wide' })).ids).toEqual((await ask({ mode: ROUND_ROBIN })).ids);
  });

  it('takes the surfaces of the shop', async () => {
    const { ask } = newTestRecommend({ surfaces: surfacesFromJson({ basket: { k: 2, mode: 'bi' } }) });
    expect((await ask({ mode: UNSPECIFIED, surface: 'basket', shown: 0 })).ids).toEqual(['rye', 'apple']);
  });
});

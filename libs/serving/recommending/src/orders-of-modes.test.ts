import { RecommendMode } from '@stars/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OrdersQuestion } from './candidate-orders.js';
import { hits, newTestCandidateOrders, question } from './testing/new-test-candidate-orders.js';
import { purchase } from './testing/new-test-history.js';
import { newTestOpenedRequest } from './testing/new-test-opened-request.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestListRequest, type RequestChanges } from './testing/new-test-request.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

describe('CandidateOrders, orders of the other modes', () => {
  const mode = RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN;
  const ordersOf = async (changes: Partial<OrdersQuestion> = {}, request: RequestChanges = {}) => {
    const { sut, degradations, scores } = newTestCandidateOrders(stores);
    const opened = newTestOpenedRequest({ depth: { own: 1, searched: 1, coldStartItems: 0 }, ...changes.opened });
    const rank = vi.fn(opened.rank);
    const found = { general: hits('plum', 'roll'), next: hits('roll', 'plum') };
    const coldStart = { general: [], next: [] };
    const asked = newTestListRequest({ shown: 9, mode, ...request });
    const orders = await sut.rank(
      asked,
      { ...question(changes), opened: { ...opened, rank } },
      { found, coldStart },
      degradations,
    );
    expect(rank).not.toHaveBeenCalled();
    expect(scores).toHaveBeenCalledTimes(1);
    const idsOf = (list: { itemId: string }[]) => list.map(({ itemId }) => itemId);
    return { ...orders, general: idsOf(orders.general), next: idsOf(orders.next), buyAgain: idsOf(orders.buyAgain) };
  };

  it('are all that was found, however deep, by each of the two scores', async () => {
    const { general, next, secondStage } = await ordersOf();
    expect(general).toEqual(['apple', 'pear', 'plum', 'rye', 'roll', 'soap']);
    expect(next).toEqual(['rye', 'roll', 'plum', 'pear', 'apple', 'soap']);
    expect(secondStage).toEqual([]);
  });

  it('have the popularity of late, and what the user had with the repeat head', async () => {
    const repeats = new Map([['rye', { general: 9, next: -9 }]]);
    const prior = newTestPrior({ soap: 5 });
    const opened = newTestOpenedRequest({ repeats });
    const { general, next } = await ordersOf({ opened, model: { version: 'm1', prior } });
    expect(general.slice(0, 3)).toEqual(['rye', 'soap', 'apple']);
    expect(next.slice(0, 2)).toEqual(['soap', 'rye']);
  });

  it('have what the user had and may be in the answer, by frequency', async () => {
    const history = [purchase('apple', 1), purchase('rye', 2), purchase('rye', 3), purchase('caviar', 4)];
    expect((await ordersOf({ history, time: 9 })).buyAgain).toEqual(['rye', 'apple']);
    expect((await ordersOf({ history, time: 9 }, { excludeItemIds: ['rye'] })).buyAgain).toEqual(['apple']);
  });
});

import { type Filter, RecommendMode } from '@stars/contracts';
import type { KnownCandidates, ScoredItems } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelCandidates } from './gather-candidates.js';
import { failing } from './testing/fake.js';
import { newTestAnswer } from './testing/new-test-answer.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestPrior } from './testing/new-test-prior.js';
import { newTestSecondStage } from './testing/new-test-second-stage.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

type Asked = Parameters<ReturnType<typeof newTestAnswer>['gather']>;
const hit = (itemId: string, score = 0.5) => ({ itemId, score });

/** What is eligible where the searches find plums and rolls. */
async function eligible(
  known: Partial<KnownCandidates>,
  asked: Asked = [],
  away: readonly ('scores' | 'filterIds')[] = [],
  prior = newTestPrior({}),
) {
  const secondStage = newTestSecondStage(known);
  const test = newTestAnswer(stores, { secondStage, model: { prior } });
  test.search.mockResolvedValue([[hit('plum')], [hit('roll')]]);
  for (const method of away) test[method].mockImplementation(failing());
  const { candidates, codes } = await test.gather(...asked);
  const { served } = candidates as ModelCandidates;
  const scoresOf = ({ ids, general, next }: ScoredItems) =>
    Object.fromEntries(ids.map((itemId, n) => [itemId, [general[n], next[n]]]));
  return {
    ...{ served, codes, filterIds: test.filterIds, getVectors: test.getVectors },
    ids: [...served.eligible.ids].sort(),
    eligible: scoresOf(served.eligible),
    found: scoresOf(served.found),
    asked: test.scores.mock.calls.map(([, { itemIds }]) => itemIds),
  };
}

describe('EligibleCandidates', () => {
  const depth = { own: 1, searched: 2, coldStartItems: 0 };

  it('are the repeat candidates, popular and similar items that may be in the answer', async () => {
    const known = { others: ['soap', 'pear', 'caviar'] };
    expect((await eligible(known, [{ region: 'north' }])).ids).toEqual(['apple', 'pear', 'rye', 'soap']);
    const south = await eligible(known, [{ region: 'south', excludeItemIds: ['rye'] }]);
    expect(south.ids).toEqual(['apple', 'soap']);
    const bread: Filter = { expression: { $case: 'in', value: { field: 'category', values: ['bread'] } } };
    const narrow = await eligible(known, [{ filter: bread }]);
    expect(narrow.eligible).toEqual({ rye: [expect.closeTo(0.1), 1] });
    // The index knows: the catalogue is not asked.
    expect(narrow.filterIds).not.toHaveBeenCalled();
    const mode = RecommendMode.RECOMMEND_MODE_BUY_AGAIN;
    const history = [purchase('rye', 1), view('apple', 2), purchase('pear', 3)];
    expect((await eligible(known, [{ mode }, { user: { history } }])).ids).toEqual(['pear', 'rye']);
  });

  it('are looked up in one call, and further repeat candidates only if the first of them are not enough', async () => {
    const soon = await eligible({ own: ['apple', 'gone', 'rye', 'pear'], depth });
    expect(soon.asked).toEqual([['soap', 'pear', 'apple', 'gone', 'plum', 'roll']]);
    expect(soon.ids).toEqual(['apple', 'pear', 'soap']);
    expect(soon.found).toEqual({
      plum: [expect.closeTo(0.8), expect.closeTo(0.2)],
      roll: [0, expect.closeTo(0.9)],
    });
    const late = await eligible({ own: ['gone', 'lost', 'rye', 'bleach'], depth });
    expect(late.asked).toEqual([
      ['soap', 'pear', 'gone', 'lost', 'plum', 'roll'],
      ['rye', 'bleach'],
    ]);
    expect(late.ids).toEqual(['bleach', 'pear', 'rye', 'soap']);
    expect(late.eligible['rye']).toEqual([expect.closeTo(0.1), 1]);
  });

  it('do not count popular items as repeat candidates', async () => {
    const { asked } = await eligible({ own: ['gone', 'lost', 'rye'], others: ['soap', 'apple'], depth });
    expect(asked).toHaveLength(2);
  });

  it('are known for a user without vectors, without scores', async () => {
    const { eligible: found } = await eligible({}, [{}, { user: { history: [] } }]);
    expect(found['apple']).toEqual([Number.NaN, Number.NaN]);
  });

  it('are those of the catalogue while the index is away, and none without both', async () => {
    const away = await eligible({}, [{ region: 'north' }], ['scores']);
    expect([away.ids, away.codes]).toEqual([['apple', 'pear', 'rye', 'soap'], ['STARS_UNAVAILABLE']]);
    expect([away.eligible['apple'], away.found['plum']]).toEqual(Array(2).fill([Number.NaN, Number.NaN]));
    const neither = await eligible({}, [], ['scores', 'filterIds']);
    expect([neither.ids, neither.served.found.ids]).toEqual([[], ['plum', 'roll']]);
  });

  it('have scores with recent popularity', async () => {
    const plain = await eligible({});
    const raised = await eligible({}, [], [], newTestPrior({ apple: 2 }));
    const [general, next] = plain.eligible['apple']!;
    expect(raised.eligible).toEqual({ ...plain.eligible, apple: [general! + 2, next! + 2] });
    expect(raised.found).toEqual(plain.found);
  });

  it('come with the best scores of all items, including excluded items with recent popularity', async () => {
    const known = { own: ['apple', 'rye', 'gone'] };
    const plain = await eligible(known);
    expect(plain.served.best).toEqual({ general: 0.5, next: 0.5 });
    expect(plain.getVectors).not.toHaveBeenCalled();
    const asked: Asked = [{ excludeItemIds: ['apple', 'rye', 'gone', 'soap'] }];
    const without = await eligible(known, asked);
    expect(without.served.best).toEqual({ general: 1, next: 1 });
    expect(without.getVectors.mock.calls).toEqual([['default', 'm1', ['apple', 'rye', 'gone']]]);
    const raised = await eligible(known, asked, [], newTestPrior({ apple: 0.25 }));
    expect(raised.served.best).toEqual({ general: 1.25, next: 1 });
  });
});

import { type Filter, RecommendMode } from '@stars/contracts';
import { HISTORY_LIMIT } from '@stars/profile-store';
import { BUY_AGAIN_EVENTS } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failing } from './testing/fake.js';
import { newTestAnswer } from './testing/new-test-answer.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

let stores: TestStores;
beforeAll(async () => {
  stores = await newTestStores();
});
afterAll(() => stores.close());

describe('CandidateGatherer, before the first training', () => {
  it('has every event that the buy-again list counts, so that an evaluation over whole logs ranks the same', () => {
    expect(HISTORY_LIMIT).toBeGreaterThanOrEqual(BUY_AGAIN_EVENTS);
  });

  /** Rye was bought most, then pears, which the south does not sell; the catalogue does not have caviar any more. */
  const HISTORY = [
    purchase('caviar', 0),
    purchase('pear', 1),
    purchase('rye', 2),
    purchase('caviar', 3),
    purchase('rye', 4),
    purchase('caviar', 5),
    purchase('pear', 6),
    purchase('rye', 7),
    purchase('apple', 8),
  ];
  const mode = RecommendMode.RECOMMEND_MODE_BUY_AGAIN;

  async function repeats(changes: object = {}, history = HISTORY, time = 10, away = false) {
    const { rank, filterIds } = newTestAnswer(stores);
    if (away) filterIds.mockImplementation(failing());
    const { ids, codes } = await rank({ mode, ...changes }, { model: undefined, user: { history }, time });
    return { ids, codes, filterIds };
  }

  it('are what the user had and the catalogue still has, most often and most recently bought first', async () => {
    expect(await repeats()).toMatchObject({ ids: ['rye', 'pear', 'apple'], codes: [] });
    expect((await repeats({}, HISTORY, 1)).ids).toEqual(['pear']);
    expect((await repeats({}, [view('soap', 1)])).ids).toEqual(['soap']);
    expect((await repeats({}, [view('soap', 1), purchase('rye', 0)])).ids).toEqual(['soap', 'rye']);
  });

  it('obey region, filter and exclusions', async () => {
    expect((await repeats({ region: 'south' })).ids).toEqual(['rye', 'apple']);
    expect((await repeats({ excludeItemIds: ['rye'] })).ids).toEqual(['pear', 'apple']);
    const cheap: Filter = { expression: { $case: 'range', value: { field: 'price', min: undefined, max: 3 } } };
    expect((await repeats({ filter: cheap })).ids).toEqual(['pear', 'apple']);
  });

  it('ask no store if there are none, and are none while the catalogue is away', async () => {
    const none = await repeats({}, []);
    expect([none.ids, none.codes]).toEqual([[], []]);
    expect(none.filterIds).not.toHaveBeenCalled();
    expect(await repeats({}, HISTORY, 10, true)).toMatchObject({ ids: [], codes: ['STARS_UNAVAILABLE'] });
  });

  it('are ranked with best sellers where the mode has all sources', async () => {
    const shares = new Map([
      ['soap', 1],
      ['rye', 0.2],
      ['plum', 0.1],
    ]);
    const sold = { global: ['rye', 'plum'], byRegion: { north: ['soap'] }, shares };
    const before = (changes: object, history = [purchase('rye', 1)]) =>
      newTestAnswer(stores, { sold }).rank({ region: 'north', ...changes }, { model: undefined, user: { history } });
    const all = await before({}, [purchase('rye', 0)]);
    expect(all.ids).toEqual(['rye', 'soap', 'plum']);
    expect([all.impersonal, all.regional]).toEqual([new Set(['soap', 'plum']), new Set(['soap'])]);
    const NEXT = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
    expect(await before({ mode: NEXT })).toMatchObject({ ids: [], impersonal: new Set() });
    expect((await before({}, [])).ids).toEqual([]);
  });
});

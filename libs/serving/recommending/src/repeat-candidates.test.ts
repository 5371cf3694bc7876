import type { Filter } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';
import { replacing } from '@stars/platform/testing';
import { HISTORY_LIMIT, type HistoryEvent } from '@stars/profile-store';
import { BUY_AGAIN_EVENTS } from '@stars/ranking';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RepeatCandidates } from './repeat-candidates.js';
import { failing } from './testing/fake.js';
import { codesOf, newTestDegradations } from './testing/new-test-degradations.js';
import { purchase, view } from './testing/new-test-history.js';
import { newTestMetrics } from './testing/new-test-metrics.js';
import { newTestListRequest, type RequestChanges } from './testing/new-test-request.js';
import { newTestStores, type TestStores } from './testing/new-test-stores.js';

it('has every event that the buy-again list counts, so that an evaluation over whole logs ranks the same', () => {
  expect(HISTORY_LIMIT).toBeGreaterThanOrEqual(BUY_AGAIN_EVENTS);
});

describe('RepeatCandidates', () => {
  let stores: TestStores;
  beforeAll(async () => {
    stores = await newTestStores();
  });
  afterAll(() => stores.close());

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

  async function find(
    changes: RequestChanges = {},
    history: readonly HistoryEvent[] = HISTORY,
    time = 10,
    catalog: ItemCatalog = stores.catalog,
  ) {
    const degradations = newTestDegradations();
    const sut = new RepeatCandidates(catalog, newTestMetrics().metrics);
    const request = newTestListRequest(changes);
    const items = await sut.find(request, history, time, degradations);
    return { ids: items.map(({ itemId }) => itemId), codes: codesOf(degradations) };
  }

  it('are those that the catalogue still has, most often and most recently bought first', async () => {
    expect(await find()).toEqual({ ids: ['rye', 'pear', 'apple'], codes: [] });
  });

  it('obey region, filter and exclusions', async () => {
    expect((await find({ region: 'south' })).ids).toEqual(['rye', 'apple']);
    expect((await find({ excludeItemIds: ['rye'] })).ids).toEqual(['pear', 'apple']);
    const cheap: Filter = { expression: { $case: 'range', value: { field: 'price', min: undefined, max: 3 } } };
    expect((await find({ filter: cheap })).ids).toEqual(['pear', 'apple']);
  });

  it('are as of the time of the request', async () => {
    expect((await find({}, HISTORY, 1)).ids).toEqual(['pear']);
  });

  it('are viewed items before bought ones', async () => {
    expect((await find({}, [view('soap', 1)])).ids).toEqual(['soap']);
    expect((await find({}, [view('soap', 1), purchase('rye', 0)])).ids).toEqual(['soap', 'rye']);
  });

  it('ask no store if there are none', async () => {
    const filterIds = vi.fn(failing());
    const unasked = replacing(stores.catalog, { filterIds });
    expect(await find({}, [], 10, unasked)).toEqual({ ids: [], codes: [] });
    expect(filterIds).not.toHaveBeenCalled();
  });

  it('are empty while the catalogue is away, because no item is known to be eligible', async () => {
    const away = replacing(stores.catalog, { filterIds: failing() });
    expect(await find({}, HISTORY, 10, away)).toEqual({ ids: [], codes: ['STARS_UNAVAILABLE'] });
  });
});

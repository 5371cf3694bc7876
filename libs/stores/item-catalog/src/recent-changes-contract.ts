import type { CatalogItem, CatalogItemPatch } from '@stars/contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ItemCatalog } from './port.js';
import { backSince, type ChangeTime } from './recent-changes.js';

/** Two catalogues on one place, and items of a tenant that is new in each test. */
interface CatalogWorld {
  catalog: ItemCatalog;
  other: ItemCatalog;
  tenant: string;
  item(itemId: string, version?: number, more?: Partial<CatalogItem>): CatalogItem;
  patch(itemId: string, version: number, more: Partial<CatalogItemPatch>): CatalogItemPatch;
}

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const on = (day: number): ChangeTime => ({ time: START + day * DAY, isBackfill: false });
const inBackfill = (day: number): ChangeTime => ({ ...on(day), isBackfill: true });

/** Part of the contract of every item catalogue: what changed of an item lately. */
export function describeRecentChanges(worldOf: () => CatalogWorld): void {
  /** Versions are days. */
  const newShop = ({ catalog, other, tenant, item, patch }: CatalogWorld = worldOf()) => ({
    ...{ catalog, item, patch },
    upsert: (id: string, day: number, more: Partial<CatalogItem>, made = on(day)) =>
      catalog.upsert([item(id, day, more)], [made]),
    change: (id: string, day: number, more: Partial<CatalogItemPatch>, made = on(day)) =>
      catalog.patch([patch(id, day, more)], [made]),
    changes: async (id: string) => (await other.recentChanges(tenant, [id]))[0],
    drop: async (id: string) => (await other.recentChanges(tenant, [id]))[0]?.drop,
    back: async (id: string, region = '') => {
      const [changes] = await other.recentChanges(tenant, [id]);
      const since = changes && backSince(changes, region);
      return since === undefined ? undefined : (since - START) / DAY;
    },
    latest: (region: string, day: number, limit = 9) =>
      other.latest(tenant, { region }, { by: 'back_in_stock', since: START + day * DAY, limit }),
  });
  const dropOn = (day: number, before: number) => ({ before, time: START + day * DAY });

  it('knows the price that an item dropped from: the lowest of the 30 days before', async () => {
    const { upsert, change, drop, changes } = newShop();
    await upsert('i', 1, { price: 10 });
    expect(await changes('i')).toBeUndefined();
    await change('i', 10, { salePrice: 8 });
    expect(await drop('i')).toEqual(dropOn(10, 10));
    await change('i', 11, { price: 12 });
    expect(await drop('i')).toEqual(dropOn(10, 10));
    await change('i', 12, { saleEnded: true });
    expect(await drop('i')).toBeUndefined();
    // Below the price of the day before, and not below that of the 30 days before.
    await change('i', 20, { price: 9 });
    expect(await drop('i')).toBeUndefined();
    await change('i', 21, { price: 7 });
    expect(await drop('i')).toEqual(dropOn(21, 8));
    await change('i', 22, { price: 9 });
    await upsert('i', 60, { price: 8.5 });
    expect(await drop('i')).toEqual(dropOn(60, 9));
  });

  it('knows since when an item is in stock again, where', async () => {
    const { upsert, change, back } = newShop();
    const states = (north: boolean, south: boolean) => ({ north: { inStock: north }, south: { inStock: south } });
    await upsert('i', 1, { regions: states(true, false) });
    expect([await back('i'), await back('i', 'north'), await back('i', 'south')]).toEqual(Array(3).fill(undefined));
    await change('i', 2, { regions: states(true, true) });
    expect([await back('i'), await back('i', 'north'), await back('i', 'south')]).toEqual([undefined, undefined, 2]);
    await change('i', 3, { inStock: false });
    expect([await back('i'), await back('i', 'south')]).toEqual([undefined, undefined]);
    await change('i', 4, { inStock: true });
    expect([await back('i'), await back('i', 'north'), await back('i', 'south')]).toEqual([4, 4, 4]);
    await upsert('everywhere', 1, { inStock: false });
    await upsert('everywhere', 5, { price: 3 });
    expect([await back('everywhere'), await back('everywhere', 'north')]).toEqual([5, 5]);
  });

  it('counts no change of a backfill, of a new item, or of one that was deleted', async () => {
    const shop = newShop();
    const { upsert, change, changes, drop, back, catalog, item } = shop;
    await upsert('i', 1, { price: 10, inStock: false });
    await upsert('i', 2, { price: 5 }, inBackfill(2));
    expect([await drop('i'), await back('i')]).toEqual([undefined, undefined]);
    await catalog.upsert([item('i', 3, { price: 4, inStock: false })]);
    await catalog.upsert([item('i', 4, { price: 4 })]);
    expect([await drop('i'), await back('i')]).toEqual([undefined, undefined]);
    await change('i', 5, { price: 3 });
    expect(await drop('i')).toEqual(dropOn(5, 4));
    await upsert('i', 6, { price: 6 }, inBackfill(6));
    expect(await drop('i')).toBeUndefined();
    await catalog.delete(item('i').tenantId, [{ itemId: 'i', version: 7 }]);
    expect(await changes('i')).toBeUndefined();
    await upsert('i', 8, { price: 1 });
    expect(await changes('i')).toBeUndefined();
    // Patches that came before the item are how it is.
    await change('early', 3, { price: 1 });
    await upsert('early', 2, { price: 10 });
    expect(await changes('early')).toBeUndefined();
  });

  it('lists what is in stock again, the latest first, by region', async () => {
    const { upsert, latest, catalog, item } = newShop();
    const north = (inStock: boolean) => ({ regions: { north: { inStock }, south: { inStock: false } } });
    for (const id of ['a', 'b', 'c']) await upsert(id, 1, north(false));
    for (const id of ['d', 'e', 'never']) await upsert(id, 1, { inStock: id === 'never' });
    await upsert('b', 4, north(true));
    await upsert('a', 4, north(true));
    await upsert('c', 3, north(true));
    await upsert('d', 5, {});
    await upsert('e', 6, {});
    expect(await latest('', 0)).toEqual(['e', 'd', 'a', 'b', 'c']);
    expect(await latest('north', 0)).toEqual(['e', 'd', 'a', 'b', 'c']);
    expect(await latest('south', 0)).toEqual(['e', 'd']);
    expect([await latest('north', 4), await latest('', 0, 3)]).toEqual([
      ['e', 'd', 'a', 'b'],
      ['e', 'd', 'a'],
    ]);
    await upsert('e', 7, { inStock: false });
    await catalog.delete(item('d').tenantId, [{ itemId: 'd', version: 7 }]);
    expect(await latest('north', 0)).toEqual(['a', 'b', 'c']);
  });

  it('knows what the whole history says, also after a redelivery', { timeout: 120_000 }, async () => {
    const { catalog, item, changes } = newShop();
    const apply = (states: readonly (State & { id: string })[]) =>
      catalog.upsert(
        states.map(({ id, day, ...state }) => item(id, day, state)),
        states.map(({ day }) => on(day)),
      );
    const histories = fc.array(fc.record({ id: fc.uuid(), states: history }), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(histories, fc.nat(12), async (items, half) => {
        const some = (from: number, to?: number) =>
          items.flatMap(({ id, states }) => states.slice(from, to).map((state) => ({ id, ...state })));
        await apply(some(0, half));
        await apply(some(half));
        const known = await Promise.all(items.map(({ id }) => changes(id)));
        expect(known.map((now) => now?.drop)).toEqual(items.map(({ states }) => dropIn(states)));
        expect(known.map((now) => now && backSince(now, ''))).toEqual(items.map(({ states }) => backIn(states)));
        await apply(some(half));
        expect(await Promise.all(items.map(({ id }) => changes(id)))).toEqual(known);
      }),
      { numRuns: 4 },
    );
  });

  it('keeps few prices and few places, however many there were', async () => {
    const { catalog, item, changes } = newShop();
    const regions = (inStock: boolean) =>
      Object.fromEntries(Array.from({ length: 3_000 }, (_, n) => [`region ${n}`, { inStock }]));
    const stock = [false, true].map((inStock, n) => item('stock', n, { regions: regions(inStock) }));
    await catalog.upsert(stock, [on(1), on(2)]);
    const prices = Array.from({ length: 200 }, (_, n) => item('price', n, { price: n }));
    await catalog.upsert(
      prices,
      prices.map((_, n) => on(n / 4)),
    );
    expect(Object.keys((await changes('stock'))!.backSince)).toHaveLength(1_000);
    expect(JSON.stringify(await changes('price')).length).toBeLessThan(1_000);
  });
}

/** By day, from the first one on. */
const history = fc
  .array(
    fc.record({ gap: fc.integer({ min: 1, max: 20 }), price: fc.integer({ min: 1, max: 6 }), inStock: fc.boolean() }),
    {
      minLength: 2,
      maxLength: 12,
    },
  )
  .map((steps) => {
    const states: State[] = [];
    for (const { gap, ...state } of steps) states.push({ ...state, day: (states.at(-1)?.day ?? 0) + gap });
    return states;
  });

type State = { day: number; price: number; inStock: boolean };

/** By looking at every day: the last change of the price is a drop if the price is below that of each of the 30 days before. */
function dropIn(states: readonly State[]): { before: number; time: number } | undefined {
  const at = states.findLastIndex(({ price }, n) => n > 0 && price !== states[n - 1]!.price);
  if (at < 0) return undefined;
  const { day, price } = states[at]!;
  const until = (n: number): number => states[n + 1]!.day;
  const earlier = states.slice(0, at).filter((_, n) => until(n) > day - 30);
  const before = Math.min(...earlier.map((state) => state.price));
  return price < before ? { before, time: START + day * DAY } : undefined;
}

/** ms since 1970. */
function backIn(states: readonly State[]): number | undefined {
  const at = states.findLastIndex(({ inStock }, n) => n > 0 && inStock && !states[n - 1]!.inStock);
  if (at < 0 || !states.slice(at).every(({ inStock }) => inStock)) return undefined;
  return START + states[at]!.day * DAY;
}

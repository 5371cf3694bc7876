import { CatalogChange, type CatalogItem, TOPICS } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CollectingSink } from '../testing/collecting-sink.js';
import { currencyOf } from './cells/number-text.js';
import { ImportFolder, jsonl } from './import-folder.fixture.js';
import { PriceCurrencies } from './price-currencies.js';

const folder = new ImportFolder();

async function imported(name: string, content: string) {
  const sink = new CollectingSink();
  const items = await folder.put(name, content);
  const dry = await folder.report(new CollectingSink(), { items, dryRun: true });
  const { files } = await folder.report(sink, { items });
  expect(dry.files[0]!.prices).toEqual(files[0]!.prices);
  const stored = sink.messages(TOPICS.catalog).map(({ value }) => CatalogChange.decode(value).change!.value);
  return { report: files[0]!, items: stored as CatalogItem[] };
}

describe('the currency of prices', () => {
  it.each([
    ['12.99 EUR', 'EUR'],
    ['€ 3,50', 'EUR'],
    ['£3', 'GBP'],
    ['US$ 1,234.50', 'USD'],
    ['$5', '$'],
    ['eur', 'EUR'],
    ['zł', 'PLN'],
    ['12.99', undefined],
    ['', undefined],
    ['constructor', undefined],
    ['twelve EUR', undefined],
  ])('of %j is %s', (text, currency) => expect(currencyOf(text)).toBe(currency));

  it('is what the prices say, and the prices in others are left out, counted and named', async () => {
    const csv = ['id,title,price,sale_price', 'a,A,2.50 EUR,', 'b,B,3 USD,2 USD', 'c,C,€ 4,', 'd,D,,', 'e,E,5,'];
    const { report, items } = await imported('i.csv', csv.join('\n'));
    expect(items.map(({ price, salePrice }) => [price, salePrice])).toEqual([
      ...[2.5, undefined, 4, undefined, 5].map((price) => [price, undefined]),
    ]);
    const leftOut = [{ currency: 'USD', items: 1, examples: ['b'] }];
    expect(report).toMatchObject({ published: 5, rejected: 0, prices: { items: 4, currency: 'EUR', leftOut } });
    expect(report.examples[0]).toEqual({ item_id: 'a', title: 'A', price: 2.5 });
  });

  it('is what a column says, which is no attribute, before a sign that is of several', async () => {
    const rows = ['A', 'B'].map((item_id) => ({ item_id, price: '$3', currency: 'cad' }));
    const { report, items } = await imported('i.jsonl', jsonl(...rows));
    expect(report.prices).toEqual({ items: 2, currency: 'CAD', leftOut: [] });
    expect(items[0]!.attributes).toBeUndefined();
  });

  it('is unknown if nothing says it, and nothing without prices', async () => {
    expect((await imported('i.csv', 'id,price\na,1\n')).report.prices).toEqual({ items: 1, leftOut: [] });
    expect((await imported('i.csv', 'id,currency\na,EUR\n')).report.prices).toBeUndefined();
  });

  it('is the one of most, whatever prices come: each price counts once', () => {
    const row = fc.record({
      item_id: fc.string(),
      price: fc.nat(),
      currency: fc.constantFrom('EUR', 'USD', 'GBP', undefined),
    });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const currencies = new PriceCurrencies();
        for (const each of rows) currencies.add(each);
        const { items = 0, currency, leftOut = [] } = currencies.report() ?? {};
        expect(items).toBe(rows.length);
        for (const other of leftOut) {
          const count = (name: string | undefined) => rows.filter((each) => each.currency === name).length;
          expect(other.items).toBe(count(other.currency));
          expect(count(currency)).toBeGreaterThanOrEqual(other.items);
        }
      }),
    );
  });
});

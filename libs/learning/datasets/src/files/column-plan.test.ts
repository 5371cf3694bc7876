import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnPlan } from './column-plan.js';
import { checkColumns } from './required-columns.js';
import type { RowKindName } from './row-kind.js';

const planOf = (kind: RowKindName, sample: Record<string, unknown>[], options = {}): ColumnPlan =>
  new ColumnPlan(kind, Object.keys(sample[0]!), options, { sample });

describe('what nothing says', () => {
  const refused = (sample: Record<string, unknown>[], options = {}): Error => {
    try {
      checkColumns(planOf('events', sample, options), 'log.csv');
    } catch (error) {
      return error as Error;
    }
    throw new Error('it was not refused');
  };

  it('is no purchase: the error names the columns and the options', () => {
    const error = refused([{ user_id: 'u', sku: 'i', when: 'x', time: '1' }]);
    expect(error).toMatchObject({ code: 'STARS_FIELD_REQUIRED', field: 'type' });
    expect(error.message).toMatch(/user_id, sku, when, time.*--type view.*--type purchase.*--map type=COLUMN/);
  });

  it('is no purchase: the error names the column that looks like a type', () => {
    const events = ['page_view', 'view_item', 'purchase'].map((what) => ({
      user_id: 'u',
      sku: 'i',
      time: '1',
      what,
      city: 'Bonn',
    }));
    expect(refused(events).message).toMatch(/"what" looks like it.*page_view, view_item, purchase.*--map type=what/);
  });

  it('is a view with its value, in a log of ratings', () => {
    const plan = planOf('events', [{ userId: '1', movieId: '2', rating: '4', timestamp: '9' }]);
    checkColumns(plan, 'ratings.csv');
    expect(plan.eventType).toEqual({ type: 'view', why: 'ratings' });
    expect(plan.row({ userId: '1', movieId: '2', rating: '4' })).toMatchObject({ type: 'view', value: 4 });
  });
});

describe('columns of items', () => {
  const ITEM = {
    ...{ sku: '007', Name: 'Kaffee', Kategorie: 'Essen > Kaffee', Preis: '3,50 €', colour: 'braun', weight: '1.250,5' },
    ...{ organic: 'ja', ean: '4006381333931', stock_berlin: '4', stock_bonn: '0', image_url: 'https://x/y.jpg' },
  };

  it('without a role become attributes by their values, and stock by region', () => {
    expect(planOf('items', [ITEM]).row(ITEM)).toEqual({
      ...{ item_id: '007', title: 'Kaffee', currency: 'EUR', category: ['Essen', 'Kaffee'], price: 3.5 },
      attributes: {
        colour: 'braun',
        weight: 1250.5,
        organic: true,
        ean: '4006381333931',
      },
      image: 'https://x/y.jpg',
      regions: { berlin: { in_stock: true }, bonn: { in_stock: false } },
    });
  });

  it('about the stock of all regions are no region', () => {
    const item = { sku: 'a', stock_quantity: 4, stock_status: 'yes', stock_minsk: 3 };
    expect(planOf('items', [item]).row(item)).toEqual({
      ...{ item_id: 'a', title: 'a', in_stock: true, attributes: { stock_status: true } },
      regions: { minsk: { in_stock: true } },
    });
  });

  it('of Google’s product feed are read by its names', () => {
    const item = {
      ...{ 'g:id': 'a', 'g:title': 'Milk', 'g:price': '2.50 EUR', 'g:sale_price': '1.99 EUR', 'g:brand': 'Farm' },
      ...{ 'g:image_link': 'https://shop/a.jpg', 'g:link': 'https://shop/a', 'g:availability': 'in_stock' },
      'g:product_type': 'Food > Dairy',
    };
    expect(planOf('items', [item]).row(item)).toEqual({
      ...{
        item_id: 'a',
        title: 'Milk',
        price: 2.5,
        currency: 'EUR',
        sale_price: 1.99,
        brand: 'Farm',
        category: ['Food', 'Dairy'],
      },
      ...{ image: 'https://shop/a.jpg', link: 'https://shop/a', in_stock: true },
    });
  });

  it('of stock are read by numbers and words, or are attributes if they say something else', () => {
    const rowsOf = (...cells: unknown[]) => {
      const items = cells.map((availability) => ({ id: 'a', 'g:availability': availability }));
      const plan = planOf('items', items);
      return items.map((item) => plan.row(item));
    };
    const said = ['in_stock', 'out of stock', '0', '12', 'https://schema.org/PreOrder', 'nein', 0, true, ''];
    const read = rowsOf(...said).map(({ in_stock }) => in_stock);
    expect(read).toEqual([true, false, false, true, true, false, false, true, undefined]);
    expect(rowsOf('yes', 'shelf 7')).toMatchObject([
      { attributes: { 'g:availability': 'yes' } },
      { attributes: { 'g:availability': 'shelf 7' } },
    ]);
    const late = planOf('items', [{ id: 'a', stock: 1 }]);
    expect(() => late.row({ id: 'b', stock: 'shelf 7' })).toThrow(
      /in_stock is "shelf 7", and must be a number of pieces/,
    );
  });

  it('take other values for some', () => {
    const plan = planOf('items', [ITEM], { mapValues: { colour: { braun: 'brown' } } });
    expect(plan.row(ITEM)).toMatchObject({ attributes: { colour: 'brown' } });
  });

  it('are products or variants', () => {
    const variant = { product_id: 'shirt', sku: 'shirt-m', title: 'Shirt' };
    expect(planOf('items', [variant]).row(variant)).toMatchObject({ item_id: 'shirt' });
    expect(planOf('items', [variant], { variants: 'several' }).row(variant)).toMatchObject({ item_id: 'shirt-m' });
  });
});

it('keeps to a mapped column, also if a later row has one of that name', () => {
  const row = { user_id: 'u', time: '2024-05-01T10:00:00Z', article: 'a' };
  const plan = planOf('events', [row], { map: { item_id: 'article' }, type: 'view' });
  expect(plan.row({ ...row, item_id: 'b' })).toMatchObject({ item_id: 'a' });
});

it('takes columns that only later rows have', () => {
  const items = planOf('items', [{ sku: 'a' }]);
  expect(items.row({ sku: 'b', price: '3,50', colour: 'red' })).toMatchObject({
    price: 3.5,
    attributes: { colour: 'red' },
  });
  const events = planOf('events', [{ user: 'u', sku: 'a' }]);
  events.row({ user: 'u', sku: 'a', mood: 'good' });
  expect(events.readings().at(-1)).toEqual({ column: 'mood', as: '', how: 'events have no such column' });
});

it('finds columns however their names are written, each at most once', () => {
  const written = fc.constantFrom(
    (words: string[]) => words.join('_'),
    (words: string[]) => words.join(' '),
    (words: string[]) => words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(''),
    (words: string[]) => words.join('-').toUpperCase(),
  );
  const others = fc.uniqueArray(fc.stringMatching(/^x[a-z]{3,8}$/), { maxLength: 5 });
  fc.assert(
    fc.property(written, others, fc.infiniteStream(fc.nat()), (write, extra, order) => {
      const names = ['customer id', 'product id', 'order date', 'event type'].map((name) => write(name.split(' ')));
      const columns = [...names, ...extra].map((name) => [order.next().value, name] as const);
      const plan = new ColumnPlan(
        'events',
        columns.sort(([a], [b]) => a - b).map(([, name]) => name),
      );
      const asOf = (name: string) => plan.readings().find(({ column }) => column === name)?.as;
      expect(names.map(asOf)).toEqual(['user_id', 'item_id', 'time', 'type']);
      expect(extra.map(asOf)).toEqual(extra.map(() => ''));
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogItemOf, offerOf } from './catalog-item.js';
import type { Product, Variant } from './medusa.js';
import { RECORDED } from './testing/recorded.js';

const [coffee, apples] = RECORDED.products;

describe('a product of Medusa', () => {
  it('is an item with the price of its cheapest variant', () => {
    expect(catalogItemOf(apples)).toEqual({
      item_id: apples.id,
      title: 'Apples',
      description: 'Red and sweet.',
      image: 'https://shop.example/apples.jpg',
      category: ['Food', 'Fruit'],
      attributes: { type: 'Fresh', collection: 'Autumn', tags: ['organic', 'local'] },
      in_stock: true,
      price: 4,
      sale_price: 2.5,
    });
  });

  it('is out of stock if all of its variants are', () => {
    expect(offerOf(coffee)).toEqual({ item_id: coffee.id, in_stock: false, price: 7.5, sale_price: 2.5 });
    expect(catalogItemOf({ ...coffee, variants: [] })).toMatchObject({ in_stock: false });
    // What is reserved is not free.
    const held = { stocked_quantity: 5, reserved_quantity: 5 };
    const inventory_items = [{ required_quantity: 1, inventory: { location_levels: [held] } }];
    const variants = [{ manage_inventory: true, allow_backorder: false, inventory_items }];
    expect(catalogItemOf({ ...coffee, variants })).toMatchObject({ in_stock: false });
  });

  it('whose sale is over has its price alone', () => {
    const price = { calculated_amount: 4, original_amount: 4, currency_code: 'eur' };
    const variants = [{ ...apples.variants![0]!, calculated_price: price }];
    expect(offerOf({ ...apples, variants })).toMatchObject({ price: 4, sale_ended: true });
  });

  const amount = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }));
  const level = fc.record({ stocked_quantity: fc.nat(9), reserved_quantity: fc.nat(9) });
  const variant: fc.Arbitrary<Variant> = fc.record({
    ...{ manage_inventory: fc.boolean(), allow_backorder: fc.boolean() },
    calculated_price: fc.option(
      fc.record({ calculated_amount: amount, original_amount: amount, currency_code: fc.constant('eur') }),
    ),
    inventory_items: fc.array(
      fc.record({
        required_quantity: fc.nat(9),
        inventory: fc.option(fc.record({ location_levels: fc.array(level) })),
      }),
    ),
  });

  it('with any variants is in stock if one is, and its sale price is the lowest price that counts now', () => {
    fc.assert(
      fc.property(fc.array(variant, { maxLength: 4 }), (variants) => {
        const of = (some: Variant[]) => catalogItemOf({ ...apples, variants: some } satisfies Product);
        const item = of(variants);
        expect(item.in_stock).toBe(variants.some((each) => of([each]).in_stock));
        const amounts = variants.flatMap((each) => each.calculated_price?.calculated_amount ?? []);
        expect(item.sale_price ?? item.price).toBe(amounts.length > 0 ? Math.min(...amounts) : undefined);
        if (item.sale_price !== undefined) expect(item.sale_price).toBeLessThan(item.price!);
      }),
    );
  });
});

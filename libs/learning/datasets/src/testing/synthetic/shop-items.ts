import type { CatalogItem } from '@stars/contracts';
import type { SeededRandom } from '../seeded-random.js';

/** Department, category and products: words that a text embedding can tell apart. */
const SHELVES: readonly (readonly [string, string, readonly string[]])[] = [
  ['Produce', 'Fresh Fruit', ['Apples', 'Bananas', 'Oranges', 'Pears', 'Grapes']],
  ['Grocery', 'Coffee and Tea', ['Espresso Beans', 'Ground Coffee', 'Green Tea', 'Black Tea', 'Decaf Coffee']],
  ['Household', 'Cleaning', ['Dish Soap', 'Glass Cleaner', 'Laundry Detergent', 'Sponges', 'Bleach']],
  ['Frozen', 'Ice Cream', ['Vanilla Ice Cream', 'Sorbet', 'Ice Cream Bars', 'Frozen Yogurt', 'Gelato']],
  ['Bakery', 'Bread', ['Rye Bread', 'Baguette', 'Bagels', 'Wheat Toast', 'Brioche']],
  ['Pets', 'Dog Food', ['Puppy Food', 'Dog Biscuits', 'Beef Dog Food', 'Dental Chews', 'Senior Dog Food']],
  ['Baby', 'Diapers and Wipes', ['Newborn Diapers', 'Baby Wipes', 'Training Pants', 'Diaper Cream', 'Swim Diapers']],
  ['Drinks', 'Soft Drinks', ['Cola', 'Lemonade', 'Ginger Ale', 'Tonic Water', 'Root Beer']],
];
const BRANDS = ['Northfield', 'Good Pantry', 'Harbor', 'Elm Street'];
const SIZES = ['Small', 'Medium', 'Large', 'Family Size'];

export const categoryNames = (count: number): string[] =>
  Array.from({ length: count }, (_, c) => {
    const name = (SHELVES[c % SHELVES.length] as (typeof SHELVES)[number])[1];
    return c < SHELVES.length ? name : `${name} ${Math.floor(c / SHELVES.length) + 1}`;
  });

/** `count` items over the categories by round robin: item i has category i modulo `categories`. */
export function syntheticItems(
  count: number,
  categories: readonly string[],
  regions: readonly string[],
  random: SeededRandom,
): CatalogItem[] {
  return Array.from({ length: count }, (_, i) => {
    const c = i % categories.length;
    const [department, , products] = SHELVES[c % SHELVES.length] as (typeof SHELVES)[number];
    const nth = Math.floor(i / categories.length);
    const product = products[nth % products.length] as string;
    const brand = random.pick(BRANDS);
    const size = SIZES[Math.floor(nth / products.length) % SIZES.length] as string;
    // One item in ten is out of stock somewhere, so that filters have something to leave out.
    const soldOut = regions.length > 0 && random.chance(0.1) ? random.pick(regions) : undefined;
    return {
      tenantId: 'default',
      itemId: itemId(i),
      version: 1,
      title: `${brand} ${product}, ${size} (${i + 1})`,
      description: `${product} from our ${(categories[c] as string).toLowerCase()} shelf.`,
      brand,
      category: [department, categories[c] as string, `${categories[c]}: ${product}`],
      price: Math.round((1 + random.next() * 20) * 100) / 100,
      attributes: { size, organic: random.chance(0.2) },
      regions: soldOut ? Object.fromEntries(regions.map((region) => [region, { inStock: region !== soldOut }])) : {},
    };
  });
}

export const itemId = (index: number): string => `item-${String(index + 1).padStart(4, '0')}`;

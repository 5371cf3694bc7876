import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Order, Product } from '../medusa.js';

/** What a Medusa 2.21.2 gave for the fields that this package reads. */
export const RECORDED = JSON.parse(readFileSync(join(import.meta.dirname, 'recorded.json'), 'utf8')) as {
  /** A product with one variant, which is on sale and sold out, and one with two variants, of which one is on sale. */
  products: [coffee: Product, apples: Product];
  orders: [cancelled: Order, plain: Order, returned: Order];
};

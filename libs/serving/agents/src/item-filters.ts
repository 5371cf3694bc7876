import type { JsonObject } from '@stars/contracts';
import { z } from 'zod';

const names = z.array(z.string()).max(100).optional();

/** Which items a tool may give, in words that an agent need not learn first. */
export const itemFilters = {
  categories: names.describe('Only items in one of these categories, at any level. Results show which there are.'),
  brands: names.describe('Only items of one of these brands.'),
  min_price: z.number().min(0).optional().describe('The lowest price, in the currency of the shop.'),
  max_price: z.number().min(0).optional().describe('The highest price, in the currency of the shop.'),
  region: z.string().optional().describe('Only items that are in stock in this store, city or warehouse.'),
};

export type ItemFilters = z.output<z.ZodObject<typeof itemFilters>>;

/** The fields of a request that say the same. */
export function filterFields({ categories, brands, min_price, max_price, region }: ItemFilters): JsonObject {
  const operands = [
    ...(categories ? [{ in: { field: 'category', values: categories } }] : []),
    ...(brands ? [{ in: { field: 'brand', values: brands } }] : []),
    ...(min_price === undefined && max_price === undefined
      ? []
      : [{ range: { field: 'price', min: min_price ?? null, max: max_price ?? null } }]),
  ];
  return { region: region ?? null, filter: operands.length > 0 ? { all: { operands } } : null };
}

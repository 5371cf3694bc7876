import { z } from 'zod';
import type { UcpCurrency } from './ucp-currency.js';

/** An item as `SearchItems` answers it. Only items with a price are asked for. */
export const pricedItem = z.object({
  item_id: z.string(),
  title: z.string(),
  description: z.string(),
  brand: z.string(),
  category: z.array(z.string()),
  price: z.number(),
  sale_price: z.number().optional(),
  image: z.string().optional(),
  link: z.string().optional(),
  in_stock: z.boolean(),
});

export type PricedItem = z.output<typeof pricedItem>;

/** An item as a product with one variant, itself. @param inputs of a look-up: the ids that it was found by */
export function productOf(item: PricedItem, currency: UcpCurrency, inputs?: readonly object[]): object {
  const { item_id: id, title, brand, price, sale_price: reduced } = item;
  const description = { plain: item.description || title };
  const [now, before] = [
    currency.amountOf(reduced ?? price),
    reduced === undefined ? undefined : currency.amountOf(price),
  ];
  const [image, link] = [item.image, item.link].map((text) => (text && URL.canParse(text) ? text : undefined));
  return {
    ...{ id, title, description },
    ...(link ? { url: link } : {}),
    categories: item.category.map((value) => ({ value, taxonomy: 'merchant' })),
    price_range: { min: now, max: now },
    ...(before ? { list_price_range: { min: before, max: before } } : {}),
    ...(image ? { media: [{ type: 'image', url: image, alt_text: title }] } : {}),
    variants: [
      {
        ...{ id, title, description, price: now },
        ...(before ? { list_price: before } : {}),
        availability: { available: item.in_stock, status: item.in_stock ? 'in_stock' : 'out_of_stock' },
        ...(inputs ? { inputs } : {}),
      },
    ],
    ...(brand ? { metadata: { brand } } : {}),
  };
}

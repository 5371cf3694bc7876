import { z } from 'zod';
import { filterFields, itemFilters } from './item-filters.js';
import { tool } from './tool.js';

/** Characters of a description in a list: a context has little room. */
const SHORT = 300;

const foundItem = z.object({
  item_id: z.string(),
  title: z.string(),
  description: z.string(),
  brand: z.string(),
  category: z.array(z.string()).describe('Broad to fine.'),
  price: z.number().optional(),
  sale_price: z.number().optional().describe('The price while it is reduced.'),
  image: z.string().optional(),
  link: z.string().optional().describe('The page of the item in the shop.'),
  in_stock: z.boolean(),
});

const output = z.object({ items: z.array(foundItem), has_more: z.boolean() });

export const searchTool = tool({
  title: 'Search the catalogue',
  description:
    'Finds items of the shop by words and filters, the best first. Use it when somebody describes what they look for. Without a query it lists the newest items. To read known items in full, or to see whether they are in stock, give item_ids and no query.',
  input: z.strictObject({
    query: z.string().max(1000).optional().describe('What is looked for: a few words, such as "oat milk".'),
    intent: z
      .string()
      .max(1000)
      .optional()
      .describe(
        'With a query: what the person has in mind, such as "a gift for somebody who bakes". Fitting items come first.',
      ),
    item_ids: z.array(z.string()).max(100).optional().describe('Read these items instead of searching.'),
    ...itemFilters,
    limit: z.int().min(1).max(50).optional().describe('How many items. Default: 10, or all of item_ids.'),
    offset: z.int().min(0).max(950).optional().describe('Skip so many: the next page is at offset plus limit.'),
  }),
  output,
  async answer(ask, input) {
    const { query, intent, item_ids: itemIds, limit, offset } = input;
    const page = { k: limit ?? null, offset: offset ?? null };
    const request = {
      query: query ?? null,
      intent: intent ?? null,
      item_ids: itemIds ?? null,
      ...page,
      ...filterFields(input),
    };
    const answer = output.parse(await ask('SearchItems', request));
    if (itemIds === undefined) for (const item of answer.items) item.description = shortened(item.description);
    return answer;
  },
});

function shortened(text: string): string {
  const characters = Array.from(text.slice(0, 2 * SHORT));
  return characters.length <= SHORT ? text : `${characters.slice(0, SHORT).join('')} …`;
}

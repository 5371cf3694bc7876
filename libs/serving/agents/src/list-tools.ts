import type { JsonObject } from '@stars/contracts';
import { z } from 'zod';
import { filterFields, itemFilters } from './item-filters.js';
import { tool } from './tool.js';

const limit = z.int().min(1).max(50).optional().describe('How many items. Default: 10.');
const language = z.string().optional().describe('The language of the reasons, such as "de". Default: English.');
const userId = z.string().describe('The id of the user in the shop.');

const listedItem = z.object({
  item_id: z.string(),
  title: z.string(),
  reason: z.string().describe('Why it is there, as a person reads it.'),
  price: z.number().optional(),
  sale_price: z.number().optional().describe('The price while it is reduced.'),
  price_before: z.number().optional().describe('If the price dropped: the lowest one of the 30 days before.'),
  image: z.string().optional(),
  link: z.string().optional().describe('The page of the item in the shop.'),
});

const note = z.object({ code: z.string(), message: z.string() });
const notes = z.array(note).describe('Why the list is less than it could be. Empty: it is not.');

const itemList = z.object({ items: z.array(listedItem), notes });

/** An answer of a list, without what an agent cannot use. */
function listOf({ items, degradations }: JsonObject): z.output<typeof itemList> {
  const flat = (items as JsonObject[]).map(({ details, ...item }) => ({ ...(details as JsonObject), ...item }));
  return itemList.parse({ items: flat, notes: degradations });
}

const seeds = z.array(z.string()).min(1).max(100);

/** Who a list because of seeds is for. It needs no user: nobody is read as a user then. */
const personOf = (userId: string | undefined): JsonObject =>
  userId === undefined ? { user_id: 'nobody', without_profile: true } : { user_id: userId };

export const recommendTool = tool({
  title: 'Recommend items for a user, or because of items',
  description:
    'Lists what somebody will most likely want next, the best first, with a reason for each item. Give user_id if you know who asks, seed_item_ids for what they look at or have in the cart, or both. With candidate_item_ids it puts exactly those items into the order of the user, such as the results of a search.',
  input: z.strictObject({
    user_id: userId.optional(),
    seed_item_ids: seeds.optional().describe('The list is because of these items, and has none of them.'),
    candidate_item_ids: z.array(z.string()).max(1000).optional().describe('Rank these items, and no others.'),
    ...itemFilters,
    limit,
    language,
  }),
  output: itemList,
  async answer(ask, { user_id, seed_item_ids, candidate_item_ids, limit, language, ...filters }) {
    const person = seed_item_ids ? personOf(user_id) : { user_id: user_id ?? null };
    const items = { seed_item_ids: seed_item_ids ?? null, candidate_item_ids: candidate_item_ids ?? null };
    const list = { k: limit ?? null, language: language ?? null, details: true, ...filterFields(filters) };
    return listOf(await ask('Recommend', { ...person, ...items, ...list }));
  },
});

export const goesWithTool = tool({
  title: 'Find what goes with items',
  description:
    'Lists items that people have together with the given ones more often than by chance: complements, not alternatives. Use it for a cart, or after somebody has chosen an item.',
  input: z.strictObject({
    item_ids: seeds.describe('The items that the others are to go with.'),
    user_id: userId.optional().describe('If you know who asks: items that this user does not want are left out.'),
    ...itemFilters,
    limit,
    language,
  }),
  output: itemList,
  async answer(ask, { item_ids, user_id, limit, language, ...filters }) {
    const list = { k: limit ?? null, language: language ?? null, details: true, ...filterFields(filters) };
    return listOf(
      await ask('Recommend', { ...personOf(user_id), mode: 'goes_with', seed_item_ids: item_ids, ...list }),
    );
  },
});

export const similarTool = tool({
  title: 'Find similar items',
  description:
    'Lists items that are like a given one, the most similar first. Use it for alternatives: the item is sold out or too expensive, or somebody wants to compare.',
  input: z.strictObject({
    item_id: z.string().describe('The item that the others are to be like.'),
    ...itemFilters,
    limit,
    language,
  }),
  output: itemList,
  async answer(ask, { item_id, limit, language, ...filters }) {
    const list = { k: limit ?? null, language: language ?? null, details: true, ...filterFields(filters) };
    return listOf(await ask('SimilarItems', { item_id, ...list }));
  },
});

const explainedItem = z.object({
  item_id: z.string(),
  title: z.string(),
  reason: z.string().describe('Why it is there, as a person reads it.'),
  reason_code: z.string().describe('The same for a program.'),
  source: z.string().optional().describe('The list that the item came from.'),
  score: z.number().describe('Only differences within one answer mean anything.'),
  score_parts: z.record(z.string(), z.unknown()).optional().describe('What the score is made of.'),
});

const explanations = z.object({ items: z.array(explainedItem), notes });

export const explainTool = tool({
  title: 'Explain recommendations',
  description:
    'Says why items suit a user: for each a reason, and the parts of its score. Items come in the order of the user. Use it when somebody asks why an item was recommended, or which of several items suits them better.',
  input: z.strictObject({
    user_id: userId,
    item_ids: z.array(z.string()).min(1).max(50).describe('The items to explain.'),
    language,
  }),
  output: explanations,
  async answer(ask, { user_id, item_ids, language }) {
    const request = { user_id, candidate_item_ids: item_ids, score_parts: true, language: language ?? null };
    const { items, degradations } = await ask('Recommend', request);
    return explanations.parse({ items, notes: degradations });
  },
});

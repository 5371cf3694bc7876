import { z } from 'zod';

const amount = z.int().min(0).optional();
const filters = z
  .looseObject({
    categories: z.array(z.string()).max(100).optional(),
    price: z.looseObject({ min: amount, max: amount }).optional(),
  })
  .optional();
const context = z
  .looseObject({ intent: z.string().optional(), currency: z.string().optional(), language: z.string().optional() })
  .optional();

/** Requests of the specification: what is not known in them is ignored, as it says. */
export const searchRequest = z.looseObject({
  query: z.string().max(1000).optional(),
  context,
  filters,
  pagination: z.looseObject({ cursor: z.string().optional(), limit: z.int().min(1).optional() }).optional(),
});
export const lookupRequest = z.looseObject({ ids: z.array(z.string()).min(1), context, filters });
export const productRequest = z.looseObject({ id: z.string(), context, filters });

export type UcpFilters = z.output<typeof filters>;
export type UcpContext = z.output<typeof context>;

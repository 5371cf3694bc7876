import type { Container, Query } from './medusa.js';

/** Something in the shop's database whose change is one of a product or order. */
export interface Source<Row = never> {
  entity: string;
  fields: readonly string[];
  /** The products or orders that a row is of. */
  idsOf(row: Row): readonly (string | undefined)[];
  /** Medusa's events that name a row. */
  events: readonly string[];
}

const eventsOf = (name: string): string[] => ['created', 'updated', 'deleted'].map((what) => `${name}.${what}`);

interface Of {
  product_id?: string;
}

const product: Source<{ id: string }> = {
  ...{ entity: 'product', fields: ['id'], events: eventsOf('product') },
  idsOf: ({ id }) => [id],
};
const variant: Source<Of> = {
  ...{ entity: 'variant', fields: ['id', 'product_id'], events: eventsOf('product-variant') },
  idsOf: ({ product_id }) => [product_id],
};
const price: Source<{ price_set?: { variant?: Of } }> = {
  ...{ entity: 'price', fields: ['id', 'price_set.variant.product_id'], events: eventsOf('pricing.price') },
  idsOf: ({ price_set }) => [price_set?.variant?.product_id],
};
const stock: Source<{ inventory_item?: { variants?: Of[] } }> = {
  ...{ entity: 'inventory_level', fields: ['id', 'inventory_item.variants.product_id'] },
  events: eventsOf('inventory.inventory-level'),
  idsOf: ({ inventory_item }) => (inventory_item?.variants ?? []).map(({ product_id }) => product_id),
};
const order: Source<{ id: string }> = {
  ...{ entity: 'order', fields: ['id'], events: ['order.placed', 'order.order.updated'] },
  idsOf: ({ id }) => [id],
};

export const PRODUCT_SOURCES: readonly Source[] = [product, variant];
/** Of a product's price and stock alone. */
export const OFFER_SOURCES: readonly Source[] = [price, stock];
export const ORDER_SOURCES: readonly Source[] = [order];

/** Rows that are read at once. */
const MOST_ROWS = 500;

/**
 * The products or orders that a condition on these sources is true of, such as `{ updated_at: { $gte: … } }`. Deleted rows count.
 * Rows come by their ids, which no change moves: a change during the reading hides none.
 */
export async function changedIds(container: Container, sources: readonly Source[], where: object): Promise<string[]> {
  const query = container.resolve<Query>('query');
  const found = new Set<string>();
  for (const { entity, fields, idsOf } of sources) {
    for (let last = ''; ; ) {
      const { data } = await query.graph<{ id: string }>({
        ...{ entity, fields, withDeleted: true },
        filters: { $and: [where, { id: { $gt: last } }] },
        pagination: { take: MOST_ROWS, skip: 0, order: { id: 'ASC' } },
      });
      for (const id of data.flatMap((row) => idsOf(row as never))) if (id) found.add(id);
      if (data.length < MOST_ROWS) break;
      last = data.at(-1)!.id;
    }
  }
  return [...found];
}

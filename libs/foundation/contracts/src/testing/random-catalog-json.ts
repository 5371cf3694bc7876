import fc from 'fast-check';
import { count, filter, list, name, number, row, scalar, text, version } from './random-json-parts.js';

const regions = fc.dictionary(name, fc.record({ in_stock: fc.boolean() }), { maxKeys: 3 });
const item = row({
  item_id: text,
  version,
  title: text,
  description: text,
  brand: text,
  category: list(text),
  price: number,
  attributes: fc.dictionary(name, fc.oneof(scalar, list(text)), { maxKeys: 3 }),
  regions,
});

/** Bodies of the calls about items. */
export const randomCatalogJson = {
  GetItem: row({ tenant_id: text, item_id: text }),
  SearchItems: row({
    tenant_id: text,
    query: text,
    intent: text,
    k: count,
    offset: count,
    region: text,
    filter,
    item_ids: list(text),
    tags: list(text),
  }),
  CountFacets: row({
    ...{ tenant_id: text, query: text, region: text, filter, values: count },
    ...{ include_out_of_stock: fc.boolean(), tags: list(text) },
  }),
  GetCatalogHealth: row({ tenant_id: text }),
  ListItemsWithIssue: row({
    ...{ tenant_id: text, page_size: count, page_token: text },
    issue: fc.constantFrom('no_image', 'duplicate'),
  }),
  InspectItem: row({ tenant_id: text, item_id: text, nearest: count }),
  CorrectTags: row({
    ...{ tenant_id: text, item_id: text, add: list(text), remove: list(text) },
    withdrawn: fc.boolean(),
  }),
  UpsertItems: row({ items: list(item) }),
  PatchItems: row({
    items: list(
      row({
        ...{ tenant_id: text, item_id: text, version, price: number, sale_price: number },
        ...{
          sale_ended: fc.boolean(),
          in_stock: fc.boolean(),
          regions,
        },
      }),
    ),
  }),
  DeleteItems: row({ items: list(row({ tenant_id: text, item_id: text, version })) }),
};

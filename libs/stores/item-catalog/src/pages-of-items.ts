import { pages } from '@stars/platform';
import type { ItemCatalog } from './port.js';

const ITEMS_A_PAGE = 2000;

/** Ids of all items of the catalogue, by pages. */
export async function* pagesOfItems(catalog: Pick<ItemCatalog, 'scan'>, tenant: string): AsyncGenerator<string[]> {
  for await (const { items } of pages((from) => catalog.scan(tenant, { limit: ITEMS_A_PAGE, ...from }))) {
    yield items.map(({ itemId }) => itemId);
  }
}

import { type CountFacetsRequest, type CountFacetsResponse, validateCountFacetsRequest } from '@stars/contracts';
import type { ItemCatalog } from '@stars/item-catalog';

/** Counts which values the items have that a search finds. Errors: `STARS_UNKNOWN_FILTER_FIELD`. */
export function countFacets(
  catalog: ItemCatalog,
  given: CountFacetsRequest,
  signal: AbortSignal,
): Promise<CountFacetsResponse> {
  const { tenantId, query, region, filter, values, includeOutOfStock, tags } = validateCountFacetsRequest(given);
  const passing = {
    ...{ signal, ...(filter && { filter }), ...(tags.length > 0 && { tags }) },
    ...(!includeOutOfStock && { region }),
  };
  return catalog.facets(tenantId, query, passing, values);
}

import { problem } from '../field-problem.js';
import * as service from '../generated/stars/v1/catalog_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { catalogItem } from './catalog.js';
import { ITEM_ISSUE_NAMES } from './enum-names.js';
import { checkTagTerms, tagTerms } from './features.js';
import { filter } from './filter.js';
import { foundItem } from './lookups.js';

const named = { tenantId: kind.tenant, itemId: kind.id };

/** `values` of 0 is `DEFAULT_FACET_VALUES`. */
export const countFacetsRequest = kind.message(
  service.CountFacetsRequest,
  {
    tenantId: kind.tenant,
    query: kind.lines(LIMITS.queryChars),
    region: kind.optionalId,
    filter: kind.optional(filter),
    values: kind.integer(0, LIMITS.facetValues),
    includeOutOfStock: kind.optional(kind.boolean),
    tags: tagTerms,
  },
  {
    whole({ region, includeOutOfStock }) {
      if (region !== '' && includeOutOfStock) {
        throw problem('STARS_INVALID_FIELD', 'excludes a region', 'include_out_of_stock');
      }
    },
  },
);
const facetValue = kind.message(service.FacetValue, { value: kind.anyText, items: kind.integer() });
const facet = kind.message(service.Facet, {
  field: kind.anyText,
  values: kind.list(facetValue, 0, LIMITS.facetValues),
});
export const countFacetsResponse = kind.message(service.CountFacetsResponse, {
  items: kind.integer(),
  facets: kind.list(facet),
  incomplete: kind.boolean,
});

export const getCatalogHealthRequest = kind.message(service.GetCatalogHealthRequest, { tenantId: kind.tenant });
const issue = kind.choice(ITEM_ISSUE_NAMES);
export const getCatalogHealthResponse = kind.message(service.GetCatalogHealthResponse, {
  items: kind.integer(),
  issues: kind.list(kind.message(service.IssueCount, { issue, items: kind.integer() })),
  countedTime: kind.time,
  modelVersion: kind.anyText,
  shownSince: kind.optionalTime,
});

/** A `page_size` of 0 is `DEFAULT_PAGE_SIZE`. */
export const listItemsWithIssueRequest = kind.message(service.ListItemsWithIssueRequest, {
  tenantId: kind.tenant,
  issue,
  pageSize: kind.integer(0, LIMITS.pageSize),
  pageToken: kind.optionalId,
});
export const listItemsWithIssueResponse = kind.message(service.ListItemsWithIssueResponse, {
  items: kind.list(foundItem),
  nextPageToken: kind.anyText,
});

export const inspectItemRequest = kind.message(service.InspectItemRequest, {
  ...named,
  nearest: kind.integer(0, LIMITS.nearestItems),
});
const itemTag = kind.message(service.ItemTag, { term: kind.anyText, corrected: kind.boolean });
const standingCorrection = kind.message(service.StandingCorrection, {
  add: tagTerms,
  remove: tagTerms,
  version: kind.int64,
});
const mapPlace = kind.message(service.MapPlace, {
  item: kind.optional(foundItem),
  score: kind.anyNumber,
  x: kind.anyNumber,
  y: kind.anyNumber,
});
export const inspectItemResponse = kind.message(service.InspectItemResponse, {
  item: kind.optional(catalogItem),
  tags: kind.list(itemTag),
  correction: kind.optional(standingCorrection),
  tagger: kind.anyText,
  taggedVersion: kind.optional(kind.int64),
  modelVersion: kind.anyText,
  hasVector: kind.boolean,
  map: kind.list(mapPlace),
  mapShare: kind.anyNumber,
  changedTime: kind.optionalTime,
  indexedTime: kind.optionalTime,
});

export const correctTagsRequest = kind.message(
  service.CorrectTagsRequest,
  { ...named, add: tagTerms, remove: tagTerms, withdrawn: kind.boolean },
  { whole: checkTagTerms },
);
export const correctTagsResponse = kind.message(service.CorrectTagsResponse, { version: kind.int64 });

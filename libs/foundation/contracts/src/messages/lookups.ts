import { problem } from '../field-problem.js';
import * as service from '../generated/stars/v1/lookup_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { canStand } from '../standing-events.js';
import { catalogItem, category } from './catalog.js';
import { INTERACTION_TYPE_NAMES } from './enum-names.js';
import { tagTerms } from './features.js';
import { featureFilter, filter } from './filter.js';
import { features } from './users.js';

const user = { tenantId: kind.tenant, userId: kind.id };

export const getItemRequest = kind.message(service.GetItemRequest, { tenantId: kind.tenant, itemId: kind.id });
export const getItemResponse = kind.message(service.GetItemResponse, {
  item: kind.optional(catalogItem),
  tags: kind.list(kind.anyText),
});

/** A `k` of 0 is `DEFAULT_K`, or the number of items that are named. */
export const searchItemsRequest = kind.message(
  service.SearchItemsRequest,
  {
    tenantId: kind.tenant,
    query: kind.lines(LIMITS.queryChars),
    k: kind.integer(0, LIMITS.k),
    offset: kind.integer(0, LIMITS.k),
    region: kind.optionalId,
    filter: kind.optional(filter),
    itemIds: kind.list(kind.id, 0, LIMITS.candidateItems),
    intent: kind.lines(LIMITS.queryChars),
    tags: tagTerms,
  },
  {
    whole({ query, k, offset, itemIds }) {
      if (itemIds.length > 0 && query !== '') throw problem('STARS_INVALID_FIELD', 'excludes item_ids', 'query');
      if (offset + k > LIMITS.k) {
        throw problem('STARS_OUT_OF_RANGE', `is ${offset}, and with k must be at most ${LIMITS.k}`, 'offset');
      }
    },
  },
);
const amount = kind.optional(kind.anyNumber);
export const foundItem = kind.message(service.FoundItem, {
  itemId: kind.anyText,
  title: kind.anyText,
  description: kind.anyText,
  brand: kind.anyText,
  category,
  price: amount,
  salePrice: amount,
  image: kind.optional(kind.anyText),
  link: kind.optional(kind.anyText),
  inStock: kind.boolean,
});
export const searchItemsResponse = kind.message(service.SearchItemsResponse, {
  items: kind.list(foundItem),
  hasMore: kind.boolean,
});

export const getUserRequest = kind.message(service.GetUserRequest, user);
export const getUserResponse = kind.message(service.GetUserResponse, {
  userId: kind.anyText,
  features,
  events: kind.integer(),
  purchases: kind.integer(),
  lastEventTime: kind.optionalTime,
  vectorTime: kind.optionalTime,
});

const userEvent = kind.message(service.UserEvent, {
  itemId: kind.anyText,
  type: kind.choice(INTERACTION_TYPE_NAMES),
  time: kind.time,
  region: kind.anyText,
  category: kind.optional(kind.anyText),
  brand: kind.optional(kind.anyText),
  query: kind.optional(kind.anyText),
});

/** A `page_size` of 0 is `DEFAULT_PAGE_SIZE`. */
export const getUserHistoryRequest = kind.message(service.GetUserHistoryRequest, {
  ...user,
  pageSize: kind.integer(0, LIMITS.pageSize),
  pageToken: kind.optionalId,
});
export const getUserHistoryResponse = kind.message(service.GetUserHistoryResponse, {
  events: kind.list(userEvent),
  nextPageToken: kind.anyText,
});

export const exportUserRequest = kind.message(service.ExportUserRequest, { ...user, pageToken: kind.anyText });
const exportedRecord = kind.message(service.ExportedRecord, {
  place: kind.anyText,
  content: kind.optional(kind.object),
});
export const exportUserResponse = kind.message(service.ExportUserResponse, {
  records: kind.list(exportedRecord),
  nextPageToken: kind.anyText,
});

const standingTypes = kind.also(
  kind.list(kind.choice(INTERACTION_TYPE_NAMES), 0, INTERACTION_TYPE_NAMES.values.length),
  (types) => {
    const wrong = types.findIndex((type) => !canStand(type));
    if (wrong >= 0) throw problem('STARS_INVALID_FIELD', 'says nothing that a user did with an item', wrong);
  },
);
const eventCondition = kind.message(service.EventCondition, {
  types: standingTypes,
  items: kind.optional(filter),
  withinDays: kind.integer(0, LIMITS.withinDays),
  never: kind.optional(kind.boolean),
});
export const segment = kind.message(service.Segment, {
  features: kind.optional(featureFilter),
  events: kind.list(eventCondition, 0, LIMITS.eventConditions),
});

/** A `k` of 0 is `DEFAULT_AUDIENCE`. */
export const findUsersRequest = kind.message(
  service.FindUsersRequest,
  {
    tenantId: kind.tenant,
    itemIds: kind.list(kind.id, 0, LIMITS.audienceItems),
    segment: kind.optional(segment),
    k: kind.integer(0, LIMITS.audience),
    excludePurchased: kind.optional(kind.boolean),
    time: kind.optionalTime,
    deadlineMs: kind.integer(0, LIMITS.deadlineMs),
    pageToken: kind.anyText,
  },
  {
    whole({ itemIds, segment }) {
      if (itemIds.length === 0 && segment === undefined)
        throw problem('STARS_FIELD_REQUIRED', 'is required without item_ids', 'segment');
    },
  },
);
export const findUsersResponse = kind.message(service.FindUsersResponse, {
  users: kind.list(
    kind.message(service.AudienceMember, { userId: kind.anyText, itemId: kind.anyText, score: kind.anyNumber }),
  ),
  nextPageToken: kind.anyText,
  modelVersion: kind.anyText,
  lookedAt: kind.integer(),
});

// Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

/**
 * How a list becomes more diverse.
 *
 * - `mmr`: Maximal marginal relevance: an item counts less the more it is like one that is placed before it.
 * - `dpp`: Determinantal point process, its greedy maximum: an item counts by the volume that it adds to those before it.
 */
export type DiversityMethod = 'mmr' | 'dpp';

/**
 * What a list is made of, and in which order.
 *
 * - `gi`: GI: h_gen, long-term taste.
 * - `ni`: NI: h_next, present intent.
 * - `rr`: RR: both lists, interleaved without duplicates.
 * - `rr_bi`: RR+BI: both lists and the items that the user bought before, interleaved without duplicates.
 * - `second_stage`: The second stage: it scores the candidates of all sources (repeat candidates, both lists, popular items, items that go with what the user looked at last) into one ranking.
 * - `bi`: BI: only items that the user bought before, ranked by the second stage. No other list fills the places.
 * - `goes_with`: What people have in one session with seed_item_ids, more often than by chance: complements. Needs seeds and a model.
 * - `alternatives`: Items of the same kind as seed_item_ids, to choose in their place: substitutes. Needs seeds and a model.
 * - `trending`: What sells more than it used to. Where the request has a region: of what sells there.
 * - `best_sellers`: What sells best. Where the request has a region: what sells best there first.
 * - `newest`: What came into the catalogue last.
 * - `back_in_stock`: What is in stock again, in the region of the request: first what the user had to do with.
 * - `price_dropped`: What the user looked at or put into the cart, and did not buy since, and whose price dropped after it.
 */
export type RecommendMode = 'gi' | 'ni' | 'rr' | 'rr_bi' | 'second_stage' | 'bi' | 'goes_with' | 'alternatives' | 'trending' | 'best_sellers' | 'newest' | 'back_in_stock' | 'price_dropped';

/**
 * What a user did, mostly with an item.
 *
 * - `view`: Looked at it.
 * - `add_to_cart`: Put it into the cart.
 * - `purchase`: Bought it.
 * - `refund`: Gave it back, or the order was cancelled: the last purchase of the item no later than this counts no more.
 * - `remove_from_cart`: Took it out of the cart: the last addition to the cart no later than this counts no more.
 * - `dislike`: Does not want to see the item, or anything of the category or brand: it is in no answer until that is undone.
 * - `undo_dislike`: Undoes an earlier dislike of the same item, category or brand.
 * - `rating`: Rated the item: `value` is from 1 to 5. The latest rating of an item counts: from 3 on as a view, below 3 as a dislike of the item.
 * - `view_category`: Looked at the list of a category: `category` is one of its levels. There is no item.
 * - `search`: Searched for `query`, perhaps within a `category`. There is no item.
 * - `identify`: The stranger `anonymous_id` is the user `user_id`: what the stranger did until now moves to the user. It is of no item.
 */
export type InteractionType = 'view' | 'add_to_cart' | 'purchase' | 'refund' | 'remove_from_cart' | 'dislike' | 'undo_dislike' | 'rating' | 'view_category' | 'search' | 'identify';

/**
 * The list that an item came from.
 *
 * - `general_interest`: Long-term taste: found with h_gen.
 * - `next_intent`: Present intent: found with h_next.
 * - `popular`: Popular in the region, or everywhere.
 * - `newest`: New in the catalogue.
 * - `similar`: Similar to the item of the request. In a Recommend: bought by the same users as the items that the user bought before.
 * - `buy_again`: Items that the user bought before, by frequency and recency.
 * - `goes_with`: Goes with a seed of the request.
 * - `trending`: Sells more than it used to.
 * - `back_in_stock`: In stock again.
 * - `price_dropped`: The user showed interest in it, and its price dropped.
 */
export type CandidateSource = 'general_interest' | 'next_intent' | 'popular' | 'newest' | 'similar' | 'buy_again' | 'goes_with' | 'trending' | 'back_in_stock' | 'price_dropped';

export interface RecommendRequest {
  /** Who the list is for. */
  user_id: string;
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** How many items, at most 1000. 0: 10, or all of candidate_item_ids. */
  k?: number;
  /** Only items that are sold and in stock there. Empty: no such condition. */
  region?: string;
  /** Only items that pass. */
  filter?: Filter;
  /** Items that must not be in the answer, such as those on the page already: at most 1000. */
  exclude_item_ids?: readonly string[];
  /** At most one of each level. */
  category_caps?: readonly CategoryCap[];
  /** The answer must be there so many milliseconds after the request came; 0: the call's own deadline. The earlier of both holds. */
  deadline_ms?: number;
  /** The language of reasons, as a BCP 47 tag such as "de-AT". Empty, or one that is not there: English. */
  language?: string;
  /** Whether items carry what a page shows besides their titles. */
  details?: boolean;
  /** Absent: the list as it is ranked. */
  diversity?: Diversity;
  /** What the list is made of. */
  mode?: RecommendMode;
  /** Of modes TRENDING and BEST_SELLERS: a purchase counts less the longer ago it was, 1/e after so many days. One of 1, 3, 7, 14, 28 and 91. Of modes BACK_IN_STOCK and PRICE_DROPPED: what came back, or dropped, in so many days before the time of the request. Absent: 7. What sells best in a region is always of 28 days. */
  window_days?: number;
  /** No item that the user has bought, as far as the profile and recent_events tell. */
  exclude_purchased?: boolean;
  /** Absent: less popular items have no places of their own. */
  coverage?: Coverage;
  /** Absent: nothing is left to chance. */
  exploration?: Exploration;
  /** How much an item sinks that the user saw on this surface and did not choose, from 0 to 10: ln(1 + times) of it is taken off its score, where older times count less. Absent: 0. Counts what clients confirm as seen. */
  fatigue?: number;
  /** The page or widget that asks. The answer is recorded as an impression only where it is named. Where there is a surface of this name, it fills the fields that the request leaves out. */
  surface?: string;
  /** Ranks these: no other item is in the answer, and each of them is that may be shown, variants of a product too. At most 1000; an id that is named twice counts once. What the model knows nothing of comes last. Without k, all of them. Only in the modes that rank for the user. */
  candidate_item_ids?: readonly string[];
  /** What the list is because of, such as the product of a page, the cart or an order: at most 100, none of which is in the answer. In mode SECOND_STAGE the list is personal as well. */
  seed_item_ids?: readonly string[];
  /** What each seed counts, from 0 to 1000: as many as there are seeds. Empty: all the same. */
  seed_weights?: readonly number[];
  /** Absent: now. */
  time?: string;
  /** What the user just did and the stream may not have delivered yet. */
  recent_events?: readonly RecentEvent[];
  /** Absent: reasons from rules. True: from a language model, where the gateway has one and it answers in time. False: neither reasons nor score parts, which takes less time. */
  explain?: boolean;
  /** For a person who objects: no profile is read, recent_events do not count, and the answer is not recorded. It has what is popular where the request is. */
  without_profile?: boolean;
  /** Whether items carry what their scores are made of, for a person who looks into a list. It takes more time. */
  score_parts?: boolean;
}

/** Fields: `item_id`, `brand`, `category` (any level), `price`, `attributes.NAME`, `in_stock` (a region's name). */
export interface Filter {
  /** True where all operands are. */
  all?: FilterAll;
  /** True where one operand is. */
  any?: FilterAny;
  /** True where its operand is not. */
  not?: Filter;
  /** True where the field has one of the values. */
  in?: FilterIn;
  /** True where the field is a number within the bounds. */
  range?: FilterRange;
}

/** True where every operand is true. */
export interface FilterAll {
  /** All of them must hold. None: true. */
  operands?: readonly Filter[];
}

/** True where one operand is true. */
export interface FilterAny {
  /** One of them must hold. None: false. */
  operands?: readonly Filter[];
}

/** True where the field has one of the values; a list field, where any element has. */
export interface FilterIn {
  /** Item_id, brand, category, in_stock or attributes.NAME. */
  field: string;
  /** The field must be one of them. Of in_stock: regions. */
  values?: readonly string[];
}

/** True where the number lies within the bounds that are set, both inclusive. */
export interface FilterRange {
  /** Price or attributes.NAME. */
  field: string;
  /** The least value that passes. Absent: no bound. */
  min?: number;
  /** The largest value that passes. Absent: no bound. */
  max?: number;
}

/** At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too. */
export interface CategoryCap {
  /** Level of the category path, 0 the broadest. Absent: each item's finest. */
  level?: number;
  /** From 1. */
  items: number;
}

/** Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2). */
export interface Diversity {
  /** How the list is made more diverse. */
  method?: DiversityMethod;
  /** From 0, the list as it is ranked, to 1, where only the budget holds it. */
  strength?: number;
  /** Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05. */
  relevance_budget?: number;
}

/** Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are. */
export interface Coverage {
  /** Places at the end of the list, at most k: no other place is touched. */
  places?: number;
  /** What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4. */
  penalty?: number;
  /** Only so many of the best of the ranking may take these places. 0: 100; at most 1000. */
  within?: number;
}

/** Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression. */
export interface Exploration {
  /** Places at the end of the list, at most k: no other place is touched. */
  places?: number;
  /** Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them. */
  rate?: number;
  /** Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100. */
  candidates?: number;
  /** The same seed draws the same places for the same ranking. Absent: at random. */
  seed?: number;
}

/** One user, one item, one moment. Topic `stars.v1.interactions`, key `user_id`. */
export interface RecentEvent {
  /** Empty means "default". */
  tenant_id?: string;
  /** Empty: derived from the row's content, so that a replay changes nothing. */
  event_id?: string;
  /** Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a `user_id` it counts in an `identify` alone. */
  anonymous_id?: string;
  /** Who did it. Absent only for a stranger. */
  user_id?: string;
  /** With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an `identify`. */
  item_id?: string;
  /** What was done. Absent only where `kind` says it. */
  type: InteractionType;
  /** When it happened. Lines with one time are a basket: a set, not a sequence. */
  time: string;
  /** The session in the app or on the site, if you know it. */
  session_id?: string;
  /** The page that was shown, if the item was chosen from one. */
  page_id?: string;
  /** Store, city or warehouse: the place that stock and promotions are keyed by. */
  region?: string;
  /** How many; 0 means not said. */
  quantity?: number;
  /** An explicit judgement. A rating needs it, from 1 to 5. */
  value?: number;
  /** The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown. */
  recommendation_id?: string;
  /** A kind of your own, such as `wishlist`, in place of `type`. The settings (`kinds`) say which type it counts as. */
  kind?: string;
  /** The disliked, viewed or searched category, one of its levels, in place of `item_id`. */
  category?: string;
  /** The disliked brand, in place of `item_id`. */
  brand?: string;
  /** What was searched for, in place of `item_id`. */
  query?: string;
}

export interface RecommendBatchRequest {
  /** The requests, of any users. */
  requests: readonly RecommendRequest[];
}

export interface RecommendPageRequest {
  /** Who the page is for. */
  user_id: string;
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** As of a Recommend. */
  region?: string;
  /** Only items that pass are on the page. */
  filter?: Filter;
  /** Items that are nowhere on the page: at most 1000. */
  exclude_item_ids?: readonly string[];
  /** As of a Recommend. All placements share it. */
  deadline_ms?: number;
  /** As of a Recommend. */
  language?: string;
  /** As of a Recommend. */
  details?: boolean;
  /** The page that asks. It is recorded as one impression only where it is named. */
  surface?: string;
  /** As of a Recommend. */
  time?: string;
  /** As of a Recommend. */
  recent_events?: readonly RecentEvent[];
  /** As of a Recommend. */
  explain?: boolean;
  /** As of a Recommend. */
  without_profile?: boolean;
  /** From top to bottom, at most 20. */
  placements: readonly Placement[];
}

/** One list of a page. What it does not say is as of a Recommend. */
export interface Placement {
  /** As of a Recommend; at most 1000 in all placements together. */
  k?: number;
  /** Only items that pass it, and the filter of the page. */
  filter?: Filter;
  /** As of a Recommend. */
  category_caps?: readonly CategoryCap[];
  /** As of a Recommend. */
  diversity?: Diversity;
  /** As of a Recommend. */
  mode?: RecommendMode;
  /** As of a Recommend. */
  window_days?: number;
  /** As of a Recommend. */
  exclude_purchased?: boolean;
  /** As of a Recommend. */
  coverage?: Coverage;
  /** As of a Recommend. */
  exploration?: Exploration;
  /** As of a Recommend. */
  fatigue?: number;
  /** Its name in the answer. Where there is a surface of this name, it fills the fields that the placement leaves out. */
  surface?: string;
  /** As of a Recommend. */
  candidate_item_ids?: readonly string[];
  /** As of a Recommend. */
  seed_item_ids?: readonly string[];
  /** As of a Recommend. */
  seed_weights?: readonly number[];
}

/** Groups the ranking that a Recommend of the same user has. What it does not say is as of a Recommend. */
export interface RecommendGroupsRequest {
  /** Who the groups are for. */
  user_id: string;
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** How many groups, at most 50. 0: 10. */
  k?: number;
  /** As of a Recommend. */
  region?: string;
  /** Only items that pass. */
  filter?: Filter;
  /** Items that are in no group: at most 1000. */
  exclude_item_ids?: readonly string[];
  /** As of a Recommend. */
  deadline_ms?: number;
  /** As of a Recommend. */
  language?: string;
  /** As of a Recommend. */
  details?: boolean;
  /** As of a Recommend. */
  time?: string;
  /** As of a Recommend. */
  recent_events?: readonly RecentEvent[];
  /** As of a Recommend. */
  explain?: boolean;
  /** As of a Recommend. */
  without_profile?: boolean;
  /** As of a Recommend. Of what a surface says, its caps, diversity, coverage and exploration do not hold for groups. */
  surface?: string;
  /** What makes a group: category, brand or attributes.NAME. An item whose attribute is a list is in a group for each element. */
  field: string;
  /** Of categories: the level that makes a group, 0 the broadest. Absent: each item's finest. */
  level?: number;
  /** How many items of each group, at most 20. 0: 4. */
  items?: number;
  /** As of a Recommend. */
  exclude_purchased?: boolean;
}

export interface SimilarItemsRequest {
  /** The item that the others are to be like. */
  item_id: string;
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** How many items, at most 1000. 0: 10. */
  k?: number;
  /** Only items that are sold and in stock there. Empty: no such condition. */
  region?: string;
  /** Only items that pass. */
  filter?: Filter;
  /** As of a Recommend; the item itself never comes. */
  exclude_item_ids?: readonly string[];
  /** As of a Recommend. */
  category_caps?: readonly CategoryCap[];
  /** As of a Recommend. */
  deadline_ms?: number;
  /** As of a Recommend. */
  language?: string;
  /** As of a Recommend. */
  details?: boolean;
  /** As of a Recommend. */
  diversity?: Diversity;
}

export interface PopularItemsRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** How many items, at most 1000. 0: 10. */
  k?: number;
  /** What is popular there comes first, and only items that are sold and in stock there. Empty: everywhere, without such a condition. */
  region?: string;
  /** Only items that pass. */
  filter?: Filter;
  /** As of a Recommend. */
  exclude_item_ids?: readonly string[];
  /** As of a Recommend. */
  category_caps?: readonly CategoryCap[];
  /** As of a Recommend. */
  deadline_ms?: number;
  /** As of a Recommend. */
  language?: string;
  /** As of a Recommend. */
  details?: boolean;
}

export interface GetItemRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The item. */
  item_id: string;
}

export interface SearchItemsRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Words that items are searched for: those with more and rarer ones come first. Empty: the newest items. */
  query?: string;
  /** How many items, at most 1000. 0: 10, or all of item_ids. */
  k?: number;
  /** So many of the best items are skipped: those of the pages before. With k at most 1000. */
  offset?: number;
  /** Only items that are sold and in stock there. Empty: in stock anywhere. */
  region?: string;
  /** Only items that pass. */
  filter?: Filter;
  /** Only these, in this order, and without a query: also variants of one product, and items that are sold out. */
  item_ids?: readonly string[];
  /** What the shopper has in mind, such as "a gift for somebody who bakes". It finds nothing by itself: of the items that the query finds, those with these words come earlier. */
  intent?: string;
}

export interface GetUserRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The user. */
  user_id: string;
}

export interface GetUserHistoryRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The user. */
  user_id: string;
  /** Events of a page, at most 500. 0: 50. */
  page_size?: number;
  /** The next_page_token of the page before. Empty: the first page. Events that come meanwhile do not move the pages. */
  page_token?: string;
}

export interface ExportUserRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The user. */
  user_id: string;
  /** The next_page_token of the page before. Empty: the first page. */
  page_token?: string;
}

export interface FindUsersRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Users come for whom one of these items is most right: at most 100. Empty: all users of the segment. */
  item_ids?: readonly string[];
  /** Only users of this segment. Required without item_ids. */
  segment?: Segment;
  /** Most users of a page, at most 10000. 0: 100. */
  k?: number;
  /** An item counts for no user who has bought it. */
  exclude_purchased?: boolean;
  /** As of when the users are ranked, and days are counted. Absent: now. */
  time?: string;
  /** As of a Recommend. A page looks at as many users as its time allows. */
  deadline_ms?: number;
  /** The next_page_token of the page before. Empty: the first page. */
  page_token?: string;
}

/** Users for whom all conditions hold. */
export interface Segment {
  /** What UpsertUsers sent of them: the field `attributes.NAME` is the feature NAME. Absent: no condition. */
  features?: Filter;
  /** What they did: at most 16. */
  events?: readonly EventCondition[];
}

/** What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back. */
export interface EventCondition {
  /** Events of one of these types. Empty: of any. */
  types?: readonly InteractionType[];
  /** Events with an item that passes. Absent: with any. */
  items?: Filter;
  /** Events of the last so many days. 0: of any time. */
  within_days?: number;
  /** The user did nothing of that. */
  never?: boolean;
}

export interface TrackRequest {
  /** What users did. */
  interactions?: readonly Interaction[];
  /** What users were shown. */
  impressions?: readonly Impression[];
}

/** One user, one item, one moment. Topic `stars.v1.interactions`, key `user_id`. */
export interface Interaction {
  /** Empty means "default". */
  tenant_id?: string;
  /** Empty: derived from the row's content, so that a replay changes nothing. */
  event_id?: string;
  /** Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a `user_id` it counts in an `identify` alone. */
  anonymous_id?: string;
  /** Who did it. Absent only for a stranger. */
  user_id?: string;
  /** With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an `identify`. */
  item_id?: string;
  /** What was done. Absent only where `kind` says it. */
  type: InteractionType;
  /** When it happened. Lines with one time are a basket: a set, not a sequence. */
  time: string;
  /** The session in the app or on the site, if you know it. */
  session_id?: string;
  /** The page that was shown, if the item was chosen from one. */
  page_id?: string;
  /** Store, city or warehouse: the place that stock and promotions are keyed by. */
  region?: string;
  /** How many; 0 means not said. */
  quantity?: number;
  /** An explicit judgement. A rating needs it, from 1 to 5. */
  value?: number;
  /** The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown. */
  recommendation_id?: string;
  /** A kind of your own, such as `wishlist`, in place of `type`. The settings (`kinds`) say which type it counts as. */
  kind?: string;
  /** The disliked, viewed or searched category, one of its levels, in place of `item_id`. */
  category?: string;
  /** The disliked brand, in place of `item_id`. */
  brand?: string;
  /** What was searched for, in place of `item_id`. */
  query?: string;
}

/** One page shown to one user. Topic `stars.v1.impressions`, key `user_id`. */
export interface Impression {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Empty: derived from the content, so that a replay changes nothing. */
  event_id?: string;
  /** Who saw it. */
  user_id: string;
  /** The id of this page. Interactions name it where they follow from it. */
  page_id: string;
  /** When it was shown. */
  time: string;
  /** The page or widget, such as "home". */
  surface?: string;
  /** Where the user was. */
  region?: string;
  /** What was shown, in order. */
  items: readonly (string | ImpressionItem)[];
  /** The answer that the page was built from, if it was one of ours. */
  recommendation_id?: string;
  /** Whether the client confirmed that the items were seen. */
  confirmed?: boolean;
  propensities?: readonly number[];
}

/** One item of a page that was shown. */
export interface ImpressionItem {
  /** The item that was shown. */
  item_id: string;
  /** From 0, top to bottom. */
  position?: number;
  /** The probability with which the item was put there, in (0, 1]; 0 means not logged. */
  propensity?: number;
  /** The list of the page that it stands in, if the page has several. */
  placement?: string;
}

export interface UpsertItemsRequest {
  /** The items, each as a whole. */
  items: readonly CatalogItem[];
}

/** A product. `title`, `description`, `brand`, `category` and `attributes` are its text. */
export interface CatalogItem {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The id that events and answers name it by. */
  item_id: string;
  /** Monotonic: an older version never replaces a newer one. */
  version?: number;
  /** Its name, as a person reads it. */
  title: string;
  /** What else is said about it. */
  description?: string;
  /** Who makes it. Filters can name it. */
  brand?: string;
  /** Broad to fine; the last one is the subclass that hard negatives come from. */
  category?: readonly string[];
  /** In one currency for all items. Filters can compare it. */
  price?: number;
  /** Strings, numbers, booleans or arrays of strings. */
  attributes?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Region to state. No region at all: sold everywhere. */
  regions?: Readonly<Record<string, RegionState>>;
  /** False: in stock nowhere, whatever `regions` says. An item that is in stock nowhere is in no answer. */
  in_stock?: boolean;
  /** The price while it is reduced, if it is. */
  sale_price?: number;
  /** Where its picture is. */
  image?: string;
  /** Its page in the shop. */
  link?: string;
  /** The same for all variants of a product, such as sizes: a list has one of them. */
  item_group_id?: string;
}

/** An item's state in one region. */
export interface RegionState {
  /** Whether it can be bought there now. */
  in_stock: boolean;
}

export interface PatchItemsRequest {
  /** What changes of each item. */
  items: readonly CatalogItemPatch[];
}

/** New price or stock of an item, without the rest of it. Topic `stars.v1.catalog-patches` (compacted), key `item_id` and the field: one field a message. A field of a patch counts while the item's own version is not later. */
export interface CatalogItemPatch {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The item that changes. It need not be there yet. */
  item_id: string;
  /** Monotonic, with the versions of the item. 0: given when the call comes in. */
  version?: number;
  /** In the currency of all items. */
  price?: number;
  /** The price while it is reduced. */
  sale_price?: number;
  /** The price is reduced no more. */
  sale_ended?: boolean;
  /** False: in stock nowhere, whatever regions say. */
  in_stock?: boolean;
  /** Only these regions change. */
  regions?: Readonly<Record<string, RegionState>>;
}

export interface DeleteItemsRequest {
  /** The items that are gone. */
  items: readonly CatalogItemDelete[];
}

/** The item with this id is gone as of this version. */
export interface CatalogItemDelete {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The item that is gone. */
  item_id: string;
  /** Not below the version that it deletes. 0: given when the call comes in. */
  version?: number;
}

export interface UpsertUsersRequest {
  /** The users, each with all features. */
  users: readonly UserProfileUpdate[];
}

/** Coarse static features of a user, the source of the [USER] token. */
export interface UserProfileUpdate {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Whose features these are. */
  user_id: string;
  /** Monotonic: an older version never replaces a newer one. */
  version?: number;
  /** Numbers and strings. */
  features?: Readonly<Record<string, string | number | boolean>>;
}

export interface DeleteUserRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Who is forgotten. */
  user_id: string;
}

export interface ObjectToProfilingRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Who objects. */
  user_id: string;
  /** The user objects no more: later events count again. */
  withdrawn?: boolean;
}

export interface SetContextRequest {
  /** The signals of regions and items. */
  signals: readonly ContextSignal[];
}

/** What holds in a region for a while. Topic `stars.v1.context`, key `region`. */
export interface ContextSignal {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Empty: derived from the content, so that a replay changes nothing. */
  event_id?: string;
  /** Empty means everywhere. */
  region?: string;
  /** From when on it holds. */
  valid_from?: string;
  /** Exclusive. A signal past it is stale and has no effect. Absent: until a later signal of the same name. */
  valid_until?: string;
  /** Signals of the whole region: numbers, booleans and strings. */
  signals?: Readonly<Record<string, string | number | boolean>>;
  /** Signals of single items. */
  item_signals?: readonly ItemSignal[];
  time?: string;
  item_id?: string;
}

/** One signal with one value for many items, such as "on the back page this week". */
export interface ItemSignal {
  /** What it is called, such as "promotion". */
  name: string;
  /** The same for all of these items. */
  value: number;
  /** The items that have it. */
  item_ids: readonly string[];
}

export interface ConfirmImpressionRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The answer that the page was built from. */
  recommendation_id: string;
  /** Who saw it. */
  user_id: string;
  /** The id of this page. Interactions name it where they follow from it. */
  page_id?: string;
  /** The page or widget, such as "home". */
  surface?: string;
  /** The items seen, in the order shown. */
  item_ids: readonly string[];
  /** Absent: now. */
  time?: string;
}

export interface ListSurfacesRequest {
  /** The shop or client whose surfaces they are. Empty means "default". */
  tenant_id?: string;
  /** Only this one, with all versions that are kept. Empty: all that count now, with the version that counts. */
  name?: string;
}

export interface PutSurfaceRequest {
  /** The shop or client whose surface it is. Empty means "default". */
  tenant_id?: string;
  /** What requests call it. */
  name: string;
  /** Replaces the version before completely. */
  surface: Surface;
  /** The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is. */
  expected_version?: number;
}

/** What a request that names a surface gets where it says nothing itself. */
export interface Surface {
  /** As of a Recommend. 0: the surface does not say. */
  k?: number;
  /** Only items that pass it, and the filter of the request. */
  filter?: Filter;
  /** As of a Recommend. */
  category_caps?: readonly CategoryCap[];
  /** As of a Recommend. */
  diversity?: Diversity;
  /** As of a Recommend. */
  mode?: RecommendMode;
  /** As of a Recommend. */
  window_days?: number;
  /** As of a Recommend. */
  exclude_purchased?: boolean;
  /** As of a Recommend. No more places than k. */
  coverage?: Coverage;
  /** As of a Recommend. No more places than k. */
  exploration?: Exploration;
  /** As of a Recommend. */
  fatigue?: number;
}

export interface RollBackSurfaceRequest {
  /** The shop or client whose surface it is. Empty means "default". */
  tenant_id?: string;
  /** What requests call it. */
  name: string;
  /** The version that counts again. 0: the one before the newest. */
  version?: number;
  /** As of a PutSurface. */
  expected_version?: number;
}

export interface DeleteSurfaceRequest {
  /** The shop or client whose surface it is. Empty means "default". */
  tenant_id?: string;
  /** What requests call it. */
  name: string;
  /** As of a PutSurface. */
  expected_version?: number;
}

export interface RecommendResponse {
  /** The id of this answer, for ConfirmImpression. */
  recommendation_id: string;
  /** The model that answered. Empty: none. */
  model_version: string;
  /** At most k, best first. */
  items: readonly RecommendedItem[];
  /** Why the answer is less than it could be. None: it is not. */
  degradations: readonly Degradation[];
  /** The time of the last event in the user's vectors; absent where there are none. */
  vector_time?: string;
  /** The model has learned from what happened before this moment; absent without a model. */
  model_data_until?: string;
  /** Catalogue changes up to this moment were in the catalogue and, with their vectors, in the index: a change that was made before it is in the answer. Backfills may be later. Absent while it is not known. */
  catalog_time?: string;
}

export interface RecommendedItem {
  /** The item. */
  item_id: string;
  /** From 0. */
  position: number;
  /** Of a search: the inner product, what popularity adds and, if the user had the item, what repeat adds. Of a buy-again item: the number of purchases, older ones counting less. 0 for a fallback. Before the first model, and in mode SECOND_STAGE, what the ranking gave it, of which only differences within one answer mean anything. */
  score: number;
  /** The list that it came from. */
  source?: CandidateSource;
  /** Its name, as a person reads it. */
  title: string;
  /** Why it is there, as a line that a person can read, in the language of the request. */
  reason: string;
  /** Absent where the request does not ask for it or wants no explanations, and for an item of a fallback. */
  score_parts?: ScoreParts;
  /** The probability, given the places before it, with which this item took this place: 1 where nothing was left to chance. */
  propensity: number;
  /** The same reason for a program, such as BOUGHT_OFTEN. A code never changes its meaning; new ones may come. WRITTEN: a language model wrote the line. Empty: the request wants no explanations. */
  reason_code: string;
  /** What the line says besides the code, by name, such as `times` and `date`. */
  reason_arguments: Readonly<Record<string, string>>;
  /** Absent where the request does not ask for it, and while the catalogue is away. */
  details?: ItemDetails;
}

/** What an item's score is made of. A part is 0 where it has no share. */
export interface ScoreParts {
  /** The inner product with h_gen: long-term taste. */
  general_interest: number;
  /** The inner product with h_next, without offsets: present intent. */
  next_intent: number;
  /** The number of purchases by the user, older ones counting less. */
  buy_again: number;
  /** What each live signal of the moment and the place, by name, adds to general_interest, of an item that long-term taste found, else to next_intent. */
  offsets: Readonly<Record<string, number>>;
  /** Places that diversity and category caps moved the item up; negative: down. */
  diversity: number;
  /** Places that exploration moved it up; negative: down. */
  exploration: number;
  /** Places that coverage moved the item up; negative: down. */
  coverage: number;
  /** Where the second stage ranked the item: what each group of its features adds to the score, by name. They add up to the score. "base" is the score of a candidate whose features are all at their mean. */
  second_stage: Readonly<Record<string, number>>;
  /** Of an item that the user had, where a search of the model found it: what the repeat head adds. 0 where the second stage ranked it. */
  repeat: number;
  /** Of an item that a search of the model found: what its popularity adds that changed since the model was trained. Negative: it fell. 0 where the second stage ranked the item. */
  popularity: number;
  /** What fatigue takes off, at most 0. Where the second stage ranked the item, it is part of the score: with second_stage, it adds up to it. Other lists: the logarithm of the item's place grew by as much, and the score is as it was. */
  fatigue: number;
}

/** What a page shows of an item, as the catalogue has it. */
export interface ItemDetails {
  price?: number;
  sale_price?: number;
  image?: string;
  link?: string;
  /** If the price dropped and did not rise since: the lowest one of the 30 days before it dropped. */
  price_before?: number;
}

/** Why an answer is less than it could be. */
export interface Degradation {
  /** What was missing. A code never changes its meaning. */
  code: string;
  /** The same for a person. */
  message: string;
}

export interface RecommendBatchResponse {
  /** One a request, in the same order. */
  results: readonly RecommendBatchResult[];
}

export interface RecommendBatchResult {
  /** The answer to this request. */
  response?: RecommendResponse;
  /** Why there is none. */
  error?: RecommendError;
}

export interface RecommendError {
  /** A stable error code. */
  code: string;
  /** The path of the wrong field, if there is one. */
  field?: string;
  /** The problem, for a person. */
  message: string;
}

export interface RecommendPageResponse {
  /** The id of this page, for ConfirmImpression and for the events that follow from any of its lists. */
  recommendation_id: string;
  /** The model that answered. Empty: none. */
  model_version: string;
  /** One a placement, in the same order. */
  placements: readonly PlacementAnswer[];
  /** As of a Recommend. */
  vector_time?: string;
  /** As of a Recommend. */
  model_data_until?: string;
  /** As of a Recommend. */
  catalog_time?: string;
}

/** The list of one placement. */
export interface PlacementAnswer {
  /** The name of the placement. */
  surface: string;
  /** At most k, best first. No item, and no variant of one, is in an answer above. */
  items: readonly RecommendedItem[];
  /** Why the list is less than it could be. None: it is not. */
  degradations: readonly Degradation[];
}

export interface RecommendGroupsResponse {
  /** The id of this answer, for ConfirmImpression. */
  recommendation_id: string;
  /** The model that answered. Empty: none. */
  model_version: string;
  /** At most k, best first. None is empty. */
  groups: readonly GroupAnswer[];
  /** Why the answer is less than it could be. None: it is not. */
  degradations: readonly Degradation[];
  /** As of a Recommend. */
  vector_time?: string;
  /** As of a Recommend. */
  model_data_until?: string;
  /** As of a Recommend. */
  catalog_time?: string;
}

/** One group. */
export interface GroupAnswer {
  /** The value of the field. Of a category: its path, broad to fine. */
  value: readonly string[];
  /** The group's share of the ranking, from 0 to 1: an item of place p, from 1, counts 1/p. */
  score: number;
  /** The group's best, best first. No item, and no variant of one, is in two groups. */
  items: readonly RecommendedItem[];
}

export interface SimilarItemsResponse {
  /** The model whose vectors were searched. */
  model_version: string;
  /** At most k, the nearest first. */
  items: readonly RecommendedItem[];
  /** Why the answer is less than it could be. None: it is not. */
  degradations: readonly Degradation[];
}

export interface PopularItemsResponse {
  /** The model that counted. Empty: none. */
  model_version: string;
  /** At most k, the most popular first. Where too few are popular, the newest items follow. */
  items: readonly RecommendedItem[];
  /** Why the answer is less than it could be. None: it is not. */
  degradations: readonly Degradation[];
}

export interface GetItemResponse {
  /** The item as it is stored. */
  item?: CatalogItemOutput;
  /** Terms that the tagger gave it. None: it has not been there yet. */
  tags: readonly string[];
}

/** A product. `title`, `description`, `brand`, `category` and `attributes` are its text. */
export interface CatalogItemOutput {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id: string;
  /** The id that events and answers name it by. */
  item_id: string;
  /** Monotonic: an older version never replaces a newer one. */
  version: number;
  /** Its name, as a person reads it. */
  title: string;
  /** What else is said about it. */
  description: string;
  /** Who makes it. Filters can name it. */
  brand: string;
  /** Broad to fine; the last one is the subclass that hard negatives come from. */
  category: readonly string[];
  /** In one currency for all items. Filters can compare it. */
  price?: number;
  /** Strings, numbers, booleans or arrays of strings. */
  attributes?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** Region to state. No region at all: sold everywhere. */
  regions: Readonly<Record<string, RegionStateOutput>>;
  /** False: in stock nowhere, whatever `regions` says. An item that is in stock nowhere is in no answer. */
  in_stock?: boolean;
  /** The price while it is reduced, if it is. */
  sale_price?: number;
  /** Where its picture is. */
  image?: string;
  /** Its page in the shop. */
  link?: string;
  /** The same for all variants of a product, such as sizes: a list has one of them. */
  item_group_id?: string;
}

/** An item's state in one region. */
export interface RegionStateOutput {
  /** Whether it can be bought there now. */
  in_stock: boolean;
}

export interface SearchItemsResponse {
  /** At most k, best first. Of the variants of a product, the best one. */
  items: readonly FoundItem[];
  /** Whether there are items after these. */
  has_more: boolean;
}

/** What a shopper sees of an item. */
export interface FoundItem {
  /** The id that events and answers name it by. */
  item_id: string;
  /** Its name, as a person reads it. */
  title: string;
  /** What else is said about it. */
  description: string;
  /** Who makes it. */
  brand: string;
  /** Broad to fine. */
  category: readonly string[];
  /** In one currency for all items. */
  price?: number;
  /** The price while it is reduced, if it is. */
  sale_price?: number;
  /** Where its picture is. */
  image?: string;
  /** Its page in the shop. */
  link?: string;
  /** Whether it can be bought in the region of the request, or anywhere. */
  in_stock: boolean;
}

export interface GetUserResponse {
  /** The user. */
  user_id: string;
  /** Numbers, booleans and strings, as they were sent last. */
  features?: Readonly<Record<string, string | number | boolean>>;
  /** Events that are kept: the last 2000. */
  events: number;
  /** Purchases among them. */
  purchases: number;
  /** The time of the last event; absent where there is none. */
  last_event_time?: string;
  /** The time of the last event in the vectors of the served model; absent where there are none. */
  vector_time?: string;
}

export interface GetUserHistoryResponse {
  /** At most page_size, newest first. */
  events: readonly UserEvent[];
  /** Where the next page begins. Empty: this is the last one. */
  next_page_token: string;
}

/** One event of a user's history. */
export interface UserEvent {
  /** With which item; empty for a dislike of a category or brand, a view of a category, and a search. */
  item_id: string;
  /** What was done. A rating below 3 is a dislike. */
  type?: InteractionType;
  /** When it happened. */
  time?: string;
  /** Where it happened, if that was said. */
  region: string;
  /** The disliked, viewed or searched category. */
  category?: string;
  /** The disliked brand. */
  brand?: string;
  /** What was searched for. */
  query?: string;
}

export interface ExportUserResponse {
  /** In the order of the places. A page may have none and yet not be the last. */
  records: readonly ExportedRecord[];
  /** Where the next page begins. Empty: this is the last one. */
  next_page_token: string;
}

/** One piece of what is kept of a user. */
export interface ExportedRecord {
  /** Where it is kept, such as "profile-store/event" or "event-bus/stars.v1.interactions". */
  place: string;
  /** What is kept there. */
  content?: Readonly<Record<string, unknown>>;
}

export interface FindUsersResponse {
  /** With item_ids: the k best of the users that this page looked at, best first. The best of all pages are the k with the highest scores. Without: in the order of the store. A page may have none and yet not be the last. */
  users: readonly AudienceMember[];
  /** Where the next page begins. Empty: all users were looked at. */
  next_page_token: string;
  /** The model that ranked. Empty: none did. */
  model_version: string;
  /** Users that this page looked at. */
  looked_at: number;
}

/** A user of an audience. */
export interface AudienceMember {
  /** The user. */
  user_id: string;
  /** The item of the request that is most right for the user. Empty without item_ids. */
  item_id: string;
  /** How right it is. It compares users of one model_version, also of several pages. 0 without item_ids. */
  score: number;
}

export interface TrackResponse {
  /** Events of this call. All of them are on the bus now, duplicates included. */
  accepted: number;
  /** Events that were on the bus already. */
  duplicates: number;
}

export interface UpsertItemsResponse {
  /** Changes that are now on the bus. */
  accepted: number;
}

export interface PatchItemsResponse {
  /** Changes that are now on the bus. */
  accepted: number;
  /** Items that the catalogue does not have, or not yet. */
  unknown_item_ids: readonly string[];
}

export interface DeleteItemsResponse {
  /** Changes that are now on the bus. */
  accepted: number;
}

export interface UpsertUsersResponse {
  /** Changes that are now on the bus. */
  accepted: number;
}

export type DeleteUserResponse = Record<string, never>;

export type ObjectToProfilingResponse = Record<string, never>;

export interface SetContextResponse {
  /** Signals that are now on the bus. */
  accepted: number;
}

export type ConfirmImpressionResponse = Record<string, never>;

export interface ListSurfacesResponse {
  /** By name. */
  surfaces: readonly SurfaceHistory[];
}

/** The versions of a surface. Topic `stars.v1.surfaces` (compacted), key `name`. */
export interface SurfaceHistory {
  /** The shop or client whose surface it is. Empty means "default". */
  tenant_id: string;
  /** What requests call it. */
  name: string;
  /** At most 20, newest first. */
  versions: readonly SurfaceVersion[];
}

/** One version of a surface. */
export interface SurfaceVersion {
  /** 1 is the first, and each change has the next. 0: it is of the settings, or built in. */
  version: number;
  /** Absent: with this version it was deleted. */
  surface?: SurfaceOutput;
  /** Id of the caller who changed it. Empty in version 0. */
  changed_by: string;
  /** When it was changed. Absent in version 0. */
  changed_time?: string;
}

/** What a request that names a surface gets where it says nothing itself. */
export interface SurfaceOutput {
  /** As of a Recommend. 0: the surface does not say. */
  k: number;
  /** Only items that pass it, and the filter of the request. */
  filter?: FilterOutput;
  /** As of a Recommend. */
  category_caps: readonly CategoryCapOutput[];
  /** As of a Recommend. */
  diversity?: DiversityOutput;
  /** As of a Recommend. */
  mode?: RecommendMode;
  /** As of a Recommend. */
  window_days?: number;
  /** As of a Recommend. */
  exclude_purchased?: boolean;
  /** As of a Recommend. No more places than k. */
  coverage?: CoverageOutput;
  /** As of a Recommend. No more places than k. */
  exploration?: ExplorationOutput;
  /** As of a Recommend. */
  fatigue?: number;
}

/** Fields: `item_id`, `brand`, `category` (any level), `price`, `attributes.NAME`, `in_stock` (a region's name). */
export interface FilterOutput {
  /** True where all operands are. */
  all?: FilterAllOutput;
  /** True where one operand is. */
  any?: FilterAnyOutput;
  /** True where its operand is not. */
  not?: FilterOutput;
  /** True where the field has one of the values. */
  in?: FilterInOutput;
  /** True where the field is a number within the bounds. */
  range?: FilterRangeOutput;
}

/** True where every operand is true. */
export interface FilterAllOutput {
  /** All of them must hold. None: true. */
  operands: readonly FilterOutput[];
}

/** True where one operand is true. */
export interface FilterAnyOutput {
  /** One of them must hold. None: false. */
  operands: readonly FilterOutput[];
}

/** True where the field has one of the values; a list field, where any element has. */
export interface FilterInOutput {
  /** Item_id, brand, category, in_stock or attributes.NAME. */
  field: string;
  /** The field must be one of them. Of in_stock: regions. */
  values: readonly string[];
}

/** True where the number lies within the bounds that are set, both inclusive. */
export interface FilterRangeOutput {
  /** Price or attributes.NAME. */
  field: string;
  /** The least value that passes. Absent: no bound. */
  min?: number;
  /** The largest value that passes. Absent: no bound. */
  max?: number;
}

/** At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too. */
export interface CategoryCapOutput {
  /** Level of the category path, 0 the broadest. Absent: each item's finest. */
  level?: number;
  /** From 1. */
  items: number;
}

/** Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2). */
export interface DiversityOutput {
  /** How the list is made more diverse. */
  method?: DiversityMethod;
  /** From 0, the list as it is ranked, to 1, where only the budget holds it. */
  strength: number;
  /** Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05. */
  relevance_budget?: number;
}

/** Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are. */
export interface CoverageOutput {
  /** Places at the end of the list, at most k: no other place is touched. */
  places: number;
  /** What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4. */
  penalty?: number;
  /** Only so many of the best of the ranking may take these places. 0: 100; at most 1000. */
  within: number;
}

/** Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression. */
export interface ExplorationOutput {
  /** Places at the end of the list, at most k: no other place is touched. */
  places: number;
  /** Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them. */
  rate: number;
  /** Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100. */
  candidates: number;
  /** The same seed draws the same places for the same ranking. Absent: at random. */
  seed?: number;
}

export interface PutSurfaceResponse {
  /** The version that counts from now on. */
  version: number;
}

export interface RollBackSurfaceResponse {
  /** The version that counts from now on: a new one, with the content of the earlier one. */
  version: number;
}

export interface DeleteSurfaceResponse {
  /** The version that says that it is deleted. */
  version: number;
}

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
 * Whether a rule acts.
 *
 * - `draft`: It is kept, and acts on nothing.
 * - `live`: It acts from its `from` to its `until`.
 * - `paused`: It was live, and acts on nothing until it is live again.
 */
export type RuleState = 'draft' | 'live' | 'paused';

/**
 * What an item may lack.
 *
 * - `no_image`: It has no image.
 * - `no_price`: It has no price.
 * - `no_description`: It has no description: its title is all that there is to read.
 * - `no_tags`: It has no tags: the tagger found none, or has not read it yet.
 * - `out_of_stock`: It is in stock nowhere.
 * - `no_vector`: The served model has no vector of it: it comes only into lists that need none. Not counted without a model.
 * - `duplicate`: Another item has the same title and brand, and they are not variants of one product (item_group_id).
 * - `not_shown`: It is in stock, and no answer or page of the last 30 days had it. Not counted where nobody knows (shown_since).
 */
export type ItemIssue = 'no_image' | 'no_price' | 'no_description' | 'no_tags' | 'out_of_stock' | 'no_vector' | 'duplicate' | 'not_shown';

/**
 * How long a bucket is, in the time zone of the request.
 *
 * - `hour`: An hour of the clock.
 * - `day`: A day of the calendar: 23 or 25 hours where the clocks change.
 */
export type ActivityBucket = 'hour' | 'day';

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

/**
 * Where an item is, or the first step that left it out, in the order of the steps.
 *
 * - `shown`: It is in the list.
 * - `unknown_item`: The catalogue does not have it.
 * - `out_of_stock`: It is out of stock, or not sold in the region.
 * - `excluded`: The request excludes it by its id, or it is a seed.
 * - `hidden`: The user does not want to see it, its brand or its category.
 * - `already_met`: The user bought it, or has met it, and the request or surface leaves out what was bought or met.
 * - `filtered`: It does not pass the filter of the request or surface.
 * - `excluded_by_rule`: A rule of a merchandiser excludes it.
 * - `no_candidate`: No source of the mode found it.
 * - `ranked_below`: It is ranked below the list.
 * - `replaced`: It is ranked high enough, and pins, caps, shares, diversity, coverage, fatigue, boosts or a variant of the same product took its place.
 */
export type ItemOutcome = 'shown' | 'unknown_item' | 'out_of_stock' | 'excluded' | 'hidden' | 'already_met' | 'filtered' | 'excluded_by_rule' | 'no_candidate' | 'ranked_below' | 'replaced';

/**
 * How an event follows from an answer.
 *
 * - `direct`: Its item is in the answer that it names.
 * - `led_to`: The answer that it names has other items, and led to it.
 * - `no_impression`: It names an answer of which there is no impression of the user within the days of the rule.
 * - `other`: It names no answer.
 */
export type ActivityOrigin = 'direct' | 'led_to' | 'no_impression' | 'other';

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
  /** No item that the user has met by an event of any kind: viewed, put into the cart or bought, as far as the profile and recent_events tell. */
  exclude_seen?: boolean;
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
  /** The category of the page that asks, at any level: rules may have it as a condition, and the list does not change otherwise. */
  page_category?: string;
  /** What else rules may have as a condition, such as "campaign-spring" or what was searched for: at most 20. */
  rule_tags?: readonly string[];
  /** False: no rule of a merchandiser acts. Absent: they do. */
  rules?: boolean;
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
  page_category?: string;
  /** As of a Recommend. */
  rule_tags?: readonly string[];
  /** As of a Recommend. */
  rules?: boolean;
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
  exclude_seen?: boolean;
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
  page_category?: string;
  /** As of a Recommend. */
  rule_tags?: readonly string[];
  /** As of a Recommend. Of rules, those that exclude, let only some items in, or boost act. */
  rules?: boolean;
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
  /** As of a Recommend. */
  exclude_seen?: boolean;
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

export interface ExplainItemRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The item that is asked for. */
  item_id: string;
  /** Who the list is for. */
  user_id: string;
  /** As of a Recommend. Of what a surface says, its exploration does not hold. */
  surface?: string;
  /** As of a Recommend. */
  region?: string;
  /** As of a Recommend. */
  k?: number;
  /** As of a Recommend. */
  mode?: RecommendMode;
  /** As of a Recommend. */
  filter?: Filter;
  /** As of a Recommend. */
  language?: string;
  /** As of a Recommend. */
  page_category?: string;
  /** As of a Recommend. */
  rule_tags?: readonly string[];
  /** As of a Recommend. */
  time?: string;
  /** As of a Recommend. */
  seed_item_ids?: readonly string[];
  /** As of a Recommend. */
  exclude_item_ids?: readonly string[];
  /** As of a Recommend. */
  exclude_purchased?: boolean;
  /** As of a Recommend. */
  exclude_seen?: boolean;
}

export interface PreviewRuleRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The name of the rule. If a rule of this name is stored, this one stands in its place. Empty: a new rule. */
  name?: string;
  /** It acts as if it were live and due: its state, `from` and `until` do not count. Its condition does. */
  rule: Rule;
  /** Who the list is for. */
  user_id: string;
  /** As of a Recommend. Of what a surface says, its exploration does not hold: both lists would differ by chance. */
  surface?: string;
  /** As of a Recommend. */
  k?: number;
  /** As of a Recommend. */
  region?: string;
  /** As of a Recommend. */
  language?: string;
  /** As of a Recommend. */
  page_category?: string;
  /** As of a Recommend. */
  rule_tags?: readonly string[];
  /** As of a Recommend. */
  seed_item_ids?: readonly string[];
  /** As of a Recommend. */
  time?: string;
}

/** What lists show for another reason than relevance. */
export interface Rule {
  /** For which requests it acts. Absent: for all. */
  condition?: RuleCondition;
  /** What it does. */
  action?: RuleAction;
  /** Of two rules that contradict each other, the one with the higher priority holds; of the same, the one whose name is first. */
  priority?: number;
  /** Whether it acts. */
  state?: RuleState;
  /** It acts from this moment on, in the shop's time zone, such as 2026-12-24 or 2026-12-24T18:00. Empty: it always did. */
  from?: string;
  /** It acts until just before this moment. Empty: without an end. */
  until?: string;
  /** What it is for, for people. */
  note?: string;
}

/** For which requests a rule acts. All conditions that are said must hold; each list of values: one of them. */
export interface RuleCondition {
  /** The surface of the request or placement. None: all, and requests without one. */
  surfaces?: readonly string[];
  /** Users of this segment. A rule with it never acts on a request without a profile. */
  users?: Segment;
  /** The region of the request. */
  regions?: readonly string[];
  /** The category of the request, or that of one of its seeds, at any level. */
  categories?: readonly string[];
  /** The tags of the request, such as "campaign-spring" or what was searched for. */
  tags?: readonly string[];
  /** The language of the request: "de" holds for "de-AT" too. */
  languages?: readonly string[];
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

/** What a rule does. */
export interface RuleAction {
  /** Puts items on places. */
  pin?: RulePins;
  /** Moves items up or down. */
  boost?: RuleBoost;
  /** No item that passes is shown. It beats pins. */
  exclude?: Filter;
  /** Reserves places. */
  share?: RuleShare;
  /** Bounds how many items of one value a list has. */
  cap?: RuleCap;
  /** Only items that pass are shown. It beats pins. */
  only?: Filter;
}

/** Puts items on places. */
export interface RulePins {
  /** From 1 to 20, each with its own item and place. */
  pins: readonly RulePin[];
}

/** Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold. */
export interface RulePin {
  /** The item. Where a variant of it is in the list, that one goes. */
  item_id: string;
  /** From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one. */
  position?: number;
}

/** Moves items of a ranking up or down. It fetches no item that the ranking does not have. */
export interface RuleBoost {
  /** Items that pass. */
  items: Filter;
  /** Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it. */
  factor: number;
}

/** Reserves places for items: at least this share of the list, as far as there are any that may be shown. */
export interface RuleShare {
  /** Items that pass. */
  items: Filter;
  /** From 0 to 1 of the places, rounded down. */
  share?: number;
}

/** At most so many items of one value. */
export interface RuleCap {
  /** Category, brand or attributes.NAME. */
  field: string;
  /** Of a category: its level, 0 the broadest. Absent: the finest. */
  level?: number;
  /** From 1. */
  items: number;
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
  /** Only items with at least one of these tags, as CountFacets names them. Empty: any. */
  tags?: readonly string[];
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
  /** The model that answered. Empty: none, or not known. */
  model_version?: string;
  /** How the lists of the page were made, also those without items. Empty: not known. */
  lists?: readonly ImpressionList[];
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

/** One list of a page: how it was made. */
export interface ImpressionList {
  /** Its name, as at its items. Absent: the page has one list. */
  placement?: string;
  /** The mode by its name in JSON, such as "second_stage". */
  mode?: string;
  /** Codes of what the list does without, such as "STARS_MODEL_NOT_READY". */
  degradations?: readonly string[];
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

export interface CountFacetsRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** As of a SearchItems. Empty: all items. */
  query?: string;
  /** As of a SearchItems. Empty: in stock anywhere. */
  region?: string;
  /** Only items that pass. */
  filter?: Filter;
  /** Most values of each field, at most 100. 0: 10. */
  values?: number;
  /** Also items that are out of stock. Without a region. */
  include_out_of_stock?: boolean;
  /** As of a SearchItems: only items with at least one of these. */
  tags?: readonly string[];
}

export interface GetCatalogHealthRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
}

export interface ListItemsWithIssueRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** Only items that have it. Required. */
  issue: ItemIssue;
  /** Items of a page, at most 500. 0: 50. */
  page_size?: number;
  /** The next_page_token of the page before. Empty: the first page. */
  page_token?: string;
}

export interface InspectItemRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The item. */
  item_id: string;
  /** How many of the nearest items, at most 50. 0: none. */
  nearest?: number;
}

export interface CorrectTagsRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The item whose tags are corrected. */
  item_id: string;
  /** Terms of the vocabulary that the item has, whatever the tagger says. */
  add?: readonly string[];
  /** Terms that it has not. */
  remove?: readonly string[];
  /** Takes the correction of the item back. Without add and remove. */
  withdrawn?: boolean;
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
  /** As of a Recommend. */
  exclude_seen?: boolean;
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

export interface GetActivityRequest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id?: string;
  /** The first moment that counts. With `until` and `bucket` at most 400 buckets. */
  from: string;
  /** The first moment that counts no more. Absent: now. */
  until?: string;
  /** Of the figures. */
  bucket?: ActivityBucket;
  /** Of the shop, such as "Europe/Berlin". Empty: UTC. */
  time_zone?: string;
  /** An event counts for an answer that is at most so many days older than it. 0: 7; at most 30. */
  within_days?: number;
  /** How many items are listed for each placement, at most 100. */
  top_items?: number;
}

export interface ListRulesRequest {
  /** The shop or client whose rules they are. Empty means "default". */
  tenant_id?: string;
  /** Only this one, with all versions that are kept. Empty: all that are not deleted, with their newest version. */
  name?: string;
}

export interface PutRuleRequest {
  /** The shop or client whose rule it is. Empty means "default". */
  tenant_id?: string;
  /** What people call it. "*": the switch of all rules. */
  name: string;
  /** Replaces the version before completely. */
  rule: Rule;
  /** The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is. */
  expected_version?: number;
}

export interface RollBackRuleRequest {
  /** The shop or client whose rule it is. Empty means "default". */
  tenant_id?: string;
  /** What people call it. */
  name: string;
  /** The version that counts again. 0: the one before the newest. */
  version?: number;
  /** As of a PutRule. */
  expected_version?: number;
}

export interface DeleteRuleRequest {
  /** The shop or client whose rule it is. Empty means "default". */
  tenant_id?: string;
  /** What people call it. */
  name: string;
  /** As of a PutRule. */
  expected_version?: number;
}

export interface EstimateRuleRequest {
  /** The shop or client whose rule it is. Empty means "default". */
  tenant_id?: string;
  /** As of a PreviewRule. */
  name?: string;
  /** As of a PreviewRule. Records of answers have no language, page category, seeds and tags: conditions of these are taken to hold. */
  rule: Rule;
  /** Answers that are sampled, at most 1000. 0: 200. The same answers are sampled for all rules. */
  answers?: number;
  /** Of the last so many days, at most 28. 0: 7. */
  days?: number;
}

export interface GetStatusRequest {
  /** The shop or client whose model is shown. Empty means "default". */
  tenant_id?: string;
}

export interface ListDeadLettersRequest {
  /** The shop or client whose messages they are. Empty means "default". */
  tenant_id?: string;
  /** Only of this topic, such as "catalog". Empty: of all. */
  topic?: string;
  /** Only those that this consumer group gave up. Empty: of all. */
  group?: string;
  /** Only those with this error code. Empty: with any. */
  code?: string;
  /** Most letters of a page, at most 500. 0: 50. */
  page_size?: number;
  /** The next_page_token of the page before. Empty: the first page. */
  page_token?: string;
}

export interface ReplayDeadLettersRequest {
  /** The shop or client whose messages they are. Empty means "default". */
  tenant_id?: string;
  /** Ids of the list, at most 500. If one of them is not there, nothing is sent. */
  ids: readonly string[];
}

export interface DropDeadLettersRequest {
  /** The shop or client whose messages they are. Empty means "default". */
  tenant_id?: string;
  /** Ids of the list, at most 500. If one of them is not there, nothing is erased. */
  ids: readonly string[];
}

export interface ListAuditEntriesRequest {
  /** The shop or client that things were done for. What is of no tenant is in the list too. Empty means "default". */
  tenant_id?: string;
  /** Only by callers whose id has this text. Empty: by all. */
  who?: string;
  /** Only this action, such as "DeleteUser". Empty: all. */
  action?: string;
  /** Only entries from this time on. */
  since?: string;
  /** Only entries before this time. */
  until?: string;
  /** Most entries of a page, at most 500. 0: 50. */
  page_size?: number;
  /** The next_page_token of the page before. Empty: the first page. */
  page_token?: string;
}

export interface ListKeysRequest {
  /** The shop or client whose keys they are. Empty means "default". */
  tenant_id?: string;
}

export interface CreateKeyRequest {
  /** The tenant of the key where tenants names none. Empty means "default". */
  tenant_id?: string;
  /** Who has it, such as "shop". */
  name: string;
  /** What its callers may do: rights that the caller of this has too. */
  rights: readonly string[];
  /** Its tenants: those that the caller of this may use. */
  tenants?: readonly string[];
  /** Days until it ends, at most 36500. 0: 90. */
  days?: number;
  /** Works a second that it may ask for. Absent: the default of the server. */
  limit?: number;
  /** A name in a client certificate, which then is the credential. Absent: an API key is made. */
  certificate?: string;
}

export interface RevokeKeysRequest {
  /** The shop or client whose keys they are. Empty means "default". */
  tenant_id?: string;
  /** Ids of the list, at most 500. If one of them is not there, none is removed. */
  ids: readonly string[];
}

export interface ListModelsRequest {
  /** The shop or client whose model it is. Empty means "default". */
  tenant_id?: string;
  /** Only this one, with all steps of its roll-outs. Empty: all. */
  version?: string;
}

export interface TrainModelRequest {
  /** The shop or client whose model it is. Empty means "default". */
  tenant_id?: string;
}

export interface ServeModelRequest {
  /** The shop or client whose model it is. Empty means "default". */
  tenant_id?: string;
  /** The version that is to serve. */
  version: string;
  /** Whether it serves even if a gate fails. */
  force?: boolean;
}

export interface RollBackModelRequest {
  /** The shop or client whose model it is. Empty means "default". */
  tenant_id?: string;
  /** The version that the caller thinks serves: if another one does, the call fails with STARS_CONFLICT. Empty: whatever serves. */
  version?: string;
  /** Whether the version before serves even if a gate fails. */
  force?: boolean;
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
  /** Names of the merchandiser's rules whose conditions hold for the request, in the order in which they act. */
  rules: readonly string[];
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
  /** Rules of a merchandiser that acted on it. */
  rule_effects: readonly RuleEffect[];
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
  /** What boosts of a merchandiser's rules add, as fatigue does; negative: take off. */
  boost: number;
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

/** A rule that acted on an item of an answer. */
export interface RuleEffect {
  /** Its name. */
  rule: string;
  /** What it did: pin, boost, bury or share. */
  action: string;
  /** Places that the item went up because of all rules together; negative: down. 0 where the ranking did not have it. */
  moved: number;
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
  /** As of a Recommend. */
  rules: readonly string[];
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

export interface ExplainItemResponse {
  /** Where it is, or what left it out. */
  outcome?: ItemOutcome;
  /** Its position in the list, from 0, if it is shown. */
  position?: number;
  /** The rule that excludes it. */
  rule: string;
  /** Its place in the ranking, from 1, of at most 1000. */
  rank?: number;
  /** Its score in the ranking. */
  score?: number;
  /** The score of the last item that the list would have by rank alone. */
  last_score?: number;
  /** If no source found it: its best place, from 1, in the searches with the user's vectors, of at most 1000. */
  search_rank?: number;
  /** As of a Recommend. */
  degradations: readonly Degradation[];
}

export interface PreviewRuleResponse {
  /** The list with the rules that act now. */
  before?: PlacementAnswer;
  /** The list with the rule. If its condition does not hold for the request, its name is not among `rules`. */
  after?: PlacementAnswer;
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

export interface CountFacetsResponse {
  /** Items that were counted. Variants of a product count each. */
  items: number;
  /** Brand, category and tags, then at most 20 attributes, the most frequent first. Fields without a value are left out. */
  facets: readonly Facet[];
  /** Not all were counted: the search finds more items, or they have more different values, than one call counts. */
  incomplete: boolean;
}

/** The values of one field. */
export interface Facet {
  /** Brand, category (each level counts), attributes.NAME, or tags. */
  field: string;
  /** Those that most items have, the most frequent first. */
  values: readonly FacetValue[];
}

/** How many items have a value. */
export interface FacetValue {
  /** As a filter writes it. */
  value: string;
  /** Items that have it. */
  items: number;
}

export interface GetCatalogHealthResponse {
  /** Items of the catalogue. */
  items: number;
  /** Each issue, also those that no item has. */
  issues: readonly IssueCount[];
  /** When the items were counted: at most some minutes ago. */
  counted_time?: string;
  /** The served model whose vectors were asked for. Empty: none serves. */
  model_version: string;
  /** What was shown is known since then: 30 days, or less where neither the archive nor the bus has more. Absent: it is not known, for there are more than 20 million records, or the archive cannot be read now. */
  shown_since?: string;
}

/** How many items have an issue. */
export interface IssueCount {
  /** The issue. */
  issue?: ItemIssue;
  /** Items that have it. */
  items: number;
}

export interface ListItemsWithIssueResponse {
  /** In the order of their ids; duplicates are beside each other. At most the first 10000 of an issue are listed. */
  items: readonly FoundItem[];
  /** Where the next page begins. Empty: this is the last one. */
  next_page_token: string;
}

export interface InspectItemResponse {
  /** The item as it is stored. */
  item?: CatalogItemOutput;
  /** In the order of the terms. */
  tags: readonly ItemTag[];
  /** The correction that is in force. Absent: none is. */
  correction?: StandingCorrection;
  /** Who gave the tags: method, model and prompt. Empty: the tagger has not read the item yet. */
  tagger: string;
  /** The version of the item that the tags are made from. Absent: none yet. */
  tagged_version?: number;
  /** The served model. Empty: none serves. */
  model_version: string;
  /** Whether the served model has a vector of the item. */
  has_vector: boolean;
  /** The inspected item first, then the nearest ones in stock. Empty without a vector. */
  map: readonly MapPlace[];
  /** How much of the differences between these vectors the map shows, from 0 to 1. */
  map_share: number;
  /** When the change was made that the tags are of. Absent: nobody said, as in an import, or there are no tags yet. */
  changed_time?: string;
  /** When tags and features of the text were stored; the vectors of live models follow at once. Absent: not yet. */
  indexed_time?: string;
}

/** A tag of an item. */
export interface ItemTag {
  /** A term of the vocabulary. */
  term: string;
  /** A person added it. Otherwise it is the tagger's. */
  corrected: boolean;
}

/** What a person said about the tags of an item. */
export interface StandingCorrection {
  /** Terms that the item has, whatever the tagger says. */
  add: readonly string[];
  /** Terms that it has not. */
  remove: readonly string[];
  /** A later correction has a higher one. Those of the API and of ./stars are the time, microseconds since 1970. */
  version: number;
}

/** An item on a map, where items with similar vectors are near each other. */
export interface MapPlace {
  /** The item. */
  item?: FoundItem;
  /** The inner product with the inspected item, as answers use it. Higher is nearer. */
  score: number;
  /** From -1 to 1. */
  x: number;
  /** From -1 to 1. */
  y: number;
}

export interface CorrectTagsResponse {
  /** Of the correction: it replaces the ones before. */
  version: number;
}

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
  /** As of a Recommend. */
  exclude_seen?: boolean;
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

export interface GetActivityResponse {
  /** By time, placement and origin. */
  rows: readonly ActivityRow[];
  /** The most answers first, at most 50. */
  placements: readonly PlacementActivity[];
  /** Different items that answers had. */
  items_shown: number;
  /** Items in the catalogue now. */
  catalog_items: number;
  /** The rule of attribution, with its default filled. */
  within_days: number;
  /** As of when: what the bus had then is counted. */
  as_of?: string;
  /** What happened before may be missing: without an archive the bus has it no more, or too much to be read. Absent: nothing is missing. */
  known_since?: string;
}

/** What happened in one bucket. One without any activity is not there. */
export interface ActivityRow {
  /** When the bucket begins. */
  start?: string;
  /** The name of the list, or the surface of a page with one list. With DIRECT alone; empty: without a name, or beyond the 50 with the most answers. */
  placement: string;
  /** Of the events. Rows of a placement are DIRECT. */
  origin?: ActivityOrigin;
  /** Recorded answers that have the placement. An answer for a page counts for each of its placements. */
  answers: number;
  /** Pages that a client confirmed as seen. */
  confirmed: number;
  events?: EventCounts;
}

/** Events of a user with an item. Each event counts once, as what it was when it happened: a refund is no purchase less. */
export interface EventCounts {
  views: number;
  add_to_carts: number;
  removals_from_cart: number;
  purchases: number;
  refunds: number;
  /** That were bought. An event that says no quantity is of one. */
  units: number;
  /** Of what was bought, at the present prices of the catalogue: events have no price. */
  revenue: number;
  /** Bought units of items that have no price in the catalogue now. They are not in the revenue. */
  units_without_price: number;
}

/** What the answers of a placement had, over all buckets. */
export interface PlacementActivity {
  placement: string;
  answers: number;
  /** Different items that answers had. */
  items: number;
  /** The share of all shown places that the tenth of these items with the most has, from 0.1 to 1. 0 without items. */
  top_tenth_share: number;
  /** What answers did without, by its code. Those of earlier releases do not say. */
  degradations: readonly AnswersWith[];
  modes: readonly AnswersWith[];
  model_versions: readonly AnswersWith[];
  /** Those in the most answers. */
  top_items: readonly ShownItem[];
}

/** How many answers had something. */
export interface AnswersWith {
  /** A code, a mode or a version. */
  name: string;
  answers: number;
}

/** An item of a placement. */
export interface ShownItem {
  item_id: string;
  /** Answers that have it there. */
  answers: number;
  /** That follow from them. */
  views: number;
  purchases: number;
}

export interface ListRulesResponse {
  /** By name. */
  rules: readonly RuleHistory[];
  /** IANA name of the shop's time zone, which `from` and `until` are of. */
  time_zone: string;
}

/** The versions of a rule. Topic `stars.v1.rules` (compacted), key `name`. The rule named "*" is the switch of all others: it has no action, and unless it is LIVE, or was never put, none of them acts. */
export interface RuleHistory {
  /** The shop or client whose rule it is. Empty means "default". */
  tenant_id: string;
  /** What people call it. */
  name: string;
  /** At most 20, newest first. */
  versions: readonly RuleVersion[];
}

/** One version of a rule. */
export interface RuleVersion {
  /** 1 is the first, and each change has the next. */
  version: number;
  /** Absent: with this version it was deleted. */
  rule?: RuleOutput;
  /** Id of the caller who changed it. */
  changed_by: string;
  /** When it was changed. */
  changed_time?: string;
}

/** What lists show for another reason than relevance. */
export interface RuleOutput {
  /** For which requests it acts. Absent: for all. */
  condition?: RuleConditionOutput;
  /** What it does. */
  action?: RuleActionOutput;
  /** Of two rules that contradict each other, the one with the higher priority holds; of the same, the one whose name is first. */
  priority: number;
  /** Whether it acts. */
  state?: RuleState;
  /** It acts from this moment on, in the shop's time zone, such as 2026-12-24 or 2026-12-24T18:00. Empty: it always did. */
  from: string;
  /** It acts until just before this moment. Empty: without an end. */
  until: string;
  /** What it is for, for people. */
  note: string;
}

/** For which requests a rule acts. All conditions that are said must hold; each list of values: one of them. */
export interface RuleConditionOutput {
  /** The surface of the request or placement. None: all, and requests without one. */
  surfaces: readonly string[];
  /** Users of this segment. A rule with it never acts on a request without a profile. */
  users?: SegmentOutput;
  /** The region of the request. */
  regions: readonly string[];
  /** The category of the request, or that of one of its seeds, at any level. */
  categories: readonly string[];
  /** The tags of the request, such as "campaign-spring" or what was searched for. */
  tags: readonly string[];
  /** The language of the request: "de" holds for "de-AT" too. */
  languages: readonly string[];
}

/** Users for whom all conditions hold. */
export interface SegmentOutput {
  /** What UpsertUsers sent of them: the field `attributes.NAME` is the feature NAME. Absent: no condition. */
  features?: FilterOutput;
  /** What they did: at most 16. */
  events: readonly EventConditionOutput[];
}

/** What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back. */
export interface EventConditionOutput {
  /** Events of one of these types. Empty: of any. */
  types: readonly InteractionType[];
  /** Events with an item that passes. Absent: with any. */
  items?: FilterOutput;
  /** Events of the last so many days. 0: of any time. */
  within_days: number;
  /** The user did nothing of that. */
  never?: boolean;
}

/** What a rule does. */
export interface RuleActionOutput {
  /** Puts items on places. */
  pin?: RulePinsOutput;
  /** Moves items up or down. */
  boost?: RuleBoostOutput;
  /** No item that passes is shown. It beats pins. */
  exclude?: FilterOutput;
  /** Reserves places. */
  share?: RuleShareOutput;
  /** Bounds how many items of one value a list has. */
  cap?: RuleCapOutput;
  /** Only items that pass are shown. It beats pins. */
  only?: FilterOutput;
}

/** Puts items on places. */
export interface RulePinsOutput {
  /** From 1 to 20, each with its own item and place. */
  pins: readonly RulePinOutput[];
}

/** Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold. */
export interface RulePinOutput {
  /** The item. Where a variant of it is in the list, that one goes. */
  item_id: string;
  /** From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one. */
  position: number;
}

/** Moves items of a ranking up or down. It fetches no item that the ranking does not have. */
export interface RuleBoostOutput {
  /** Items that pass. */
  items?: FilterOutput;
  /** Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it. */
  factor: number;
}

/** Reserves places for items: at least this share of the list, as far as there are any that may be shown. */
export interface RuleShareOutput {
  /** Items that pass. */
  items?: FilterOutput;
  /** From 0 to 1 of the places, rounded down. */
  share: number;
}

/** At most so many items of one value. */
export interface RuleCapOutput {
  /** Category, brand or attributes.NAME. */
  field: string;
  /** Of a category: its level, 0 the broadest. Absent: the finest. */
  level?: number;
  /** From 1. */
  items: number;
}

export interface PutRuleResponse {
  /** The version that counts from now on. */
  version: number;
  /** Contradictions with rules that are live, items that cannot be shown, filters that no item passes: at most 50. */
  warnings: readonly RuleWarning[];
}

/** What a person should look at in a rule. It counts all the same. */
export interface RuleWarning {
  /** What it is. A code never changes its meaning. */
  code: string;
  /** The same for a person. */
  message: string;
  /** The other rule, if two contradict each other. */
  other_rule: string;
  /** The item, if it is about one. */
  item_id: string;
}

export interface RollBackRuleResponse {
  /** The version that counts from now on: a new one, with the content of the earlier one. */
  version: number;
}

export interface DeleteRuleResponse {
  /** The version that says that it is deleted. */
  version: number;
}

export interface EstimateRuleResponse {
  /** Answers that were made again: fewer than asked for if there are fewer, or if the time was up. */
  answers: number;
  /** Lists of these answers that were made again, as of now. */
  lists: number;
  /** Lists that the rule acts on, or the stored one of its name. */
  acted_on: number;
  /** Lists that would have other items, or another order. */
  changed: number;
  /** Lists that could not be made again: their mode needs seeds, which records do not have. */
  skipped: number;
  /** At most 20 items that gain most lists, the largest gain first. */
  gaining: readonly RuleItemChange[];
  /** At most 20 items that lose most lists, the largest loss first. */
  losing: readonly RuleItemChange[];
  /** Of the changed lists. */
  expected_dcg?: ExpectedDcg;
  /** Of the changed lists. */
  logged_feedback?: LoggedFeedback;
  /** Conditions of the rule that were taken to hold: languages, categories or tags. */
  assumed: readonly string[];
  /** When the oldest of these answers was made. Absent: there are none. */
  since?: string;
  /** As of a PutRule. */
  warnings: readonly RuleWarning[];
}

/** An item that more or fewer of the lists would have that the rule acts on. */
export interface RuleItemChange {
  /** The item. */
  item_id: string;
  /** Lists that have it without the rule. */
  lists_before: number;
  /** Lists that have it with the rule. */
  lists_after: number;
}

/** Expected DCG: the sum over the places, from 1, of the probability by the model that the user chooses the item, if one of both lists / log2(place + 1). An item that the model has no score for counts 0. */
export interface ExpectedDcg {
  /** Changed lists that the model could score. If it is 0, the other fields say nothing. */
  lists: number;
  /** Mean of these lists without the rule. */
  before: number;
  /** Mean with it. */
  after: number;
  /** 95% interval of the mean of after - before, by the spread between users. Absent with one user. */
  change_low?: number;
  /** The upper bound. */
  change_high?: number;
  /** At most 10 lists that lose most, the largest loss first. */
  losing: readonly RuleListChange[];
}

/** A list that the rule would change. */
export interface RuleListChange {
  /** Who it is for. */
  user_id: string;
  /** Its surface or placement. */
  surface: string;
  /** Expected DCG without the rule. */
  dcg_before: number;
  /** Expected DCG with it. */
  dcg_after: number;
}

/** What the logged behaviour of users can say about the rule. */
export interface LoggedFeedback {
  /** Places that would have another item. */
  places_changed: number;
  /** Of these, places that exploration filled by chance when the list was shown. Only there does the log hold evidence of other items. */
  places_by_chance: number;
  /** Why there is no counterfactual estimate. */
  not_estimable: string;
}

export interface GetStatusResponse {
  /** When this was so. */
  time?: string;
  /** Whether the process that answers takes requests. Others may differ. */
  ready: boolean;
  /** What the process that answers looks at. */
  checks: readonly StatusCheck[];
  /** Of the whole installation, as the bus knows it. */
  groups: readonly GroupLag[];
  /** Why groups are missing. Empty: they are not. */
  groups_problem: string;
  /** The model that this process serves. Empty: none. */
  model_version: string;
  /** The end of the data that it learned from. */
  model_data_until?: string;
  /** The process that answers counts since then. */
  counted_since?: string;
  /** The stages in this process. In `./stars up`, these are all; a gateway of its own has those of its answers. */
  freshness: readonly StageFreshness[];
  /** What this process answered, the most frequent call first. */
  calls: readonly CallStatistics[];
  /** Lists of this process that were less than they could have been, by reason, the most frequent first. */
  degradations: readonly CodeCount[];
}

/** What a process needs, or does its work less well without. */
export interface StatusCheck {
  /** Its name, such as "vector-index" or "model". */
  name: string;
  /** Whether it is there. */
  ok: boolean;
  /** What is wrong, in words. Empty: nothing. */
  message: string;
  /** Whether answers go on without it, only less well. */
  degrades: boolean;
}

/** How far behind a consumer group is. */
export interface GroupLag {
  /** The service whose work it is. */
  service: string;
  /** The consumer group. */
  group: string;
  /** Messages that it has not handled yet, without those that wait for a retry. */
  messages: number;
}

/** How old data of a kind is when it comes to a stage. Data older than a day is imported history, and is not counted. */
export interface StageFreshness {
  /** "interaction", "impression" or "catalogue". */
  flow: string;
  /** Such as "vector_stored" or "indexed". */
  stage: string;
  /** How many came there. */
  count: number;
  /** Half of them were no older, in seconds: the bound of a bucket of the histogram. Absent: they were above all bounds. */
  median_seconds?: number;
  /** 95% of them were no older, in seconds; absent likewise. */
  p95_seconds?: number;
}

/** How one call of the API was answered, over gRPC and HTTP. */
export interface CallStatistics {
  /** Its name, such as "Recommend". "unknown": callers whom the server does not know. */
  method: string;
  /** Requests that were answered, those with an error among them. */
  requests: number;
  /** Answers with an error, the most frequent code first. */
  errors: readonly CodeCount[];
  /** Half of the answers took no longer, in seconds: the bound of a bucket of the histogram. Absent: longer than all bounds. */
  median_seconds?: number;
  /** 95% of the answers took no longer, in seconds; absent likewise. */
  p95_seconds?: number;
}

/** How often an error code was answered. */
export interface CodeCount {
  /** Such as "STARS_UNAVAILABLE". */
  code: string;
  /** Answers with it. */
  count: number;
}

export interface ListDeadLettersResponse {
  /** By topic, oldest first. A page may have none and yet not be the last. */
  letters: readonly DeadLetter[];
  /** Where the next page begins. Empty: this is the last one. */
  next_page_token: string;
}

/** A message that a consumer group gave up. */
export interface DeadLetter {
  /** Topic and place among its dead letters, such as "catalog/0/17". */
  id: string;
  /** The topic that it was sent to, such as "stars.v1.catalog". */
  topic: string;
  /** The consumer group that gave it up. */
  group: string;
  /** Its key: the tenant, "/", and the id of a user, an item or a region. */
  key: string;
  /** The code of the error. */
  code: string;
  /** What was wrong, in words. */
  reason: string;
  /** When the group gave it up. */
  failed_time?: string;
  /** How often it was handled. */
  attempts: number;
  /** How often it was sent again after it had become a dead letter. */
  replays: number;
  /** Whether its group takes it again. */
  replayable: boolean;
  /** The message, as JSON. Absent where content_problem says why. */
  content?: Readonly<Record<string, unknown>>;
  /** Why the message is not shown: its bytes are no such message, or it is too large. */
  content_problem: string;
}

export interface ReplayDeadLettersResponse {
  /** Messages that were sent again. What fails again comes back to the list. */
  replayed: number;
}

export interface DropDeadLettersResponse {
  /** Messages that were erased. */
  dropped: number;
}

export interface ListAuditEntriesResponse {
  /** Newest first. A page may have none and yet not be the last. */
  entries: readonly AuditEntry[];
  /** Where the next page begins. Empty: this is the last one. */
  next_page_token: string;
}

/** An entry of the audit log. */
export interface AuditEntry {
  /** Of the action: the entries of its begin and of its end have the same. */
  id: string;
  /** When it was written. */
  time?: string;
  /** The process and its machine. */
  writer: string;
  /** Id of the caller, name of an operator of the command line, or name of a service. */
  who: string;
  /** Rights of the caller; none for an operator. */
  rights: readonly string[];
  /** The tenant that it was done for. Empty: it is of the whole installation. */
  tenant_id: string;
  /** Name of the call or of the command. */
  action: string;
  /** What it was done to. A user is a keyed hash. */
  target?: Readonly<Record<string, unknown>>;
  /** "begun" before the action, "done" or "failed" after it; "noted" has no action. */
  outcome: string;
  /** The code of the failure. */
  code: string;
}

export interface ListKeysResponse {
  /** Keys for this tenant. Those that are for a tenant that the caller may not use are not among them. */
  keys: readonly ApiKey[];
}

/** The credential of a program that calls STARS, without its secret. */
export interface ApiKey {
  /** What revokes it. */
  id: string;
  /** Who has it. Several keys may have one name. */
  name: string;
  /** What its callers may do. */
  rights: readonly string[];
  /** Its tenants. A call that names none is for the first. */
  tenants: readonly string[];
  /** When it was made. */
  created_time?: string;
  /** When it ends. */
  expires_time?: string;
  /** Works a second that it may ask for. Absent: the default of the server. */
  limit?: number;
  /** The name in a client certificate that is the credential. Absent: an API key is. */
  certificate?: string;
}

export interface CreateKeyResponse {
  /** What was made. */
  key?: ApiKey;
  /** The API key. It is stored nowhere, and no other answer has it. Empty: the credential is a certificate. */
  token: string;
}

export interface RevokeKeysResponse {
  /** Keys that were removed. */
  revoked: number;
}

export interface ListModelsResponse {
  /** Newest first. */
  models: readonly ModelState[];
  /** How the last training goes. Absent: there was none, or of an older release. */
  training?: TrainingStep;
}

/** What is known of one version. */
export interface ModelState {
  /** Name and digest of the model. */
  version: string;
  /** "serves"; "before": a roll-back may return to it; "rolled back"; "filling"; "refused"; "served": it did once, its vectors are gone; "new": not tried yet. */
  state: string;
  /** Whether its training announced it. One that was trained for an evaluation is not. */
  announced: boolean;
  /** What its training wrote. Absent: the model is not in the registry, or damaged. */
  manifest?: ModelManifest;
  /** Steps of its roll-outs, oldest first, with what each gate measured: the last step, or all where the request names the version. */
  roll_outs: readonly RollOut[];
}

/** Everything needed to serve one version. Topic `stars.v1.models` (compacted), key `tenant_id`. */
export interface ModelManifest {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id: string;
  /** Name and digest of the model. */
  version: string;
  /** When it was trained. */
  created_time?: string;
  /** The model's configuration, as `libs/engine/model` reads it. */
  config?: unknown;
  /** Everything that the folder must hold. */
  files: readonly ModelFile[];
  /** S, with any extra dimensions counted. */
  serving_width: number;
  /** Items that it learned from. */
  item_count: number;
  /** The first and the last (exclusive) moment of the training data. */
  data_from?: string;
  data_until?: string;
  /** What was measured when it was trained, by name. */
  metrics: Readonly<Record<string, number>>;
  /** The embedding model whose vectors it reads. */
  embedding_model: string;
  /** The vocabulary whose tags it knows. */
  tag_vocabulary_version: string;
  /** The signals that it knows. */
  signals: readonly SignalSpec[];
  /** IANA name: the clock that hour, weekday and holidays are read from. */
  time_zone: string;
  /** How it did beside the model that served when it was trained; absent where there was none, or nothing to measure on. */
  comparison?: ModelComparison;
}

/** One file of a model, relative to the manifest's folder. */
export interface ModelFile {
  /** Where it is. */
  path: string;
  /** Its digest, hex. */
  sha256: string;
  /** Its size. */
  bytes: number;
}

/** A signal that the model knows and the input it feeds. */
export interface SignalSpec {
  /** What the signal is called. */
  name: string;
  /** "time", "holiday", "region" or "item". */
  scope: string;
  /** Numbers that it takes in the input. */
  width: number;
}

/** Two models measured on the same sessions, which neither has seen. */
export interface ModelComparison {
  /** The version that served. */
  version: string;
  /** The larger, the better. */
  metric: string;
  candidate: number;
  serving: number;
  sessions: number;
  /** Sessions are at or after this moment. */
  from?: string;
}

/** A step of a roll-out. Topic `stars.v1.roll-outs`, key `tenant_id`. */
export interface RollOut {
  /** The shop or client whose data it is. Empty means "default". */
  tenant_id: string;
  /** The version that was to serve. */
  version: string;
  /** The version that served when the step was done; empty where there was none. */
  before: string;
  /** "training", "request" or "roll-back". */
  cause: string;
  /** Of the request, where there was one. */
  request_id: string;
  /** "filling": its vectors are being made. "served": it serves. "refused": it does not, and what served goes on. */
  outcome: string;
  /** Why it was refused. */
  reason: string;
  /** What was checked before. */
  gates: readonly GateResult[];
  /** Whether it serves in spite of a gate that failed. */
  forced: boolean;
  /** When it came to this. */
  time?: string;
}

/** What one gate before a switch found. */
export interface GateResult {
  /** The name of the gate. */
  gate: string;
  /** "passed", "failed", or "skipped" where there was nothing to measure. */
  outcome: string;
  /** What it measured. */
  value: number;
  /** What `value` must reach or, by the gate, not exceed. */
  bound: number;
  /** What a person should know. */
  detail: string;
}

/** How a tenant's last training goes: somebody asked for one, or it is under way, or it ended. Topic `stars.v1.trainings` (compacted), key `tenant_id`. */
export interface TrainingStep {
  /** The shop or client whose model it is. Empty means "default". */
  tenant_id: string;
  /** Of the request, where there was one. */
  request_id: string;
  /** "asked", "started", "trained", "reused" (there was nothing new to learn from), "failed" or "stopped". */
  outcome: string;
  /** Of the model that came of it. */
  version: string;
  /** Why it failed. */
  reason: string;
  /** When it came to this. */
  time?: string;
}

export interface TrainModelResponse {
  /** Steps of the training name it. */
  request_id: string;
}

export interface ServeModelResponse {
  /** Steps of the roll-out name it. They come as soon as an embedder runs. */
  request_id: string;
}

export interface RollBackModelResponse {
  /** Steps of the roll-out name it. They come as soon as an embedder runs. */
  request_id: string;
}

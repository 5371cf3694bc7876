// Code generated from the API by tools/repo/scripts/generate-reference.mjs. DO NOT EDIT.

package stars

import "time"

// How a list becomes more diverse.
//
// - `mmr`: Maximal marginal relevance: an item counts less the more it is like one that is placed before it.
// - `dpp`: Determinantal point process, its greedy maximum: an item counts by the volume that it adds to those before it.
type DiversityMethod string

const DiversityMethodMmr DiversityMethod = "mmr"
const DiversityMethodDpp DiversityMethod = "dpp"

// What a list is made of, and in which order.
//
// - `gi`: GI: h_gen, long-term taste.
// - `ni`: NI: h_next, present intent.
// - `rr`: RR: both lists, interleaved without duplicates.
// - `rr_bi`: RR+BI: both lists and the items that the user bought before, interleaved without duplicates.
// - `second_stage`: The second stage: it scores the candidates of all sources (repeat candidates, both lists, popular items, items that go with what the user looked at last) into one ranking.
// - `bi`: BI: only items that the user bought before, ranked by the second stage. No other list fills the places.
// - `goes_with`: What people have in one session with seed_item_ids, more often than by chance: complements. Needs seeds and a model.
// - `alternatives`: Items of the same kind as seed_item_ids, to choose in their place: substitutes. Needs seeds and a model.
// - `trending`: What sells more than it used to. Where the request has a region: of what sells there.
// - `best_sellers`: What sells best. Where the request has a region: what sells best there first.
// - `newest`: What came into the catalogue last.
// - `back_in_stock`: What is in stock again, in the region of the request: first what the user had to do with.
// - `price_dropped`: What the user looked at or put into the cart, and did not buy since, and whose price dropped after it.
type RecommendMode string

const RecommendModeGi RecommendMode = "gi"
const RecommendModeNi RecommendMode = "ni"
const RecommendModeRr RecommendMode = "rr"
const RecommendModeRrBi RecommendMode = "rr_bi"
const RecommendModeSecondStage RecommendMode = "second_stage"
const RecommendModeBi RecommendMode = "bi"
const RecommendModeGoesWith RecommendMode = "goes_with"
const RecommendModeAlternatives RecommendMode = "alternatives"
const RecommendModeTrending RecommendMode = "trending"
const RecommendModeBestSellers RecommendMode = "best_sellers"
const RecommendModeNewest RecommendMode = "newest"
const RecommendModeBackInStock RecommendMode = "back_in_stock"
const RecommendModePriceDropped RecommendMode = "price_dropped"

// What a user did, mostly with an item.
//
// - `view`: Looked at it.
// - `add_to_cart`: Put it into the cart.
// - `purchase`: Bought it.
// - `refund`: Gave it back, or the order was cancelled: the last purchase of the item no later than this counts no more.
// - `remove_from_cart`: Took it out of the cart: the last addition to the cart no later than this counts no more.
// - `dislike`: Does not want to see the item, or anything of the category or brand: it is in no answer until that is undone.
// - `undo_dislike`: Undoes an earlier dislike of the same item, category or brand.
// - `rating`: Rated the item: `value` is from 1 to 5. The latest rating of an item counts: from 3 on as a view, below 3 as a dislike of the item.
// - `view_category`: Looked at the list of a category: `category` is one of its levels. There is no item.
// - `search`: Searched for `query`, perhaps within a `category`. There is no item.
// - `identify`: The stranger `anonymous_id` is the user `user_id`: what the stranger did until now moves to the user. It is of no item.
type InteractionType string

const InteractionTypeView InteractionType = "view"
const InteractionTypeAddToCart InteractionType = "add_to_cart"
const InteractionTypePurchase InteractionType = "purchase"
const InteractionTypeRefund InteractionType = "refund"
const InteractionTypeRemoveFromCart InteractionType = "remove_from_cart"
const InteractionTypeDislike InteractionType = "dislike"
const InteractionTypeUndoDislike InteractionType = "undo_dislike"
const InteractionTypeRating InteractionType = "rating"
const InteractionTypeViewCategory InteractionType = "view_category"
const InteractionTypeSearch InteractionType = "search"
const InteractionTypeIdentify InteractionType = "identify"

// The list that an item came from.
//
// - `general_interest`: Long-term taste: found with h_gen.
// - `next_intent`: Present intent: found with h_next.
// - `popular`: Popular in the region, or everywhere.
// - `newest`: New in the catalogue.
// - `similar`: Similar to the item of the request. In a Recommend: bought by the same users as the items that the user bought before.
// - `buy_again`: Items that the user bought before, by frequency and recency.
// - `goes_with`: Goes with a seed of the request.
// - `trending`: Sells more than it used to.
// - `back_in_stock`: In stock again.
// - `price_dropped`: The user showed interest in it, and its price dropped.
type CandidateSource string

const CandidateSourceGeneralInterest CandidateSource = "general_interest"
const CandidateSourceNextIntent CandidateSource = "next_intent"
const CandidateSourcePopular CandidateSource = "popular"
const CandidateSourceNewest CandidateSource = "newest"
const CandidateSourceSimilar CandidateSource = "similar"
const CandidateSourceBuyAgain CandidateSource = "buy_again"
const CandidateSourceGoesWith CandidateSource = "goes_with"
const CandidateSourceTrending CandidateSource = "trending"
const CandidateSourceBackInStock CandidateSource = "back_in_stock"
const CandidateSourcePriceDropped CandidateSource = "price_dropped"

type RecommendRequest struct {
	// Who the list is for.
	UserID string `json:"user_id"`
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// How many items, at most 1000. 0: 10, or all of candidate_item_ids.
	K int `json:"k,omitempty"`
	// Only items that are sold and in stock there. Empty: no such condition.
	Region string `json:"region,omitempty"`
	// Only items that pass.
	Filter *Filter `json:"filter,omitempty"`
	// Items that must not be in the answer, such as those on the page already: at most 1000.
	ExcludeItemIDs []string `json:"exclude_item_ids,omitempty"`
	// At most one of each level.
	CategoryCaps []CategoryCap `json:"category_caps,omitempty"`
	// The answer must be there so many milliseconds after the request came; 0: the call's own deadline. The earlier of both holds.
	DeadlineMs int `json:"deadline_ms,omitempty"`
	// The language of reasons, as a BCP 47 tag such as "de-AT". Empty, or one that is not there: English.
	Language string `json:"language,omitempty"`
	// Whether items carry what a page shows besides their titles.
	Details *bool `json:"details,omitempty"`
	// Absent: the list as it is ranked.
	Diversity *Diversity `json:"diversity,omitempty"`
	// What the list is made of.
	Mode RecommendMode `json:"mode,omitempty"`
	// Of modes TRENDING and BEST_SELLERS: a purchase counts less the longer ago it was, 1/e after so many days. One of 1, 3, 7, 14, 28 and 91. Of modes BACK_IN_STOCK and PRICE_DROPPED: what came back, or dropped, in so many days before the time of the request. Absent: 7. What sells best in a region is always of 28 days.
	WindowDays *int `json:"window_days,omitempty"`
	// No item that the user has bought, as far as the profile and recent_events tell.
	ExcludePurchased *bool `json:"exclude_purchased,omitempty"`
	// Absent: less popular items have no places of their own.
	Coverage *Coverage `json:"coverage,omitempty"`
	// Absent: nothing is left to chance.
	Exploration *Exploration `json:"exploration,omitempty"`
	// How much an item sinks that the user saw on this surface and did not choose, from 0 to 10: ln(1 + times) of it is taken off its score, where older times count less. Absent: 0. Counts what clients confirm as seen.
	Fatigue *float64 `json:"fatigue,omitempty"`
	// The page or widget that asks. The answer is recorded as an impression only where it is named. Where there is a surface of this name, it fills the fields that the request leaves out.
	Surface string `json:"surface,omitempty"`
	// Ranks these: no other item is in the answer, and each of them is that may be shown, variants of a product too. At most 1000; an id that is named twice counts once. What the model knows nothing of comes last. Without k, all of them. Only in the modes that rank for the user.
	CandidateItemIDs []string `json:"candidate_item_ids,omitempty"`
	// What the list is because of, such as the product of a page, the cart or an order: at most 100, none of which is in the answer. In mode SECOND_STAGE the list is personal as well.
	SeedItemIDs []string `json:"seed_item_ids,omitempty"`
	// What each seed counts, from 0 to 1000: as many as there are seeds. Empty: all the same.
	SeedWeights []float64 `json:"seed_weights,omitempty"`
	// Absent: now.
	Time time.Time `json:"time,omitzero"`
	// What the user just did and the stream may not have delivered yet.
	RecentEvents []RecentEvent `json:"recent_events,omitempty"`
	// Absent: reasons from rules. True: from a language model, where the gateway has one and it answers in time. False: neither reasons nor score parts, which takes less time.
	Explain *bool `json:"explain,omitempty"`
	// For a person who objects: no profile is read, recent_events do not count, and the answer is not recorded. It has what is popular where the request is.
	WithoutProfile *bool `json:"without_profile,omitempty"`
	// Whether items carry what their scores are made of, for a person who looks into a list. It takes more time.
	ScoreParts *bool `json:"score_parts,omitempty"`
}

// Fields: `item_id`, `brand`, `category` (any level), `price`, `attributes.NAME`, `in_stock` (a region's name).
type Filter struct {
	// True where all operands are.
	All *FilterAll `json:"all,omitempty"`
	// True where one operand is.
	Any *FilterAny `json:"any,omitempty"`
	// True where its operand is not.
	Not *Filter `json:"not,omitempty"`
	// True where the field has one of the values.
	In *FilterIn `json:"in,omitempty"`
	// True where the field is a number within the bounds.
	Range *FilterRange `json:"range,omitempty"`
}

// True where every operand is true.
type FilterAll struct {
	// All of them must hold. None: true.
	Operands []Filter `json:"operands,omitempty"`
}

// True where one operand is true.
type FilterAny struct {
	// One of them must hold. None: false.
	Operands []Filter `json:"operands,omitempty"`
}

// True where the field has one of the values; a list field, where any element has.
type FilterIn struct {
	// Item_id, brand, category, in_stock or attributes.NAME.
	Field string `json:"field"`
	// The field must be one of them. Of in_stock: regions.
	Values []string `json:"values,omitempty"`
}

// True where the number lies within the bounds that are set, both inclusive.
type FilterRange struct {
	// Price or attributes.NAME.
	Field string `json:"field"`
	// The least value that passes. Absent: no bound.
	Min *float64 `json:"min,omitempty"`
	// The largest value that passes. Absent: no bound.
	Max *float64 `json:"max,omitempty"`
}

// At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too.
type CategoryCap struct {
	// Level of the category path, 0 the broadest. Absent: each item's finest.
	Level *int `json:"level,omitempty"`
	// From 1.
	Items int `json:"items"`
}

// Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2).
type Diversity struct {
	// How the list is made more diverse.
	Method DiversityMethod `json:"method,omitempty"`
	// From 0, the list as it is ranked, to 1, where only the budget holds it.
	Strength float64 `json:"strength,omitempty"`
	// Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05.
	RelevanceBudget *float64 `json:"relevance_budget,omitempty"`
}

// Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are.
type Coverage struct {
	// Places at the end of the list, at most k: no other place is touched.
	Places int `json:"places,omitempty"`
	// What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4.
	Penalty *float64 `json:"penalty,omitempty"`
	// Only so many of the best of the ranking may take these places. 0: 100; at most 1000.
	Within int `json:"within,omitempty"`
}

// Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression.
type Exploration struct {
	// Places at the end of the list, at most k: no other place is touched.
	Places int `json:"places,omitempty"`
	// Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them.
	Rate float64 `json:"rate,omitempty"`
	// Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100.
	Candidates int `json:"candidates,omitempty"`
	// The same seed draws the same places for the same ranking. Absent: at random.
	Seed *int `json:"seed,omitempty"`
}

// One user, one item, one moment. Topic `stars.v1.interactions`, key `user_id`.
type RecentEvent struct {
	// Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Empty: derived from the row's content, so that a replay changes nothing.
	EventID string `json:"event_id,omitempty"`
	// Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a `user_id` it counts in an `identify` alone.
	AnonymousID string `json:"anonymous_id,omitempty"`
	// Who did it. Absent only for a stranger.
	UserID string `json:"user_id,omitempty"`
	// With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an `identify`.
	ItemID string `json:"item_id,omitempty"`
	// What was done. Absent only where `kind` says it.
	Type InteractionType `json:"type"`
	// When it happened. Lines with one time are a basket: a set, not a sequence.
	Time time.Time `json:"time"`
	// The session in the app or on the site, if you know it.
	SessionID string `json:"session_id,omitempty"`
	// The page that was shown, if the item was chosen from one.
	PageID string `json:"page_id,omitempty"`
	// Store, city or warehouse: the place that stock and promotions are keyed by.
	Region string `json:"region,omitempty"`
	// How many; 0 means not said.
	Quantity float64 `json:"quantity,omitempty"`
	// An explicit judgement. A rating needs it, from 1 to 5.
	Value *float64 `json:"value,omitempty"`
	// The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown.
	RecommendationID string `json:"recommendation_id,omitempty"`
	// A kind of your own, such as `wishlist`, in place of `type`. The settings (`kinds`) say which type it counts as.
	Kind string `json:"kind,omitempty"`
	// The disliked, viewed or searched category, one of its levels, in place of `item_id`.
	Category string `json:"category,omitempty"`
	// The disliked brand, in place of `item_id`.
	Brand string `json:"brand,omitempty"`
	// What was searched for, in place of `item_id`.
	Query string `json:"query,omitempty"`
}

type RecommendBatchRequest struct {
	// The requests, of any users.
	Requests []RecommendRequest `json:"requests"`
}

type RecommendPageRequest struct {
	// Who the page is for.
	UserID string `json:"user_id"`
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// As of a Recommend.
	Region string `json:"region,omitempty"`
	// Only items that pass are on the page.
	Filter *Filter `json:"filter,omitempty"`
	// Items that are nowhere on the page: at most 1000.
	ExcludeItemIDs []string `json:"exclude_item_ids,omitempty"`
	// As of a Recommend. All placements share it.
	DeadlineMs int `json:"deadline_ms,omitempty"`
	// As of a Recommend.
	Language string `json:"language,omitempty"`
	// As of a Recommend.
	Details *bool `json:"details,omitempty"`
	// The page that asks. It is recorded as one impression only where it is named.
	Surface string `json:"surface,omitempty"`
	// As of a Recommend.
	Time time.Time `json:"time,omitzero"`
	// As of a Recommend.
	RecentEvents []RecentEvent `json:"recent_events,omitempty"`
	// As of a Recommend.
	Explain *bool `json:"explain,omitempty"`
	// As of a Recommend.
	WithoutProfile *bool `json:"without_profile,omitempty"`
	// From top to bottom, at most 20.
	Placements []Placement `json:"placements"`
}

// One list of a page. What it does not say is as of a Recommend.
type Placement struct {
	// As of a Recommend; at most 1000 in all placements together.
	K int `json:"k,omitempty"`
	// Only items that pass it, and the filter of the page.
	Filter *Filter `json:"filter,omitempty"`
	// As of a Recommend.
	CategoryCaps []CategoryCap `json:"category_caps,omitempty"`
	// As of a Recommend.
	Diversity *Diversity `json:"diversity,omitempty"`
	// As of a Recommend.
	Mode RecommendMode `json:"mode,omitempty"`
	// As of a Recommend.
	WindowDays *int `json:"window_days,omitempty"`
	// As of a Recommend.
	ExcludePurchased *bool `json:"exclude_purchased,omitempty"`
	// As of a Recommend.
	Coverage *Coverage `json:"coverage,omitempty"`
	// As of a Recommend.
	Exploration *Exploration `json:"exploration,omitempty"`
	// As of a Recommend.
	Fatigue *float64 `json:"fatigue,omitempty"`
	// Its name in the answer. Where there is a surface of this name, it fills the fields that the placement leaves out.
	Surface string `json:"surface,omitempty"`
	// As of a Recommend.
	CandidateItemIDs []string `json:"candidate_item_ids,omitempty"`
	// As of a Recommend.
	SeedItemIDs []string `json:"seed_item_ids,omitempty"`
	// As of a Recommend.
	SeedWeights []float64 `json:"seed_weights,omitempty"`
}

// Groups the ranking that a Recommend of the same user has. What it does not say is as of a Recommend.
type RecommendGroupsRequest struct {
	// Who the groups are for.
	UserID string `json:"user_id"`
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// How many groups, at most 50. 0: 10.
	K int `json:"k,omitempty"`
	// As of a Recommend.
	Region string `json:"region,omitempty"`
	// Only items that pass.
	Filter *Filter `json:"filter,omitempty"`
	// Items that are in no group: at most 1000.
	ExcludeItemIDs []string `json:"exclude_item_ids,omitempty"`
	// As of a Recommend.
	DeadlineMs int `json:"deadline_ms,omitempty"`
	// As of a Recommend.
	Language string `json:"language,omitempty"`
	// As of a Recommend.
	Details *bool `json:"details,omitempty"`
	// As of a Recommend.
	Time time.Time `json:"time,omitzero"`
	// As of a Recommend.
	RecentEvents []RecentEvent `json:"recent_events,omitempty"`
	// As of a Recommend.
	Explain *bool `json:"explain,omitempty"`
	// As of a Recommend.
	WithoutProfile *bool `json:"without_profile,omitempty"`
	// As of a Recommend. Of what a surface says, its caps, diversity, coverage and exploration do not hold for groups.
	Surface string `json:"surface,omitempty"`
	// What makes a group: category, brand or attributes.NAME. An item whose attribute is a list is in a group for each element.
	Field string `json:"field"`
	// Of categories: the level that makes a group, 0 the broadest. Absent: each item's finest.
	Level *int `json:"level,omitempty"`
	// How many items of each group, at most 20. 0: 4.
	Items int `json:"items,omitempty"`
	// As of a Recommend.
	ExcludePurchased *bool `json:"exclude_purchased,omitempty"`
}

type SimilarItemsRequest struct {
	// The item that the others are to be like.
	ItemID string `json:"item_id"`
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// How many items, at most 1000. 0: 10.
	K int `json:"k,omitempty"`
	// Only items that are sold and in stock there. Empty: no such condition.
	Region string `json:"region,omitempty"`
	// Only items that pass.
	Filter *Filter `json:"filter,omitempty"`
	// As of a Recommend; the item itself never comes.
	ExcludeItemIDs []string `json:"exclude_item_ids,omitempty"`
	// As of a Recommend.
	CategoryCaps []CategoryCap `json:"category_caps,omitempty"`
	// As of a Recommend.
	DeadlineMs int `json:"deadline_ms,omitempty"`
	// As of a Recommend.
	Language string `json:"language,omitempty"`
	// As of a Recommend.
	Details *bool `json:"details,omitempty"`
	// As of a Recommend.
	Diversity *Diversity `json:"diversity,omitempty"`
}

type PopularItemsRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// How many items, at most 1000. 0: 10.
	K int `json:"k,omitempty"`
	// What is popular there comes first, and only items that are sold and in stock there. Empty: everywhere, without such a condition.
	Region string `json:"region,omitempty"`
	// Only items that pass.
	Filter *Filter `json:"filter,omitempty"`
	// As of a Recommend.
	ExcludeItemIDs []string `json:"exclude_item_ids,omitempty"`
	// As of a Recommend.
	CategoryCaps []CategoryCap `json:"category_caps,omitempty"`
	// As of a Recommend.
	DeadlineMs int `json:"deadline_ms,omitempty"`
	// As of a Recommend.
	Language string `json:"language,omitempty"`
	// As of a Recommend.
	Details *bool `json:"details,omitempty"`
}

type GetItemRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The item.
	ItemID string `json:"item_id"`
}

type SearchItemsRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Words that items are searched for: those with more and rarer ones come first. Empty: the newest items.
	Query string `json:"query,omitempty"`
	// How many items, at most 1000. 0: 10, or all of item_ids.
	K int `json:"k,omitempty"`
	// So many of the best items are skipped: those of the pages before. With k at most 1000.
	Offset int `json:"offset,omitempty"`
	// Only items that are sold and in stock there. Empty: in stock anywhere.
	Region string `json:"region,omitempty"`
	// Only items that pass.
	Filter *Filter `json:"filter,omitempty"`
	// Only these, in this order, and without a query: also variants of one product, and items that are sold out.
	ItemIDs []string `json:"item_ids,omitempty"`
	// What the shopper has in mind, such as "a gift for somebody who bakes". It finds nothing by itself: of the items that the query finds, those with these words come earlier.
	Intent string `json:"intent,omitempty"`
}

type GetUserRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The user.
	UserID string `json:"user_id"`
}

type GetUserHistoryRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The user.
	UserID string `json:"user_id"`
	// Events of a page, at most 500. 0: 50.
	PageSize int `json:"page_size,omitempty"`
	// The next_page_token of the page before. Empty: the first page. Events that come meanwhile do not move the pages.
	PageToken string `json:"page_token,omitempty"`
}

type ExportUserRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The user.
	UserID string `json:"user_id"`
	// The next_page_token of the page before. Empty: the first page.
	PageToken string `json:"page_token,omitempty"`
}

type FindUsersRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Users come for whom one of these items is most right: at most 100. Empty: all users of the segment.
	ItemIDs []string `json:"item_ids,omitempty"`
	// Only users of this segment. Required without item_ids.
	Segment *Segment `json:"segment,omitempty"`
	// Most users of a page, at most 10000. 0: 100.
	K int `json:"k,omitempty"`
	// An item counts for no user who has bought it.
	ExcludePurchased *bool `json:"exclude_purchased,omitempty"`
	// As of when the users are ranked, and days are counted. Absent: now.
	Time time.Time `json:"time,omitzero"`
	// As of a Recommend. A page looks at as many users as its time allows.
	DeadlineMs int `json:"deadline_ms,omitempty"`
	// The next_page_token of the page before. Empty: the first page.
	PageToken string `json:"page_token,omitempty"`
}

// Users for whom all conditions hold.
type Segment struct {
	// What UpsertUsers sent of them: the field `attributes.NAME` is the feature NAME. Absent: no condition.
	Features *Filter `json:"features,omitempty"`
	// What they did: at most 16.
	Events []EventCondition `json:"events,omitempty"`
}

// What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back.
type EventCondition struct {
	// Events of one of these types. Empty: of any.
	Types []InteractionType `json:"types,omitempty"`
	// Events with an item that passes. Absent: with any.
	Items *Filter `json:"items,omitempty"`
	// Events of the last so many days. 0: of any time.
	WithinDays int `json:"within_days,omitempty"`
	// The user did nothing of that.
	Never *bool `json:"never,omitempty"`
}

type TrackRequest struct {
	// What users did.
	Interactions []Interaction `json:"interactions,omitempty"`
	// What users were shown.
	Impressions []Impression `json:"impressions,omitempty"`
}

// One user, one item, one moment. Topic `stars.v1.interactions`, key `user_id`.
type Interaction struct {
	// Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Empty: derived from the row's content, so that a replay changes nothing.
	EventID string `json:"event_id,omitempty"`
	// Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a `user_id` it counts in an `identify` alone.
	AnonymousID string `json:"anonymous_id,omitempty"`
	// Who did it. Absent only for a stranger.
	UserID string `json:"user_id,omitempty"`
	// With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an `identify`.
	ItemID string `json:"item_id,omitempty"`
	// What was done. Absent only where `kind` says it.
	Type InteractionType `json:"type"`
	// When it happened. Lines with one time are a basket: a set, not a sequence.
	Time time.Time `json:"time"`
	// The session in the app or on the site, if you know it.
	SessionID string `json:"session_id,omitempty"`
	// The page that was shown, if the item was chosen from one.
	PageID string `json:"page_id,omitempty"`
	// Store, city or warehouse: the place that stock and promotions are keyed by.
	Region string `json:"region,omitempty"`
	// How many; 0 means not said.
	Quantity float64 `json:"quantity,omitempty"`
	// An explicit judgement. A rating needs it, from 1 to 5.
	Value *float64 `json:"value,omitempty"`
	// The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown.
	RecommendationID string `json:"recommendation_id,omitempty"`
	// A kind of your own, such as `wishlist`, in place of `type`. The settings (`kinds`) say which type it counts as.
	Kind string `json:"kind,omitempty"`
	// The disliked, viewed or searched category, one of its levels, in place of `item_id`.
	Category string `json:"category,omitempty"`
	// The disliked brand, in place of `item_id`.
	Brand string `json:"brand,omitempty"`
	// What was searched for, in place of `item_id`.
	Query string `json:"query,omitempty"`
}

// One page shown to one user. Topic `stars.v1.impressions`, key `user_id`.
type Impression struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Empty: derived from the content, so that a replay changes nothing.
	EventID string `json:"event_id,omitempty"`
	// Who saw it.
	UserID string `json:"user_id"`
	// The id of this page. Interactions name it where they follow from it.
	PageID string `json:"page_id"`
	// When it was shown.
	Time time.Time `json:"time"`
	// The page or widget, such as "home".
	Surface string `json:"surface,omitempty"`
	// Where the user was.
	Region string `json:"region,omitempty"`
	// What was shown, in order.
	Items []any `json:"items"`
	// The answer that the page was built from, if it was one of ours.
	RecommendationID string `json:"recommendation_id,omitempty"`
	// Whether the client confirmed that the items were seen.
	Confirmed bool `json:"confirmed,omitempty"`

	Propensities []float64 `json:"propensities,omitempty"`
}

// One item of a page that was shown.
type ImpressionItem struct {
	// The item that was shown.
	ItemID string `json:"item_id"`
	// From 0, top to bottom.
	Position int `json:"position,omitempty"`
	// The probability with which the item was put there, in (0, 1]; 0 means not logged.
	Propensity float64 `json:"propensity,omitempty"`
	// The list of the page that it stands in, if the page has several.
	Placement string `json:"placement,omitempty"`
}

type UpsertItemsRequest struct {
	// The items, each as a whole.
	Items []CatalogItem `json:"items"`
}

// A product. `title`, `description`, `brand`, `category` and `attributes` are its text.
type CatalogItem struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The id that events and answers name it by.
	ItemID string `json:"item_id"`
	// Monotonic: an older version never replaces a newer one.
	Version int `json:"version,omitempty"`
	// Its name, as a person reads it.
	Title string `json:"title"`
	// What else is said about it.
	Description string `json:"description,omitempty"`
	// Who makes it. Filters can name it.
	Brand string `json:"brand,omitempty"`
	// Broad to fine; the last one is the subclass that hard negatives come from.
	Category []string `json:"category,omitempty"`
	// In one currency for all items. Filters can compare it.
	Price *float64 `json:"price,omitempty"`
	// Strings, numbers, booleans or arrays of strings.
	Attributes map[string]any `json:"attributes,omitempty"`
	// Region to state. No region at all: sold everywhere.
	Regions map[string]RegionState `json:"regions,omitempty"`
	// False: in stock nowhere, whatever `regions` says. An item that is in stock nowhere is in no answer.
	InStock *bool `json:"in_stock,omitempty"`
	// The price while it is reduced, if it is.
	SalePrice *float64 `json:"sale_price,omitempty"`
	// Where its picture is.
	Image string `json:"image,omitempty"`
	// Its page in the shop.
	Link string `json:"link,omitempty"`
	// The same for all variants of a product, such as sizes: a list has one of them.
	ItemGroupID string `json:"item_group_id,omitempty"`
}

// An item's state in one region.
type RegionState struct {
	// Whether it can be bought there now.
	InStock bool `json:"in_stock"`
}

type PatchItemsRequest struct {
	// What changes of each item.
	Items []CatalogItemPatch `json:"items"`
}

// New price or stock of an item, without the rest of it. Topic `stars.v1.catalog-patches` (compacted), key `item_id` and the field: one field a message. A field of a patch counts while the item's own version is not later.
type CatalogItemPatch struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The item that changes. It need not be there yet.
	ItemID string `json:"item_id"`
	// Monotonic, with the versions of the item. 0: given when the call comes in.
	Version int `json:"version,omitempty"`
	// In the currency of all items.
	Price *float64 `json:"price,omitempty"`
	// The price while it is reduced.
	SalePrice *float64 `json:"sale_price,omitempty"`
	// The price is reduced no more.
	SaleEnded bool `json:"sale_ended,omitempty"`
	// False: in stock nowhere, whatever regions say.
	InStock *bool `json:"in_stock,omitempty"`
	// Only these regions change.
	Regions map[string]RegionState `json:"regions,omitempty"`
}

type DeleteItemsRequest struct {
	// The items that are gone.
	Items []CatalogItemDelete `json:"items"`
}

// The item with this id is gone as of this version.
type CatalogItemDelete struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The item that is gone.
	ItemID string `json:"item_id"`
	// Not below the version that it deletes. 0: given when the call comes in.
	Version int `json:"version,omitempty"`
}

type UpsertUsersRequest struct {
	// The users, each with all features.
	Users []UserProfileUpdate `json:"users"`
}

// Coarse static features of a user, the source of the [USER] token.
type UserProfileUpdate struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Whose features these are.
	UserID string `json:"user_id"`
	// Monotonic: an older version never replaces a newer one.
	Version int `json:"version,omitempty"`
	// Numbers and strings.
	Features map[string]any `json:"features,omitempty"`
}

type DeleteUserRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Who is forgotten.
	UserID string `json:"user_id"`
}

type ObjectToProfilingRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Who objects.
	UserID string `json:"user_id"`
	// The user objects no more: later events count again.
	Withdrawn bool `json:"withdrawn,omitempty"`
}

type SetContextRequest struct {
	// The signals of regions and items.
	Signals []ContextSignal `json:"signals"`
}

// What holds in a region for a while. Topic `stars.v1.context`, key `region`.
type ContextSignal struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Empty: derived from the content, so that a replay changes nothing.
	EventID string `json:"event_id,omitempty"`
	// Empty means everywhere.
	Region string `json:"region,omitempty"`
	// From when on it holds.
	ValidFrom time.Time `json:"valid_from,omitzero"`
	// Exclusive. A signal past it is stale and has no effect. Absent: until a later signal of the same name.
	ValidUntil time.Time `json:"valid_until,omitzero"`
	// Signals of the whole region: numbers, booleans and strings.
	Signals map[string]any `json:"signals,omitempty"`
	// Signals of single items.
	ItemSignals []ItemSignal `json:"item_signals,omitempty"`

	Time time.Time `json:"time,omitzero"`

	ItemID string `json:"item_id,omitempty"`
}

// One signal with one value for many items, such as "on the back page this week".
type ItemSignal struct {
	// What it is called, such as "promotion".
	Name string `json:"name"`
	// The same for all of these items.
	Value float64 `json:"value"`
	// The items that have it.
	ItemIDs []string `json:"item_ids"`
}

type ConfirmImpressionRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The answer that the page was built from.
	RecommendationID string `json:"recommendation_id"`
	// Who saw it.
	UserID string `json:"user_id"`
	// The id of this page. Interactions name it where they follow from it.
	PageID string `json:"page_id,omitempty"`
	// The page or widget, such as "home".
	Surface string `json:"surface,omitempty"`
	// The items seen, in the order shown.
	ItemIDs []string `json:"item_ids"`
	// Absent: now.
	Time time.Time `json:"time,omitzero"`
}

type ListSurfacesRequest struct {
	// The shop or client whose surfaces they are. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Only this one, with all versions that are kept. Empty: all that count now, with the version that counts.
	Name string `json:"name,omitempty"`
}

type PutSurfaceRequest struct {
	// The shop or client whose surface it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// What requests call it.
	Name string `json:"name"`
	// Replaces the version before completely.
	Surface *Surface `json:"surface"`
	// The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is.
	ExpectedVersion *int `json:"expected_version,omitempty"`
}

// What a request that names a surface gets where it says nothing itself.
type Surface struct {
	// As of a Recommend. 0: the surface does not say.
	K int `json:"k,omitempty"`
	// Only items that pass it, and the filter of the request.
	Filter *Filter `json:"filter,omitempty"`
	// As of a Recommend.
	CategoryCaps []CategoryCap `json:"category_caps,omitempty"`
	// As of a Recommend.
	Diversity *Diversity `json:"diversity,omitempty"`
	// As of a Recommend.
	Mode RecommendMode `json:"mode,omitempty"`
	// As of a Recommend.
	WindowDays *int `json:"window_days,omitempty"`
	// As of a Recommend.
	ExcludePurchased *bool `json:"exclude_purchased,omitempty"`
	// As of a Recommend. No more places than k.
	Coverage *Coverage `json:"coverage,omitempty"`
	// As of a Recommend. No more places than k.
	Exploration *Exploration `json:"exploration,omitempty"`
	// As of a Recommend.
	Fatigue *float64 `json:"fatigue,omitempty"`
}

type RollBackSurfaceRequest struct {
	// The shop or client whose surface it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// What requests call it.
	Name string `json:"name"`
	// The version that counts again. 0: the one before the newest.
	Version int `json:"version,omitempty"`
	// As of a PutSurface.
	ExpectedVersion *int `json:"expected_version,omitempty"`
}

type DeleteSurfaceRequest struct {
	// The shop or client whose surface it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// What requests call it.
	Name string `json:"name"`
	// As of a PutSurface.
	ExpectedVersion *int `json:"expected_version,omitempty"`
}

type RecommendResponse struct {
	// The id of this answer, for ConfirmImpression.
	RecommendationID string `json:"recommendation_id"`
	// The model that answered. Empty: none.
	ModelVersion string `json:"model_version"`
	// At most k, best first.
	Items []RecommendedItem `json:"items"`
	// Why the answer is less than it could be. None: it is not.
	Degradations []Degradation `json:"degradations"`
	// The time of the last event in the user's vectors; absent where there are none.
	VectorTime time.Time `json:"vector_time,omitzero"`
	// The model has learned from what happened before this moment; absent without a model.
	ModelDataUntil time.Time `json:"model_data_until,omitzero"`
	// Catalogue changes up to this moment were in the catalogue and, with their vectors, in the index: a change that was made before it is in the answer. Backfills may be later. Absent while it is not known.
	CatalogTime time.Time `json:"catalog_time,omitzero"`
}

type RecommendedItem struct {
	// The item.
	ItemID string `json:"item_id"`
	// From 0.
	Position int `json:"position"`
	// Of a search: the inner product, what popularity adds and, if the user had the item, what repeat adds. Of a buy-again item: the number of purchases, older ones counting less. 0 for a fallback. Before the first model, and in mode SECOND_STAGE, what the ranking gave it, of which only differences within one answer mean anything.
	Score float64 `json:"score"`
	// The list that it came from.
	Source CandidateSource `json:"source,omitempty"`
	// Its name, as a person reads it.
	Title string `json:"title"`
	// Why it is there, as a line that a person can read, in the language of the request.
	Reason string `json:"reason"`
	// Absent where the request does not ask for it or wants no explanations, and for an item of a fallback.
	ScoreParts *ScoreParts `json:"score_parts,omitempty"`
	// The probability, given the places before it, with which this item took this place: 1 where nothing was left to chance.
	Propensity float64 `json:"propensity"`
	// The same reason for a program, such as BOUGHT_OFTEN. A code never changes its meaning; new ones may come. WRITTEN: a language model wrote the line. Empty: the request wants no explanations.
	ReasonCode string `json:"reason_code"`
	// What the line says besides the code, by name, such as `times` and `date`.
	ReasonArguments map[string]string `json:"reason_arguments"`
	// Absent where the request does not ask for it, and while the catalogue is away.
	Details *ItemDetails `json:"details,omitempty"`
}

// What an item's score is made of. A part is 0 where it has no share.
type ScoreParts struct {
	// The inner product with h_gen: long-term taste.
	GeneralInterest float64 `json:"general_interest"`
	// The inner product with h_next, without offsets: present intent.
	NextIntent float64 `json:"next_intent"`
	// The number of purchases by the user, older ones counting less.
	BuyAgain float64 `json:"buy_again"`
	// What each live signal of the moment and the place, by name, adds to general_interest, of an item that long-term taste found, else to next_intent.
	Offsets map[string]float64 `json:"offsets"`
	// Places that diversity and category caps moved the item up; negative: down.
	Diversity float64 `json:"diversity"`
	// Places that exploration moved it up; negative: down.
	Exploration float64 `json:"exploration"`
	// Places that coverage moved the item up; negative: down.
	Coverage float64 `json:"coverage"`
	// Where the second stage ranked the item: what each group of its features adds to the score, by name. They add up to the score. "base" is the score of a candidate whose features are all at their mean.
	SecondStage map[string]float64 `json:"second_stage"`
	// Of an item that the user had, where a search of the model found it: what the repeat head adds. 0 where the second stage ranked it.
	Repeat float64 `json:"repeat"`
	// Of an item that a search of the model found: what its popularity adds that changed since the model was trained. Negative: it fell. 0 where the second stage ranked the item.
	Popularity float64 `json:"popularity"`
	// What fatigue takes off, at most 0. Where the second stage ranked the item, it is part of the score: with second_stage, it adds up to it. Other lists: the logarithm of the item's place grew by as much, and the score is as it was.
	Fatigue float64 `json:"fatigue"`
}

// What a page shows of an item, as the catalogue has it.
type ItemDetails struct {
	Price *float64 `json:"price,omitempty"`

	SalePrice *float64 `json:"sale_price,omitempty"`

	Image string `json:"image,omitempty"`

	Link string `json:"link,omitempty"`
	// If the price dropped and did not rise since: the lowest one of the 30 days before it dropped.
	PriceBefore *float64 `json:"price_before,omitempty"`
}

// Why an answer is less than it could be.
type Degradation struct {
	// What was missing. A code never changes its meaning.
	Code string `json:"code"`
	// The same for a person.
	Message string `json:"message"`
}

type RecommendBatchResponse struct {
	// One a request, in the same order.
	Results []RecommendBatchResult `json:"results"`
}

type RecommendBatchResult struct {
	// The answer to this request.
	Response *RecommendResponse `json:"response,omitempty"`
	// Why there is none.
	Error *RecommendError `json:"error,omitempty"`
}

type RecommendError struct {
	// A stable error code.
	Code string `json:"code"`
	// The path of the wrong field, if there is one.
	Field string `json:"field,omitempty"`
	// The problem, for a person.
	Message string `json:"message"`
}

type RecommendPageResponse struct {
	// The id of this page, for ConfirmImpression and for the events that follow from any of its lists.
	RecommendationID string `json:"recommendation_id"`
	// The model that answered. Empty: none.
	ModelVersion string `json:"model_version"`
	// One a placement, in the same order.
	Placements []PlacementAnswer `json:"placements"`
	// As of a Recommend.
	VectorTime time.Time `json:"vector_time,omitzero"`
	// As of a Recommend.
	ModelDataUntil time.Time `json:"model_data_until,omitzero"`
	// As of a Recommend.
	CatalogTime time.Time `json:"catalog_time,omitzero"`
}

// The list of one placement.
type PlacementAnswer struct {
	// The name of the placement.
	Surface string `json:"surface"`
	// At most k, best first. No item, and no variant of one, is in an answer above.
	Items []RecommendedItem `json:"items"`
	// Why the list is less than it could be. None: it is not.
	Degradations []Degradation `json:"degradations"`
}

type RecommendGroupsResponse struct {
	// The id of this answer, for ConfirmImpression.
	RecommendationID string `json:"recommendation_id"`
	// The model that answered. Empty: none.
	ModelVersion string `json:"model_version"`
	// At most k, best first. None is empty.
	Groups []GroupAnswer `json:"groups"`
	// Why the answer is less than it could be. None: it is not.
	Degradations []Degradation `json:"degradations"`
	// As of a Recommend.
	VectorTime time.Time `json:"vector_time,omitzero"`
	// As of a Recommend.
	ModelDataUntil time.Time `json:"model_data_until,omitzero"`
	// As of a Recommend.
	CatalogTime time.Time `json:"catalog_time,omitzero"`
}

// One group.
type GroupAnswer struct {
	// The value of the field. Of a category: its path, broad to fine.
	Value []string `json:"value"`
	// The group's share of the ranking, from 0 to 1: an item of place p, from 1, counts 1/p.
	Score float64 `json:"score"`
	// The group's best, best first. No item, and no variant of one, is in two groups.
	Items []RecommendedItem `json:"items"`
}

type SimilarItemsResponse struct {
	// The model whose vectors were searched.
	ModelVersion string `json:"model_version"`
	// At most k, the nearest first.
	Items []RecommendedItem `json:"items"`
	// Why the answer is less than it could be. None: it is not.
	Degradations []Degradation `json:"degradations"`
}

type PopularItemsResponse struct {
	// The model that counted. Empty: none.
	ModelVersion string `json:"model_version"`
	// At most k, the most popular first. Where too few are popular, the newest items follow.
	Items []RecommendedItem `json:"items"`
	// Why the answer is less than it could be. None: it is not.
	Degradations []Degradation `json:"degradations"`
}

type GetItemResponse struct {
	// The item as it is stored.
	Item *CatalogItemOutput `json:"item,omitempty"`
	// Terms that the tagger gave it. None: it has not been there yet.
	Tags []string `json:"tags"`
}

// A product. `title`, `description`, `brand`, `category` and `attributes` are its text.
type CatalogItemOutput struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id"`
	// The id that events and answers name it by.
	ItemID string `json:"item_id"`
	// Monotonic: an older version never replaces a newer one.
	Version int `json:"version"`
	// Its name, as a person reads it.
	Title string `json:"title"`
	// What else is said about it.
	Description string `json:"description"`
	// Who makes it. Filters can name it.
	Brand string `json:"brand"`
	// Broad to fine; the last one is the subclass that hard negatives come from.
	Category []string `json:"category"`
	// In one currency for all items. Filters can compare it.
	Price *float64 `json:"price,omitempty"`
	// Strings, numbers, booleans or arrays of strings.
	Attributes map[string]any `json:"attributes,omitempty"`
	// Region to state. No region at all: sold everywhere.
	Regions map[string]RegionStateOutput `json:"regions"`
	// False: in stock nowhere, whatever `regions` says. An item that is in stock nowhere is in no answer.
	InStock *bool `json:"in_stock,omitempty"`
	// The price while it is reduced, if it is.
	SalePrice *float64 `json:"sale_price,omitempty"`
	// Where its picture is.
	Image string `json:"image,omitempty"`
	// Its page in the shop.
	Link string `json:"link,omitempty"`
	// The same for all variants of a product, such as sizes: a list has one of them.
	ItemGroupID string `json:"item_group_id,omitempty"`
}

// An item's state in one region.
type RegionStateOutput struct {
	// Whether it can be bought there now.
	InStock bool `json:"in_stock"`
}

type SearchItemsResponse struct {
	// At most k, best first. Of the variants of a product, the best one.
	Items []FoundItem `json:"items"`
	// Whether there are items after these.
	HasMore bool `json:"has_more"`
}

// What a shopper sees of an item.
type FoundItem struct {
	// The id that events and answers name it by.
	ItemID string `json:"item_id"`
	// Its name, as a person reads it.
	Title string `json:"title"`
	// What else is said about it.
	Description string `json:"description"`
	// Who makes it.
	Brand string `json:"brand"`
	// Broad to fine.
	Category []string `json:"category"`
	// In one currency for all items.
	Price *float64 `json:"price,omitempty"`
	// The price while it is reduced, if it is.
	SalePrice *float64 `json:"sale_price,omitempty"`
	// Where its picture is.
	Image string `json:"image,omitempty"`
	// Its page in the shop.
	Link string `json:"link,omitempty"`
	// Whether it can be bought in the region of the request, or anywhere.
	InStock bool `json:"in_stock"`
}

type GetUserResponse struct {
	// The user.
	UserID string `json:"user_id"`
	// Numbers, booleans and strings, as they were sent last.
	Features map[string]any `json:"features,omitempty"`
	// Events that are kept: the last 2000.
	Events int `json:"events"`
	// Purchases among them.
	Purchases int `json:"purchases"`
	// The time of the last event; absent where there is none.
	LastEventTime time.Time `json:"last_event_time,omitzero"`
	// The time of the last event in the vectors of the served model; absent where there are none.
	VectorTime time.Time `json:"vector_time,omitzero"`
}

type GetUserHistoryResponse struct {
	// At most page_size, newest first.
	Events []UserEvent `json:"events"`
	// Where the next page begins. Empty: this is the last one.
	NextPageToken string `json:"next_page_token"`
}

// One event of a user's history.
type UserEvent struct {
	// With which item; empty for a dislike of a category or brand, a view of a category, and a search.
	ItemID string `json:"item_id"`
	// What was done. A rating below 3 is a dislike.
	Type InteractionType `json:"type,omitempty"`
	// When it happened.
	Time time.Time `json:"time,omitzero"`
	// Where it happened, if that was said.
	Region string `json:"region"`
	// The disliked, viewed or searched category.
	Category string `json:"category,omitempty"`
	// The disliked brand.
	Brand string `json:"brand,omitempty"`
	// What was searched for.
	Query string `json:"query,omitempty"`
}

type ExportUserResponse struct {
	// In the order of the places. A page may have none and yet not be the last.
	Records []ExportedRecord `json:"records"`
	// Where the next page begins. Empty: this is the last one.
	NextPageToken string `json:"next_page_token"`
}

// One piece of what is kept of a user.
type ExportedRecord struct {
	// Where it is kept, such as "profile-store/event" or "event-bus/stars.v1.interactions".
	Place string `json:"place"`
	// What is kept there.
	Content map[string]any `json:"content,omitempty"`
}

type FindUsersResponse struct {
	// With item_ids: the k best of the users that this page looked at, best first. The best of all pages are the k with the highest scores. Without: in the order of the store. A page may have none and yet not be the last.
	Users []AudienceMember `json:"users"`
	// Where the next page begins. Empty: all users were looked at.
	NextPageToken string `json:"next_page_token"`
	// The model that ranked. Empty: none did.
	ModelVersion string `json:"model_version"`
	// Users that this page looked at.
	LookedAt int `json:"looked_at"`
}

// A user of an audience.
type AudienceMember struct {
	// The user.
	UserID string `json:"user_id"`
	// The item of the request that is most right for the user. Empty without item_ids.
	ItemID string `json:"item_id"`
	// How right it is. It compares users of one model_version, also of several pages. 0 without item_ids.
	Score float64 `json:"score"`
}

type TrackResponse struct {
	// Events of this call. All of them are on the bus now, duplicates included.
	Accepted int `json:"accepted"`
	// Events that were on the bus already.
	Duplicates int `json:"duplicates"`
}

type UpsertItemsResponse struct {
	// Changes that are now on the bus.
	Accepted int `json:"accepted"`
}

type PatchItemsResponse struct {
	// Changes that are now on the bus.
	Accepted int `json:"accepted"`
	// Items that the catalogue does not have, or not yet.
	UnknownItemIDs []string `json:"unknown_item_ids"`
}

type DeleteItemsResponse struct {
	// Changes that are now on the bus.
	Accepted int `json:"accepted"`
}

type UpsertUsersResponse struct {
	// Changes that are now on the bus.
	Accepted int `json:"accepted"`
}

type DeleteUserResponse struct{}

type ObjectToProfilingResponse struct{}

type SetContextResponse struct {
	// Signals that are now on the bus.
	Accepted int `json:"accepted"`
}

type ConfirmImpressionResponse struct{}

type ListSurfacesResponse struct {
	// By name.
	Surfaces []SurfaceHistory `json:"surfaces"`
}

// The versions of a surface. Topic `stars.v1.surfaces` (compacted), key `name`.
type SurfaceHistory struct {
	// The shop or client whose surface it is. Empty means "default".
	TenantID string `json:"tenant_id"`
	// What requests call it.
	Name string `json:"name"`
	// At most 20, newest first.
	Versions []SurfaceVersion `json:"versions"`
}

// One version of a surface.
type SurfaceVersion struct {
	// 1 is the first, and each change has the next. 0: it is of the settings, or built in.
	Version int `json:"version"`
	// Absent: with this version it was deleted.
	Surface *SurfaceOutput `json:"surface,omitempty"`
	// Id of the caller who changed it. Empty in version 0.
	ChangedBy string `json:"changed_by"`
	// When it was changed. Absent in version 0.
	ChangedTime time.Time `json:"changed_time,omitzero"`
}

// What a request that names a surface gets where it says nothing itself.
type SurfaceOutput struct {
	// As of a Recommend. 0: the surface does not say.
	K int `json:"k"`
	// Only items that pass it, and the filter of the request.
	Filter *FilterOutput `json:"filter,omitempty"`
	// As of a Recommend.
	CategoryCaps []CategoryCapOutput `json:"category_caps"`
	// As of a Recommend.
	Diversity *DiversityOutput `json:"diversity,omitempty"`
	// As of a Recommend.
	Mode RecommendMode `json:"mode,omitempty"`
	// As of a Recommend.
	WindowDays *int `json:"window_days,omitempty"`
	// As of a Recommend.
	ExcludePurchased *bool `json:"exclude_purchased,omitempty"`
	// As of a Recommend. No more places than k.
	Coverage *CoverageOutput `json:"coverage,omitempty"`
	// As of a Recommend. No more places than k.
	Exploration *ExplorationOutput `json:"exploration,omitempty"`
	// As of a Recommend.
	Fatigue *float64 `json:"fatigue,omitempty"`
}

// Fields: `item_id`, `brand`, `category` (any level), `price`, `attributes.NAME`, `in_stock` (a region's name).
type FilterOutput struct {
	// True where all operands are.
	All *FilterAllOutput `json:"all,omitempty"`
	// True where one operand is.
	Any *FilterAnyOutput `json:"any,omitempty"`
	// True where its operand is not.
	Not *FilterOutput `json:"not,omitempty"`
	// True where the field has one of the values.
	In *FilterInOutput `json:"in,omitempty"`
	// True where the field is a number within the bounds.
	Range *FilterRangeOutput `json:"range,omitempty"`
}

// True where every operand is true.
type FilterAllOutput struct {
	// All of them must hold. None: true.
	Operands []FilterOutput `json:"operands"`
}

// True where one operand is true.
type FilterAnyOutput struct {
	// One of them must hold. None: false.
	Operands []FilterOutput `json:"operands"`
}

// True where the field has one of the values; a list field, where any element has.
type FilterInOutput struct {
	// Item_id, brand, category, in_stock or attributes.NAME.
	Field string `json:"field"`
	// The field must be one of them. Of in_stock: regions.
	Values []string `json:"values"`
}

// True where the number lies within the bounds that are set, both inclusive.
type FilterRangeOutput struct {
	// Price or attributes.NAME.
	Field string `json:"field"`
	// The least value that passes. Absent: no bound.
	Min *float64 `json:"min,omitempty"`
	// The largest value that passes. Absent: no bound.
	Max *float64 `json:"max,omitempty"`
}

// At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too.
type CategoryCapOutput struct {
	// Level of the category path, 0 the broadest. Absent: each item's finest.
	Level *int `json:"level,omitempty"`
	// From 1.
	Items int `json:"items"`
}

// Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2).
type DiversityOutput struct {
	// How the list is made more diverse.
	Method DiversityMethod `json:"method,omitempty"`
	// From 0, the list as it is ranked, to 1, where only the budget holds it.
	Strength float64 `json:"strength"`
	// Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05.
	RelevanceBudget *float64 `json:"relevance_budget,omitempty"`
}

// Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are.
type CoverageOutput struct {
	// Places at the end of the list, at most k: no other place is touched.
	Places int `json:"places"`
	// What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4.
	Penalty *float64 `json:"penalty,omitempty"`
	// Only so many of the best of the ranking may take these places. 0: 100; at most 1000.
	Within int `json:"within"`
}

// Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression.
type ExplorationOutput struct {
	// Places at the end of the list, at most k: no other place is touched.
	Places int `json:"places"`
	// Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them.
	Rate float64 `json:"rate"`
	// Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100.
	Candidates int `json:"candidates"`
	// The same seed draws the same places for the same ranking. Absent: at random.
	Seed *int `json:"seed,omitempty"`
}

type PutSurfaceResponse struct {
	// The version that counts from now on.
	Version int `json:"version"`
}

type RollBackSurfaceResponse struct {
	// The version that counts from now on: a new one, with the content of the earlier one.
	Version int `json:"version"`
}

type DeleteSurfaceResponse struct {
	// The version that says that it is deleted.
	Version int `json:"version"`
}

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

// Whether a rule acts.
//
// - `draft`: It is kept, and acts on nothing.
// - `live`: It acts from its `from` to its `until`.
// - `paused`: It was live, and acts on nothing until it is live again.
type RuleState string

const RuleStateDraft RuleState = "draft"
const RuleStateLive RuleState = "live"
const RuleStatePaused RuleState = "paused"

// What an item may lack.
//
// - `no_image`: It has no image.
// - `no_price`: It has no price.
// - `no_description`: It has no description: its title is all that there is to read.
// - `no_tags`: It has no tags: the tagger found none, or has not read it yet.
// - `out_of_stock`: It is in stock nowhere.
// - `no_vector`: The served model has no vector of it: it comes only into lists that need none. Not counted without a model.
// - `duplicate`: Another item has the same title and brand, and they are not variants of one product (item_group_id).
// - `not_shown`: It is in stock, and no answer or page of the last 30 days had it. Not counted where nobody knows (shown_since).
type ItemIssue string

const ItemIssueNoImage ItemIssue = "no_image"
const ItemIssueNoPrice ItemIssue = "no_price"
const ItemIssueNoDescription ItemIssue = "no_description"
const ItemIssueNoTags ItemIssue = "no_tags"
const ItemIssueOutOfStock ItemIssue = "out_of_stock"
const ItemIssueNoVector ItemIssue = "no_vector"
const ItemIssueDuplicate ItemIssue = "duplicate"
const ItemIssueNotShown ItemIssue = "not_shown"

// How long a bucket is, in the time zone of the request.
//
// - `hour`: An hour of the clock.
// - `day`: A day of the calendar: 23 or 25 hours where the clocks change.
type ActivityBucket string

const ActivityBucketHour ActivityBucket = "hour"
const ActivityBucketDay ActivityBucket = "day"

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

// Where an item is, or the first step that left it out, in the order of the steps.
//
// - `shown`: It is in the list.
// - `unknown_item`: The catalogue does not have it.
// - `out_of_stock`: It is out of stock, or not sold in the region.
// - `excluded`: The request excludes it by its id, or it is a seed.
// - `hidden`: The user does not want to see it, its brand or its category.
// - `already_met`: The user bought it, or has met it, and the request or surface leaves out what was bought or met.
// - `filtered`: It does not pass the filter of the request or surface.
// - `excluded_by_rule`: A rule of a merchandiser excludes it.
// - `no_candidate`: No source of the mode found it.
// - `ranked_below`: It is ranked below the list.
// - `replaced`: It is ranked high enough, and pins, caps, shares, diversity, coverage, fatigue, boosts or a variant of the same product took its place.
type ItemOutcome string

const ItemOutcomeShown ItemOutcome = "shown"
const ItemOutcomeUnknownItem ItemOutcome = "unknown_item"
const ItemOutcomeOutOfStock ItemOutcome = "out_of_stock"
const ItemOutcomeExcluded ItemOutcome = "excluded"
const ItemOutcomeHidden ItemOutcome = "hidden"
const ItemOutcomeAlreadyMet ItemOutcome = "already_met"
const ItemOutcomeFiltered ItemOutcome = "filtered"
const ItemOutcomeExcludedByRule ItemOutcome = "excluded_by_rule"
const ItemOutcomeNoCandidate ItemOutcome = "no_candidate"
const ItemOutcomeRankedBelow ItemOutcome = "ranked_below"
const ItemOutcomeReplaced ItemOutcome = "replaced"

// How an event follows from an answer.
//
// - `direct`: Its item is in the answer that it names.
// - `led_to`: The answer that it names has other items, and led to it.
// - `no_impression`: It names an answer of which there is no impression of the user within the days of the rule.
// - `other`: It names no answer.
type ActivityOrigin string

const ActivityOriginDirect ActivityOrigin = "direct"
const ActivityOriginLedTo ActivityOrigin = "led_to"
const ActivityOriginNoImpression ActivityOrigin = "no_impression"
const ActivityOriginOther ActivityOrigin = "other"

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
	// No item that the user has met by an event of any kind: viewed, put into the cart or bought, as far as the profile and recent_events tell.
	ExcludeSeen *bool `json:"exclude_seen,omitempty"`
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
	// The category of the page that asks, at any level: rules may have it as a condition, and the list does not change otherwise.
	PageCategory string `json:"page_category,omitempty"`
	// What else rules may have as a condition, such as "campaign-spring" or what was searched for: at most 20.
	RuleTags []string `json:"rule_tags,omitempty"`
	// False: no rule of a merchandiser acts. Absent: they do.
	Rules *bool `json:"rules,omitempty"`
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
	PageCategory string `json:"page_category,omitempty"`
	// As of a Recommend.
	RuleTags []string `json:"rule_tags,omitempty"`
	// As of a Recommend.
	Rules *bool `json:"rules,omitempty"`
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
	ExcludeSeen *bool `json:"exclude_seen,omitempty"`
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
	PageCategory string `json:"page_category,omitempty"`
	// As of a Recommend.
	RuleTags []string `json:"rule_tags,omitempty"`
	// As of a Recommend. Of rules, those that exclude, let only some items in, or boost act.
	Rules *bool `json:"rules,omitempty"`
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
	// As of a Recommend.
	ExcludeSeen *bool `json:"exclude_seen,omitempty"`
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

type ExplainItemRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The item that is asked for.
	ItemID string `json:"item_id"`
	// Who the list is for.
	UserID string `json:"user_id"`
	// As of a Recommend. Of what a surface says, its exploration does not hold.
	Surface string `json:"surface,omitempty"`
	// As of a Recommend.
	Region string `json:"region,omitempty"`
	// As of a Recommend.
	K int `json:"k,omitempty"`
	// As of a Recommend.
	Mode RecommendMode `json:"mode,omitempty"`
	// As of a Recommend.
	Filter *Filter `json:"filter,omitempty"`
	// As of a Recommend.
	Language string `json:"language,omitempty"`
	// As of a Recommend.
	PageCategory string `json:"page_category,omitempty"`
	// As of a Recommend.
	RuleTags []string `json:"rule_tags,omitempty"`
	// As of a Recommend.
	Time time.Time `json:"time,omitzero"`
	// As of a Recommend.
	SeedItemIDs []string `json:"seed_item_ids,omitempty"`
	// As of a Recommend.
	ExcludeItemIDs []string `json:"exclude_item_ids,omitempty"`
	// As of a Recommend.
	ExcludePurchased *bool `json:"exclude_purchased,omitempty"`
	// As of a Recommend.
	ExcludeSeen *bool `json:"exclude_seen,omitempty"`
}

type PreviewRuleRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The name of the rule. If a rule of this name is stored, this one stands in its place. Empty: a new rule.
	Name string `json:"name,omitempty"`
	// It acts as if it were live and due: its state, `from` and `until` do not count. Its condition does.
	Rule *Rule `json:"rule"`
	// Who the list is for.
	UserID string `json:"user_id"`
	// As of a Recommend. Of what a surface says, its exploration does not hold: both lists would differ by chance.
	Surface string `json:"surface,omitempty"`
	// As of a Recommend.
	K int `json:"k,omitempty"`
	// As of a Recommend.
	Region string `json:"region,omitempty"`
	// As of a Recommend.
	Language string `json:"language,omitempty"`
	// As of a Recommend.
	PageCategory string `json:"page_category,omitempty"`
	// As of a Recommend.
	RuleTags []string `json:"rule_tags,omitempty"`
	// As of a Recommend.
	SeedItemIDs []string `json:"seed_item_ids,omitempty"`
	// As of a Recommend.
	Time time.Time `json:"time,omitzero"`
}

// What lists show for another reason than relevance.
type Rule struct {
	// For which requests it acts. Absent: for all.
	Condition *RuleCondition `json:"condition,omitempty"`
	// What it does.
	Action *RuleAction `json:"action,omitempty"`
	// Of two rules that contradict each other, the one with the higher priority holds; of the same, the one whose name is first.
	Priority int `json:"priority,omitempty"`
	// Whether it acts.
	State RuleState `json:"state,omitempty"`
	// It acts from this moment on, in the shop's time zone, such as 2026-12-24 or 2026-12-24T18:00. Empty: it always did.
	From string `json:"from,omitempty"`
	// It acts until just before this moment. Empty: without an end.
	Until string `json:"until,omitempty"`
	// What it is for, for people.
	Note string `json:"note,omitempty"`
}

// For which requests a rule acts. All conditions that are said must hold; each list of values: one of them.
type RuleCondition struct {
	// The surface of the request or placement. None: all, and requests without one.
	Surfaces []string `json:"surfaces,omitempty"`
	// Users of this segment. A rule with it never acts on a request without a profile.
	Users *Segment `json:"users,omitempty"`
	// The region of the request.
	Regions []string `json:"regions,omitempty"`
	// The category of the request, or that of one of its seeds, at any level.
	Categories []string `json:"categories,omitempty"`
	// The tags of the request, such as "campaign-spring" or what was searched for.
	Tags []string `json:"tags,omitempty"`
	// The language of the request: "de" holds for "de-AT" too.
	Languages []string `json:"languages,omitempty"`
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

// What a rule does.
type RuleAction struct {
	// Puts items on places.
	Pin *RulePins `json:"pin,omitempty"`
	// Moves items up or down.
	Boost *RuleBoost `json:"boost,omitempty"`
	// No item that passes is shown. It beats pins.
	Exclude *Filter `json:"exclude,omitempty"`
	// Reserves places.
	Share *RuleShare `json:"share,omitempty"`
	// Bounds how many items of one value a list has.
	Cap *RuleCap `json:"cap,omitempty"`
	// Only items that pass are shown. It beats pins.
	Only *Filter `json:"only,omitempty"`
}

// Puts items on places.
type RulePins struct {
	// From 1 to 20, each with its own item and place.
	Pins []RulePin `json:"pins"`
}

// Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold.
type RulePin struct {
	// The item. Where a variant of it is in the list, that one goes.
	ItemID string `json:"item_id"`
	// From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one.
	Position int `json:"position,omitempty"`
}

// Moves items of a ranking up or down. It fetches no item that the ranking does not have.
type RuleBoost struct {
	// Items that pass.
	Items *Filter `json:"items"`
	// Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it.
	Factor float64 `json:"factor"`
}

// Reserves places for items: at least this share of the list, as far as there are any that may be shown.
type RuleShare struct {
	// Items that pass.
	Items *Filter `json:"items"`
	// From 0 to 1 of the places, rounded down.
	Share float64 `json:"share,omitempty"`
}

// At most so many items of one value.
type RuleCap struct {
	// Category, brand or attributes.NAME.
	Field string `json:"field"`
	// Of a category: its level, 0 the broadest. Absent: the finest.
	Level *int `json:"level,omitempty"`
	// From 1.
	Items int `json:"items"`
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
	// Only items with at least one of these tags, as CountFacets names them. Empty: any.
	Tags []string `json:"tags,omitempty"`
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
	// The model that answered. Empty: none, or not known.
	ModelVersion string `json:"model_version,omitempty"`
	// How the lists of the page were made, also those without items. Empty: not known.
	Lists []ImpressionList `json:"lists,omitempty"`

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

// One list of a page: how it was made.
type ImpressionList struct {
	// Its name, as at its items. Absent: the page has one list.
	Placement string `json:"placement,omitempty"`
	// The mode by its name in JSON, such as "second_stage".
	Mode string `json:"mode,omitempty"`
	// Codes of what the list does without, such as "STARS_MODEL_NOT_READY".
	Degradations []string `json:"degradations,omitempty"`
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

type CountFacetsRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// As of a SearchItems. Empty: all items.
	Query string `json:"query,omitempty"`
	// As of a SearchItems. Empty: in stock anywhere.
	Region string `json:"region,omitempty"`
	// Only items that pass.
	Filter *Filter `json:"filter,omitempty"`
	// Most values of each field, at most 100. 0: 10.
	Values int `json:"values,omitempty"`
	// Also items that are out of stock. Without a region.
	IncludeOutOfStock *bool `json:"include_out_of_stock,omitempty"`
	// As of a SearchItems: only items with at least one of these.
	Tags []string `json:"tags,omitempty"`
}

type GetCatalogHealthRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
}

type ListItemsWithIssueRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Only items that have it. Required.
	Issue ItemIssue `json:"issue"`
	// Items of a page, at most 500. 0: 50.
	PageSize int `json:"page_size,omitempty"`
	// The next_page_token of the page before. Empty: the first page.
	PageToken string `json:"page_token,omitempty"`
}

type InspectItemRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The item.
	ItemID string `json:"item_id"`
	// How many of the nearest items, at most 50. 0: none.
	Nearest int `json:"nearest,omitempty"`
}

type CorrectTagsRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The item whose tags are corrected.
	ItemID string `json:"item_id"`
	// Terms of the vocabulary that the item has, whatever the tagger says.
	Add []string `json:"add,omitempty"`
	// Terms that it has not.
	Remove []string `json:"remove,omitempty"`
	// Takes the correction of the item back. Without add and remove.
	Withdrawn bool `json:"withdrawn,omitempty"`
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
	// As of a Recommend.
	ExcludeSeen *bool `json:"exclude_seen,omitempty"`
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

type GetActivityRequest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The first moment that counts. With `until` and `bucket` at most 400 buckets.
	From time.Time `json:"from"`
	// The first moment that counts no more. Absent: now.
	Until time.Time `json:"until,omitzero"`
	// Of the figures.
	Bucket ActivityBucket `json:"bucket,omitempty"`
	// Of the shop, such as "Europe/Berlin". Empty: UTC.
	TimeZone string `json:"time_zone,omitempty"`
	// An event counts for an answer that is at most so many days older than it. 0: 7; at most 30.
	WithinDays int `json:"within_days,omitempty"`
	// How many items are listed for each placement, at most 100.
	TopItems int `json:"top_items,omitempty"`
}

type ListRulesRequest struct {
	// The shop or client whose rules they are. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Only this one, with all versions that are kept. Empty: all that are not deleted, with their newest version.
	Name string `json:"name,omitempty"`
}

type PutRuleRequest struct {
	// The shop or client whose rule it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// What people call it. "*": the switch of all rules.
	Name string `json:"name"`
	// Replaces the version before completely.
	Rule *Rule `json:"rule"`
	// The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is.
	ExpectedVersion *int `json:"expected_version,omitempty"`
}

type RollBackRuleRequest struct {
	// The shop or client whose rule it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// What people call it.
	Name string `json:"name"`
	// The version that counts again. 0: the one before the newest.
	Version int `json:"version,omitempty"`
	// As of a PutRule.
	ExpectedVersion *int `json:"expected_version,omitempty"`
}

type DeleteRuleRequest struct {
	// The shop or client whose rule it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// What people call it.
	Name string `json:"name"`
	// As of a PutRule.
	ExpectedVersion *int `json:"expected_version,omitempty"`
}

type EstimateRuleRequest struct {
	// The shop or client whose rule it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// As of a PreviewRule.
	Name string `json:"name,omitempty"`
	// As of a PreviewRule. Records of answers have no language, page category, seeds and tags: conditions of these are taken to hold.
	Rule *Rule `json:"rule"`
	// Answers that are sampled, at most 1000. 0: 200. The same answers are sampled for all rules.
	Answers int `json:"answers,omitempty"`
	// Of the last so many days, at most 28. 0: 7.
	Days int `json:"days,omitempty"`
}

type GetStatusRequest struct {
	// The shop or client whose model is shown. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
}

type ListDeadLettersRequest struct {
	// The shop or client whose messages they are. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Only of this topic, such as "catalog". Empty: of all.
	Topic string `json:"topic,omitempty"`
	// Only those that this consumer group gave up. Empty: of all.
	Group string `json:"group,omitempty"`
	// Only those with this error code. Empty: with any.
	Code string `json:"code,omitempty"`
	// Most letters of a page, at most 500. 0: 50.
	PageSize int `json:"page_size,omitempty"`
	// The next_page_token of the page before. Empty: the first page.
	PageToken string `json:"page_token,omitempty"`
}

type ReplayDeadLettersRequest struct {
	// The shop or client whose messages they are. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Ids of the list, at most 500. If one of them is not there, nothing is sent.
	IDs []string `json:"ids"`
}

type DropDeadLettersRequest struct {
	// The shop or client whose messages they are. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Ids of the list, at most 500. If one of them is not there, nothing is erased.
	IDs []string `json:"ids"`
}

type ListAuditEntriesRequest struct {
	// The shop or client that things were done for. What is of no tenant is in the list too. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Only by callers whose id has this text. Empty: by all.
	Who string `json:"who,omitempty"`
	// Only this action, such as "DeleteUser". Empty: all.
	Action string `json:"action,omitempty"`
	// Only entries from this time on.
	Since time.Time `json:"since,omitzero"`
	// Only entries before this time.
	Until time.Time `json:"until,omitzero"`
	// Most entries of a page, at most 500. 0: 50.
	PageSize int `json:"page_size,omitempty"`
	// The next_page_token of the page before. Empty: the first page.
	PageToken string `json:"page_token,omitempty"`
}

type ListKeysRequest struct {
	// The shop or client whose keys they are. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
}

type CreateKeyRequest struct {
	// The tenant of the key where tenants names none. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Who has it, such as "shop".
	Name string `json:"name"`
	// What its callers may do: rights that the caller of this has too.
	Rights []string `json:"rights"`
	// Its tenants: those that the caller of this may use.
	Tenants []string `json:"tenants,omitempty"`
	// Days until it ends, at most 36500. 0: 90.
	Days int `json:"days,omitempty"`
	// Works a second that it may ask for. Absent: the default of the server.
	Limit *float64 `json:"limit,omitempty"`
	// A name in a client certificate, which then is the credential. Absent: an API key is made.
	Certificate string `json:"certificate,omitempty"`
}

type RevokeKeysRequest struct {
	// The shop or client whose keys they are. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Ids of the list, at most 500. If one of them is not there, none is removed.
	IDs []string `json:"ids"`
}

type ListModelsRequest struct {
	// The shop or client whose model it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// Only this one, with all steps of its roll-outs. Empty: all.
	Version string `json:"version,omitempty"`
}

type TrainModelRequest struct {
	// The shop or client whose model it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
}

type ServeModelRequest struct {
	// The shop or client whose model it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The version that is to serve.
	Version string `json:"version"`
	// Whether it serves even if a gate fails.
	Force bool `json:"force,omitempty"`
}

type RollBackModelRequest struct {
	// The shop or client whose model it is. Empty means "default".
	TenantID string `json:"tenant_id,omitempty"`
	// The version that the caller thinks serves: if another one does, the call fails with STARS_CONFLICT. Empty: whatever serves.
	Version string `json:"version,omitempty"`
	// Whether the version before serves even if a gate fails.
	Force bool `json:"force,omitempty"`
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
	// Names of the merchandiser's rules whose conditions hold for the request, in the order in which they act.
	Rules []string `json:"rules"`
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
	// Rules of a merchandiser that acted on it.
	RuleEffects []RuleEffect `json:"rule_effects"`
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
	// What boosts of a merchandiser's rules add, as fatigue does; negative: take off.
	Boost float64 `json:"boost"`
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

// A rule that acted on an item of an answer.
type RuleEffect struct {
	// Its name.
	Rule string `json:"rule"`
	// What it did: pin, boost, bury or share.
	Action string `json:"action"`
	// Places that the item went up because of all rules together; negative: down. 0 where the ranking did not have it.
	Moved float64 `json:"moved"`
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
	// As of a Recommend.
	Rules []string `json:"rules"`
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

type ExplainItemResponse struct {
	// Where it is, or what left it out.
	Outcome ItemOutcome `json:"outcome,omitempty"`
	// Its position in the list, from 0, if it is shown.
	Position *int `json:"position,omitempty"`
	// The rule that excludes it.
	Rule string `json:"rule"`
	// Its place in the ranking, from 1, of at most 1000.
	Rank *int `json:"rank,omitempty"`
	// Its score in the ranking.
	Score *float64 `json:"score,omitempty"`
	// The score of the last item that the list would have by rank alone.
	LastScore *float64 `json:"last_score,omitempty"`
	// If no source found it: its best place, from 1, in the searches with the user's vectors, of at most 1000.
	SearchRank *int `json:"search_rank,omitempty"`
	// As of a Recommend.
	Degradations []Degradation `json:"degradations"`
}

type PreviewRuleResponse struct {
	// The list with the rules that act now.
	Before *PlacementAnswer `json:"before,omitempty"`
	// The list with the rule. If its condition does not hold for the request, its name is not among `rules`.
	After *PlacementAnswer `json:"after,omitempty"`
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

type CountFacetsResponse struct {
	// Items that were counted. Variants of a product count each.
	Items int `json:"items"`
	// Brand, category and tags, then at most 20 attributes, the most frequent first. Fields without a value are left out.
	Facets []Facet `json:"facets"`
	// Not all were counted: the search finds more items, or they have more different values, than one call counts.
	Incomplete bool `json:"incomplete"`
}

// The values of one field.
type Facet struct {
	// Brand, category (each level counts), attributes.NAME, or tags.
	Field string `json:"field"`
	// Those that most items have, the most frequent first.
	Values []FacetValue `json:"values"`
}

// How many items have a value.
type FacetValue struct {
	// As a filter writes it.
	Value string `json:"value"`
	// Items that have it.
	Items int `json:"items"`
}

type GetCatalogHealthResponse struct {
	// Items of the catalogue.
	Items int `json:"items"`
	// Each issue, also those that no item has.
	Issues []IssueCount `json:"issues"`
	// When the items were counted: at most some minutes ago.
	CountedTime time.Time `json:"counted_time,omitzero"`
	// The served model whose vectors were asked for. Empty: none serves.
	ModelVersion string `json:"model_version"`
	// What was shown is known since then: 30 days, or less where neither the archive nor the bus has more. Absent: it is not known, for there are more than 20 million records, or the archive cannot be read now.
	ShownSince time.Time `json:"shown_since,omitzero"`
}

// How many items have an issue.
type IssueCount struct {
	// The issue.
	Issue ItemIssue `json:"issue,omitempty"`
	// Items that have it.
	Items int `json:"items"`
}

type ListItemsWithIssueResponse struct {
	// In the order of their ids; duplicates are beside each other. At most the first 10000 of an issue are listed.
	Items []FoundItem `json:"items"`
	// Where the next page begins. Empty: this is the last one.
	NextPageToken string `json:"next_page_token"`
}

type InspectItemResponse struct {
	// The item as it is stored.
	Item *CatalogItemOutput `json:"item,omitempty"`
	// In the order of the terms.
	Tags []ItemTag `json:"tags"`
	// The correction that is in force. Absent: none is.
	Correction *StandingCorrection `json:"correction,omitempty"`
	// Who gave the tags: method, model and prompt. Empty: the tagger has not read the item yet.
	Tagger string `json:"tagger"`
	// The version of the item that the tags are made from. Absent: none yet.
	TaggedVersion *int `json:"tagged_version,omitempty"`
	// The served model. Empty: none serves.
	ModelVersion string `json:"model_version"`
	// Whether the served model has a vector of the item.
	HasVector bool `json:"has_vector"`
	// The inspected item first, then the nearest ones in stock. Empty without a vector.
	Map []MapPlace `json:"map"`
	// How much of the differences between these vectors the map shows, from 0 to 1.
	MapShare float64 `json:"map_share"`
	// When the change was made that the tags are of. Absent: nobody said, as in an import, or there are no tags yet.
	ChangedTime time.Time `json:"changed_time,omitzero"`
	// When tags and features of the text were stored; the vectors of live models follow at once. Absent: not yet.
	IndexedTime time.Time `json:"indexed_time,omitzero"`
}

// A tag of an item.
type ItemTag struct {
	// A term of the vocabulary.
	Term string `json:"term"`
	// A person added it. Otherwise it is the tagger's.
	Corrected bool `json:"corrected"`
}

// What a person said about the tags of an item.
type StandingCorrection struct {
	// Terms that the item has, whatever the tagger says.
	Add []string `json:"add"`
	// Terms that it has not.
	Remove []string `json:"remove"`
	// A later correction has a higher one. Those of the API and of ./stars are the time, microseconds since 1970.
	Version int `json:"version"`
}

// An item on a map, where items with similar vectors are near each other.
type MapPlace struct {
	// The item.
	Item *FoundItem `json:"item,omitempty"`
	// The inner product with the inspected item, as answers use it. Higher is nearer.
	Score float64 `json:"score"`
	// From -1 to 1.
	X float64 `json:"x"`
	// From -1 to 1.
	Y float64 `json:"y"`
}

type CorrectTagsResponse struct {
	// Of the correction: it replaces the ones before.
	Version int `json:"version"`
}

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
	// As of a Recommend.
	ExcludeSeen *bool `json:"exclude_seen,omitempty"`
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

type GetActivityResponse struct {
	// By time, placement and origin.
	Rows []ActivityRow `json:"rows"`
	// The most answers first, at most 50.
	Placements []PlacementActivity `json:"placements"`
	// Different items that answers had.
	ItemsShown int `json:"items_shown"`
	// Items in the catalogue now.
	CatalogItems int `json:"catalog_items"`
	// The rule of attribution, with its default filled.
	WithinDays int `json:"within_days"`
	// As of when: what the bus had then is counted.
	AsOf time.Time `json:"as_of,omitzero"`
	// What happened before may be missing: without an archive the bus has it no more, or too much to be read. Absent: nothing is missing.
	KnownSince time.Time `json:"known_since,omitzero"`
}

// What happened in one bucket. One without any activity is not there.
type ActivityRow struct {
	// When the bucket begins.
	Start time.Time `json:"start,omitzero"`
	// The name of the list, or the surface of a page with one list. With DIRECT alone; empty: without a name, or beyond the 50 with the most answers.
	Placement string `json:"placement"`
	// Of the events. Rows of a placement are DIRECT.
	Origin ActivityOrigin `json:"origin,omitempty"`
	// Recorded answers that have the placement. An answer for a page counts for each of its placements.
	Answers int `json:"answers"`
	// Pages that a client confirmed as seen.
	Confirmed int `json:"confirmed"`

	Events *EventCounts `json:"events,omitempty"`
}

// Events of a user with an item. Each event counts once, as what it was when it happened: a refund is no purchase less.
type EventCounts struct {
	Views int `json:"views"`

	AddToCarts int `json:"add_to_carts"`

	RemovalsFromCart int `json:"removals_from_cart"`

	Purchases int `json:"purchases"`

	Refunds int `json:"refunds"`
	// That were bought. An event that says no quantity is of one.
	Units float64 `json:"units"`
	// Of what was bought, at the present prices of the catalogue: events have no price.
	Revenue float64 `json:"revenue"`
	// Bought units of items that have no price in the catalogue now. They are not in the revenue.
	UnitsWithoutPrice float64 `json:"units_without_price"`
}

// What the answers of a placement had, over all buckets.
type PlacementActivity struct {
	Placement string `json:"placement"`

	Answers int `json:"answers"`
	// Different items that answers had.
	Items int `json:"items"`
	// The share of all shown places that the tenth of these items with the most has, from 0.1 to 1. 0 without items.
	TopTenthShare float64 `json:"top_tenth_share"`
	// What answers did without, by its code. Those of earlier releases do not say.
	Degradations []AnswersWith `json:"degradations"`

	Modes []AnswersWith `json:"modes"`

	ModelVersions []AnswersWith `json:"model_versions"`
	// Those in the most answers.
	TopItems []ShownItem `json:"top_items"`
}

// How many answers had something.
type AnswersWith struct {
	// A code, a mode or a version.
	Name string `json:"name"`

	Answers int `json:"answers"`
}

// An item of a placement.
type ShownItem struct {
	ItemID string `json:"item_id"`
	// Answers that have it there.
	Answers int `json:"answers"`
	// That follow from them.
	Views int `json:"views"`

	Purchases int `json:"purchases"`
}

type ListRulesResponse struct {
	// By name.
	Rules []RuleHistory `json:"rules"`
	// IANA name of the shop's time zone, which `from` and `until` are of.
	TimeZone string `json:"time_zone"`
}

// The versions of a rule. Topic `stars.v1.rules` (compacted), key `name`. The rule named "*" is the switch of all others: it has no action, and unless it is LIVE, or was never put, none of them acts.
type RuleHistory struct {
	// The shop or client whose rule it is. Empty means "default".
	TenantID string `json:"tenant_id"`
	// What people call it.
	Name string `json:"name"`
	// At most 20, newest first.
	Versions []RuleVersion `json:"versions"`
}

// One version of a rule.
type RuleVersion struct {
	// 1 is the first, and each change has the next.
	Version int `json:"version"`
	// Absent: with this version it was deleted.
	Rule *RuleOutput `json:"rule,omitempty"`
	// Id of the caller who changed it.
	ChangedBy string `json:"changed_by"`
	// When it was changed.
	ChangedTime time.Time `json:"changed_time,omitzero"`
}

// What lists show for another reason than relevance.
type RuleOutput struct {
	// For which requests it acts. Absent: for all.
	Condition *RuleConditionOutput `json:"condition,omitempty"`
	// What it does.
	Action *RuleActionOutput `json:"action,omitempty"`
	// Of two rules that contradict each other, the one with the higher priority holds; of the same, the one whose name is first.
	Priority int `json:"priority"`
	// Whether it acts.
	State RuleState `json:"state,omitempty"`
	// It acts from this moment on, in the shop's time zone, such as 2026-12-24 or 2026-12-24T18:00. Empty: it always did.
	From string `json:"from"`
	// It acts until just before this moment. Empty: without an end.
	Until string `json:"until"`
	// What it is for, for people.
	Note string `json:"note"`
}

// For which requests a rule acts. All conditions that are said must hold; each list of values: one of them.
type RuleConditionOutput struct {
	// The surface of the request or placement. None: all, and requests without one.
	Surfaces []string `json:"surfaces"`
	// Users of this segment. A rule with it never acts on a request without a profile.
	Users *SegmentOutput `json:"users,omitempty"`
	// The region of the request.
	Regions []string `json:"regions"`
	// The category of the request, or that of one of its seeds, at any level.
	Categories []string `json:"categories"`
	// The tags of the request, such as "campaign-spring" or what was searched for.
	Tags []string `json:"tags"`
	// The language of the request: "de" holds for "de-AT" too.
	Languages []string `json:"languages"`
}

// Users for whom all conditions hold.
type SegmentOutput struct {
	// What UpsertUsers sent of them: the field `attributes.NAME` is the feature NAME. Absent: no condition.
	Features *FilterOutput `json:"features,omitempty"`
	// What they did: at most 16.
	Events []EventConditionOutput `json:"events"`
}

// What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back.
type EventConditionOutput struct {
	// Events of one of these types. Empty: of any.
	Types []InteractionType `json:"types"`
	// Events with an item that passes. Absent: with any.
	Items *FilterOutput `json:"items,omitempty"`
	// Events of the last so many days. 0: of any time.
	WithinDays int `json:"within_days"`
	// The user did nothing of that.
	Never *bool `json:"never,omitempty"`
}

// What a rule does.
type RuleActionOutput struct {
	// Puts items on places.
	Pin *RulePinsOutput `json:"pin,omitempty"`
	// Moves items up or down.
	Boost *RuleBoostOutput `json:"boost,omitempty"`
	// No item that passes is shown. It beats pins.
	Exclude *FilterOutput `json:"exclude,omitempty"`
	// Reserves places.
	Share *RuleShareOutput `json:"share,omitempty"`
	// Bounds how many items of one value a list has.
	Cap *RuleCapOutput `json:"cap,omitempty"`
	// Only items that pass are shown. It beats pins.
	Only *FilterOutput `json:"only,omitempty"`
}

// Puts items on places.
type RulePinsOutput struct {
	// From 1 to 20, each with its own item and place.
	Pins []RulePinOutput `json:"pins"`
}

// Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold.
type RulePinOutput struct {
	// The item. Where a variant of it is in the list, that one goes.
	ItemID string `json:"item_id"`
	// From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one.
	Position int `json:"position"`
}

// Moves items of a ranking up or down. It fetches no item that the ranking does not have.
type RuleBoostOutput struct {
	// Items that pass.
	Items *FilterOutput `json:"items,omitempty"`
	// Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it.
	Factor float64 `json:"factor"`
}

// Reserves places for items: at least this share of the list, as far as there are any that may be shown.
type RuleShareOutput struct {
	// Items that pass.
	Items *FilterOutput `json:"items,omitempty"`
	// From 0 to 1 of the places, rounded down.
	Share float64 `json:"share"`
}

// At most so many items of one value.
type RuleCapOutput struct {
	// Category, brand or attributes.NAME.
	Field string `json:"field"`
	// Of a category: its level, 0 the broadest. Absent: the finest.
	Level *int `json:"level,omitempty"`
	// From 1.
	Items int `json:"items"`
}

type PutRuleResponse struct {
	// The version that counts from now on.
	Version int `json:"version"`
	// Contradictions with rules that are live, items that cannot be shown, filters that no item passes: at most 50.
	Warnings []RuleWarning `json:"warnings"`
}

// What a person should look at in a rule. It counts all the same.
type RuleWarning struct {
	// What it is. A code never changes its meaning.
	Code string `json:"code"`
	// The same for a person.
	Message string `json:"message"`
	// The other rule, if two contradict each other.
	OtherRule string `json:"other_rule"`
	// The item, if it is about one.
	ItemID string `json:"item_id"`
}

type RollBackRuleResponse struct {
	// The version that counts from now on: a new one, with the content of the earlier one.
	Version int `json:"version"`
}

type DeleteRuleResponse struct {
	// The version that says that it is deleted.
	Version int `json:"version"`
}

type EstimateRuleResponse struct {
	// Answers that were made again: fewer than asked for if there are fewer, or if the time was up.
	Answers int `json:"answers"`
	// Lists of these answers that were made again, as of now.
	Lists int `json:"lists"`
	// Lists that the rule acts on, or the stored one of its name.
	ActedOn int `json:"acted_on"`
	// Lists that would have other items, or another order.
	Changed int `json:"changed"`
	// Lists that could not be made again: their mode needs seeds, which records do not have.
	Skipped int `json:"skipped"`
	// At most 20 items that gain most lists, the largest gain first.
	Gaining []RuleItemChange `json:"gaining"`
	// At most 20 items that lose most lists, the largest loss first.
	Losing []RuleItemChange `json:"losing"`
	// Of the changed lists.
	ExpectedDcg *ExpectedDcg `json:"expected_dcg,omitempty"`
	// Of the changed lists.
	LoggedFeedback *LoggedFeedback `json:"logged_feedback,omitempty"`
	// Conditions of the rule that were taken to hold: languages, categories or tags.
	Assumed []string `json:"assumed"`
	// When the oldest of these answers was made. Absent: there are none.
	Since time.Time `json:"since,omitzero"`
	// As of a PutRule.
	Warnings []RuleWarning `json:"warnings"`
}

// An item that more or fewer of the lists would have that the rule acts on.
type RuleItemChange struct {
	// The item.
	ItemID string `json:"item_id"`
	// Lists that have it without the rule.
	ListsBefore int `json:"lists_before"`
	// Lists that have it with the rule.
	ListsAfter int `json:"lists_after"`
}

// Expected DCG: the sum over the places, from 1, of the probability by the model that the user chooses the item, if one of both lists / log2(place + 1). An item that the model has no score for counts 0.
type ExpectedDcg struct {
	// Changed lists that the model could score. If it is 0, the other fields say nothing.
	Lists int `json:"lists"`
	// Mean of these lists without the rule.
	Before float64 `json:"before"`
	// Mean with it.
	After float64 `json:"after"`
	// 95% interval of the mean of after - before, by the spread between users. Absent with one user.
	ChangeLow *float64 `json:"change_low,omitempty"`
	// The upper bound.
	ChangeHigh *float64 `json:"change_high,omitempty"`
	// At most 10 lists that lose most, the largest loss first.
	Losing []RuleListChange `json:"losing"`
}

// A list that the rule would change.
type RuleListChange struct {
	// Who it is for.
	UserID string `json:"user_id"`
	// Its surface or placement.
	Surface string `json:"surface"`
	// Expected DCG without the rule.
	DcgBefore float64 `json:"dcg_before"`
	// Expected DCG with it.
	DcgAfter float64 `json:"dcg_after"`
}

// What the logged behaviour of users can say about the rule.
type LoggedFeedback struct {
	// Places that would have another item.
	PlacesChanged int `json:"places_changed"`
	// Of these, places that exploration filled by chance when the list was shown. Only there does the log hold evidence of other items.
	PlacesByChance int `json:"places_by_chance"`
	// Why there is no counterfactual estimate.
	NotEstimable string `json:"not_estimable"`
}

type GetStatusResponse struct {
	// When this was so.
	Time time.Time `json:"time,omitzero"`
	// Whether the process that answers takes requests. Others may differ.
	Ready bool `json:"ready"`
	// What the process that answers looks at.
	Checks []StatusCheck `json:"checks"`
	// Of the whole installation, as the bus knows it.
	Groups []GroupLag `json:"groups"`
	// Why groups are missing. Empty: they are not.
	GroupsProblem string `json:"groups_problem"`
	// The model that this process serves. Empty: none.
	ModelVersion string `json:"model_version"`
	// The end of the data that it learned from.
	ModelDataUntil time.Time `json:"model_data_until,omitzero"`
	// The process that answers counts since then.
	CountedSince time.Time `json:"counted_since,omitzero"`
	// The stages in this process. In `./stars up`, these are all; a gateway of its own has those of its answers.
	Freshness []StageFreshness `json:"freshness"`
	// What this process answered, the most frequent call first.
	Calls []CallStatistics `json:"calls"`
	// Lists of this process that were less than they could have been, by reason, the most frequent first.
	Degradations []CodeCount `json:"degradations"`
}

// What a process needs, or does its work less well without.
type StatusCheck struct {
	// Its name, such as "vector-index" or "model".
	Name string `json:"name"`
	// Whether it is there.
	Ok bool `json:"ok"`
	// What is wrong, in words. Empty: nothing.
	Message string `json:"message"`
	// Whether answers go on without it, only less well.
	Degrades bool `json:"degrades"`
}

// How far behind a consumer group is.
type GroupLag struct {
	// The service whose work it is.
	Service string `json:"service"`
	// The consumer group.
	Group string `json:"group"`
	// Messages that it has not handled yet, without those that wait for a retry.
	Messages int `json:"messages"`
}

// How old data of a kind is when it comes to a stage. Data older than a day is imported history, and is not counted.
type StageFreshness struct {
	// "interaction", "impression" or "catalogue".
	Flow string `json:"flow"`
	// Such as "vector_stored" or "indexed".
	Stage string `json:"stage"`
	// How many came there.
	Count int `json:"count"`
	// Half of them were no older, in seconds: the bound of a bucket of the histogram. Absent: they were above all bounds.
	MedianSeconds *float64 `json:"median_seconds,omitempty"`
	// 95% of them were no older, in seconds; absent likewise.
	P95Seconds *float64 `json:"p95_seconds,omitempty"`
}

// How one call of the API was answered, over gRPC and HTTP.
type CallStatistics struct {
	// Its name, such as "Recommend". "unknown": callers whom the server does not know.
	Method string `json:"method"`
	// Requests that were answered, those with an error among them.
	Requests int `json:"requests"`
	// Answers with an error, the most frequent code first.
	Errors []CodeCount `json:"errors"`
	// Half of the answers took no longer, in seconds: the bound of a bucket of the histogram. Absent: longer than all bounds.
	MedianSeconds *float64 `json:"median_seconds,omitempty"`
	// 95% of the answers took no longer, in seconds; absent likewise.
	P95Seconds *float64 `json:"p95_seconds,omitempty"`
}

// How often an error code was answered.
type CodeCount struct {
	// Such as "STARS_UNAVAILABLE".
	Code string `json:"code"`
	// Answers with it.
	Count int `json:"count"`
}

type ListDeadLettersResponse struct {
	// By topic, oldest first. A page may have none and yet not be the last.
	Letters []DeadLetter `json:"letters"`
	// Where the next page begins. Empty: this is the last one.
	NextPageToken string `json:"next_page_token"`
}

// A message that a consumer group gave up.
type DeadLetter struct {
	// Topic and place among its dead letters, such as "catalog/0/17".
	ID string `json:"id"`
	// The topic that it was sent to, such as "stars.v1.catalog".
	Topic string `json:"topic"`
	// The consumer group that gave it up.
	Group string `json:"group"`
	// Its key: the tenant, "/", and the id of a user, an item or a region.
	Key string `json:"key"`
	// The code of the error.
	Code string `json:"code"`
	// What was wrong, in words.
	Reason string `json:"reason"`
	// When the group gave it up.
	FailedTime time.Time `json:"failed_time,omitzero"`
	// How often it was handled.
	Attempts int `json:"attempts"`
	// How often it was sent again after it had become a dead letter.
	Replays int `json:"replays"`
	// Whether its group takes it again.
	Replayable bool `json:"replayable"`
	// The message, as JSON. Absent where content_problem says why.
	Content map[string]any `json:"content,omitempty"`
	// Why the message is not shown: its bytes are no such message, or it is too large.
	ContentProblem string `json:"content_problem"`
}

type ReplayDeadLettersResponse struct {
	// Messages that were sent again. What fails again comes back to the list.
	Replayed int `json:"replayed"`
}

type DropDeadLettersResponse struct {
	// Messages that were erased.
	Dropped int `json:"dropped"`
}

type ListAuditEntriesResponse struct {
	// Newest first. A page may have none and yet not be the last.
	Entries []AuditEntry `json:"entries"`
	// Where the next page begins. Empty: this is the last one.
	NextPageToken string `json:"next_page_token"`
}

// An entry of the audit log.
type AuditEntry struct {
	// Of the action: the entries of its begin and of its end have the same.
	ID string `json:"id"`
	// When it was written.
	Time time.Time `json:"time,omitzero"`
	// The process and its machine.
	Writer string `json:"writer"`
	// Id of the caller, name of an operator of the command line, or name of a service.
	Who string `json:"who"`
	// Rights of the caller; none for an operator.
	Rights []string `json:"rights"`
	// The tenant that it was done for. Empty: it is of the whole installation.
	TenantID string `json:"tenant_id"`
	// Name of the call or of the command.
	Action string `json:"action"`
	// What it was done to. A user is a keyed hash.
	Target map[string]any `json:"target,omitempty"`
	// "begun" before the action, "done" or "failed" after it; "noted" has no action.
	Outcome string `json:"outcome"`
	// The code of the failure.
	Code string `json:"code"`
}

type ListKeysResponse struct {
	// Keys for this tenant. Those that are for a tenant that the caller may not use are not among them.
	Keys []ApiKey `json:"keys"`
}

// The credential of a program that calls STARS, without its secret.
type ApiKey struct {
	// What revokes it.
	ID string `json:"id"`
	// Who has it. Several keys may have one name.
	Name string `json:"name"`
	// What its callers may do.
	Rights []string `json:"rights"`
	// Its tenants. A call that names none is for the first.
	Tenants []string `json:"tenants"`
	// When it was made.
	CreatedTime time.Time `json:"created_time,omitzero"`
	// When it ends.
	ExpiresTime time.Time `json:"expires_time,omitzero"`
	// Works a second that it may ask for. Absent: the default of the server.
	Limit *float64 `json:"limit,omitempty"`
	// The name in a client certificate that is the credential. Absent: an API key is.
	Certificate string `json:"certificate,omitempty"`
}

type CreateKeyResponse struct {
	// What was made.
	Key *ApiKey `json:"key,omitempty"`
	// The API key. It is stored nowhere, and no other answer has it. Empty: the credential is a certificate.
	Token string `json:"token"`
}

type RevokeKeysResponse struct {
	// Keys that were removed.
	Revoked int `json:"revoked"`
}

type ListModelsResponse struct {
	// Newest first.
	Models []ModelState `json:"models"`
	// How the last training goes. Absent: there was none, or of an older release.
	Training *TrainingStep `json:"training,omitempty"`
}

// What is known of one version.
type ModelState struct {
	// Name and digest of the model.
	Version string `json:"version"`
	// "serves"; "before": a roll-back may return to it; "rolled back"; "filling"; "refused"; "served": it did once, its vectors are gone; "new": not tried yet.
	State string `json:"state"`
	// Whether its training announced it. One that was trained for an evaluation is not.
	Announced bool `json:"announced"`
	// What its training wrote. Absent: the model is not in the registry, or damaged.
	Manifest *ModelManifest `json:"manifest,omitempty"`
	// Steps of its roll-outs, oldest first, with what each gate measured: the last step, or all where the request names the version.
	RollOuts []RollOut `json:"roll_outs"`
}

// Everything needed to serve one version. Topic `stars.v1.models` (compacted), key `tenant_id`.
type ModelManifest struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id"`
	// Name and digest of the model.
	Version string `json:"version"`
	// When it was trained.
	CreatedTime time.Time `json:"created_time,omitzero"`
	// The model's configuration, as `libs/engine/model` reads it.
	Config any `json:"config,omitempty"`
	// Everything that the folder must hold.
	Files []ModelFile `json:"files"`
	// S, with any extra dimensions counted.
	ServingWidth int `json:"serving_width"`
	// Items that it learned from.
	ItemCount int `json:"item_count"`
	// The first and the last (exclusive) moment of the training data.
	DataFrom time.Time `json:"data_from,omitzero"`

	DataUntil time.Time `json:"data_until,omitzero"`
	// What was measured when it was trained, by name.
	Metrics map[string]float64 `json:"metrics"`
	// The embedding model whose vectors it reads.
	EmbeddingModel string `json:"embedding_model"`
	// The vocabulary whose tags it knows.
	TagVocabularyVersion string `json:"tag_vocabulary_version"`
	// The signals that it knows.
	Signals []SignalSpec `json:"signals"`
	// IANA name: the clock that hour, weekday and holidays are read from.
	TimeZone string `json:"time_zone"`
	// How it did beside the model that served when it was trained; absent where there was none, or nothing to measure on.
	Comparison *ModelComparison `json:"comparison,omitempty"`
}

// One file of a model, relative to the manifest's folder.
type ModelFile struct {
	// Where it is.
	Path string `json:"path"`
	// Its digest, hex.
	Sha256 string `json:"sha256"`
	// Its size.
	Bytes int `json:"bytes"`
}

// A signal that the model knows and the input it feeds.
type SignalSpec struct {
	// What the signal is called.
	Name string `json:"name"`
	// "time", "holiday", "region" or "item".
	Scope string `json:"scope"`
	// Numbers that it takes in the input.
	Width int `json:"width"`
}

// Two models measured on the same sessions, which neither has seen.
type ModelComparison struct {
	// The version that served.
	Version string `json:"version"`
	// The larger, the better.
	Metric string `json:"metric"`

	Candidate float64 `json:"candidate"`

	Serving float64 `json:"serving"`

	Sessions int `json:"sessions"`
	// Sessions are at or after this moment.
	From time.Time `json:"from,omitzero"`
}

// A step of a roll-out. Topic `stars.v1.roll-outs`, key `tenant_id`.
type RollOut struct {
	// The shop or client whose data it is. Empty means "default".
	TenantID string `json:"tenant_id"`
	// The version that was to serve.
	Version string `json:"version"`
	// The version that served when the step was done; empty where there was none.
	Before string `json:"before"`
	// "training", "request" or "roll-back".
	Cause string `json:"cause"`
	// Of the request, where there was one.
	RequestID string `json:"request_id"`
	// "filling": its vectors are being made. "served": it serves. "refused": it does not, and what served goes on.
	Outcome string `json:"outcome"`
	// Why it was refused.
	Reason string `json:"reason"`
	// What was checked before.
	Gates []GateResult `json:"gates"`
	// Whether it serves in spite of a gate that failed.
	Forced bool `json:"forced"`
	// When it came to this.
	Time time.Time `json:"time,omitzero"`
}

// What one gate before a switch found.
type GateResult struct {
	// The name of the gate.
	Gate string `json:"gate"`
	// "passed", "failed", or "skipped" where there was nothing to measure.
	Outcome string `json:"outcome"`
	// What it measured.
	Value float64 `json:"value"`
	// What `value` must reach or, by the gate, not exceed.
	Bound float64 `json:"bound"`
	// What a person should know.
	Detail string `json:"detail"`
}

// How a tenant's last training goes: somebody asked for one, or it is under way, or it ended. Topic `stars.v1.trainings` (compacted), key `tenant_id`.
type TrainingStep struct {
	// The shop or client whose model it is. Empty means "default".
	TenantID string `json:"tenant_id"`
	// Of the request, where there was one.
	RequestID string `json:"request_id"`
	// "asked", "started", "trained", "reused" (there was nothing new to learn from), "failed" or "stopped".
	Outcome string `json:"outcome"`
	// Of the model that came of it.
	Version string `json:"version"`
	// Why it failed.
	Reason string `json:"reason"`
	// When it came to this.
	Time time.Time `json:"time,omitzero"`
}

type TrainModelResponse struct {
	// Steps of the training name it.
	RequestID string `json:"request_id"`
}

type ServeModelResponse struct {
	// Steps of the roll-out name it. They come as soon as an embedder runs.
	RequestID string `json:"request_id"`
}

type RollBackModelResponse struct {
	// Steps of the roll-out name it. They come as soon as an embedder runs.
	RequestID string `json:"request_id"`
}

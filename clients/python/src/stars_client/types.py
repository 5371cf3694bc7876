# Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

DiversityMethod: TypeAlias = Literal["mmr", "dpp"]
"""How a list becomes more diverse.

- `mmr`: Maximal marginal relevance: an item counts less the more it is like one that is placed before it.
- `dpp`: Determinantal point process, its greedy maximum: an item counts by the volume that it adds to those before it.
"""

RecommendMode: TypeAlias = Literal["gi", "ni", "rr", "rr_bi", "second_stage", "bi", "goes_with", "alternatives", "trending", "best_sellers", "newest", "back_in_stock", "price_dropped"]
"""What a list is made of, and in which order.

- `gi`: GI: h_gen, long-term taste.
- `ni`: NI: h_next, present intent.
- `rr`: RR: both lists, interleaved without duplicates.
- `rr_bi`: RR+BI: both lists and the items that the user bought before, interleaved without duplicates.
- `second_stage`: The second stage: it scores the candidates of all sources (repeat candidates, both lists, popular items, items that go with what the user looked at last) into one ranking.
- `bi`: BI: only items that the user bought before, ranked by the second stage. No other list fills the places.
- `goes_with`: What people have in one session with seed_item_ids, more often than by chance: complements. Needs seeds and a model.
- `alternatives`: Items of the same kind as seed_item_ids, to choose in their place: substitutes. Needs seeds and a model.
- `trending`: What sells more than it used to. Where the request has a region: of what sells there.
- `best_sellers`: What sells best. Where the request has a region: what sells best there first.
- `newest`: What came into the catalogue last.
- `back_in_stock`: What is in stock again, in the region of the request: first what the user had to do with.
- `price_dropped`: What the user looked at or put into the cart, and did not buy since, and whose price dropped after it.
"""

InteractionType: TypeAlias = Literal["view", "add_to_cart", "purchase", "refund", "remove_from_cart", "dislike", "undo_dislike", "rating", "view_category", "search", "identify"]
"""What a user did, mostly with an item.

- `view`: Looked at it.
- `add_to_cart`: Put it into the cart.
- `purchase`: Bought it.
- `refund`: Gave it back, or the order was cancelled: the last purchase of the item no later than this counts no more.
- `remove_from_cart`: Took it out of the cart: the last addition to the cart no later than this counts no more.
- `dislike`: Does not want to see the item, or anything of the category or brand: it is in no answer until that is undone.
- `undo_dislike`: Undoes an earlier dislike of the same item, category or brand.
- `rating`: Rated the item: `value` is from 1 to 5. The latest rating of an item counts: from 3 on as a view, below 3 as a dislike of the item.
- `view_category`: Looked at the list of a category: `category` is one of its levels. There is no item.
- `search`: Searched for `query`, perhaps within a `category`. There is no item.
- `identify`: The stranger `anonymous_id` is the user `user_id`: what the stranger did until now moves to the user. It is of no item.
"""

RuleState: TypeAlias = Literal["draft", "live", "paused"]
"""Whether a rule acts.

- `draft`: It is kept, and acts on nothing.
- `live`: It acts from its `from` to its `until`.
- `paused`: It was live, and acts on nothing until it is live again.
"""

ItemIssue: TypeAlias = Literal["no_image", "no_price", "no_description", "no_tags", "out_of_stock", "no_vector", "duplicate", "not_shown"]
"""What an item may lack.

- `no_image`: It has no image.
- `no_price`: It has no price.
- `no_description`: It has no description: its title is all that there is to read.
- `no_tags`: It has no tags: the tagger found none, or has not read it yet.
- `out_of_stock`: It is in stock nowhere.
- `no_vector`: The served model has no vector of it: it comes only into lists that need none. Not counted without a model.
- `duplicate`: Another item has the same title and brand, and they are not variants of one product (item_group_id).
- `not_shown`: It is in stock, and no answer or page of the last 30 days had it. Not counted where nobody knows (shown_since).
"""

ActivityBucket: TypeAlias = Literal["hour", "day"]
"""How long a bucket is, in the time zone of the request.

- `hour`: An hour of the clock.
- `day`: A day of the calendar: 23 or 25 hours where the clocks change.
"""

CandidateSource: TypeAlias = Literal["general_interest", "next_intent", "popular", "newest", "similar", "buy_again", "goes_with", "trending", "back_in_stock", "price_dropped"]
"""The list that an item came from.

- `general_interest`: Long-term taste: found with h_gen.
- `next_intent`: Present intent: found with h_next.
- `popular`: Popular in the region, or everywhere.
- `newest`: New in the catalogue.
- `similar`: Similar to the item of the request. In a Recommend: bought by the same users as the items that the user bought before.
- `buy_again`: Items that the user bought before, by frequency and recency.
- `goes_with`: Goes with a seed of the request.
- `trending`: Sells more than it used to.
- `back_in_stock`: In stock again.
- `price_dropped`: The user showed interest in it, and its price dropped.
"""

ItemOutcome: TypeAlias = Literal["shown", "unknown_item", "out_of_stock", "excluded", "hidden", "already_met", "filtered", "excluded_by_rule", "no_candidate", "ranked_below", "replaced"]
"""Where an item is, or the first step that left it out, in the order of the steps.

- `shown`: It is in the list.
- `unknown_item`: The catalogue does not have it.
- `out_of_stock`: It is out of stock, or not sold in the region.
- `excluded`: The request excludes it by its id, or it is a seed.
- `hidden`: The user does not want to see it, its brand or its category.
- `already_met`: The user bought it, or has met it, and the request or surface leaves out what was bought or met.
- `filtered`: It does not pass the filter of the request or surface.
- `excluded_by_rule`: A rule of a merchandiser excludes it.
- `no_candidate`: No source of the mode found it.
- `ranked_below`: It is ranked below the list.
- `replaced`: It is ranked high enough, and pins, caps, shares, diversity, coverage, fatigue, boosts or a variant of the same product took its place.
"""

ActivityOrigin: TypeAlias = Literal["direct", "led_to", "no_impression", "other"]
"""How an event follows from an answer.

- `direct`: Its item is in the answer that it names.
- `led_to`: The answer that it names has other items, and led to it.
- `no_impression`: It names an answer of which there is no impression of the user within the days of the rule.
- `other`: It names no answer.
"""

class RecommendRequest(TypedDict):
    user_id: str
    """Who the list is for."""
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    k: NotRequired[int]
    """How many items, at most 1000. 0: 10, or all of candidate_item_ids."""
    region: NotRequired[str]
    """Only items that are sold and in stock there. Empty: no such condition."""
    filter: NotRequired[Filter]
    """Only items that pass."""
    exclude_item_ids: NotRequired[list[str]]
    """Items that must not be in the answer, such as those on the page already: at most 1000."""
    category_caps: NotRequired[list[CategoryCap]]
    """At most one of each level."""
    deadline_ms: NotRequired[int]
    """The answer must be there so many milliseconds after the request came; 0: the call's own deadline. The earlier of both holds."""
    language: NotRequired[str]
    """The language of reasons, as a BCP 47 tag such as "de-AT". Empty, or one that is not there: English."""
    details: NotRequired[bool]
    """Whether items carry what a page shows besides their titles."""
    diversity: NotRequired[Diversity]
    """Absent: the list as it is ranked."""
    mode: NotRequired[RecommendMode]
    """What the list is made of."""
    window_days: NotRequired[int]
    """Of modes TRENDING and BEST_SELLERS: a purchase counts less the longer ago it was, 1/e after so many days. One of 1, 3, 7, 14, 28 and 91. Of modes BACK_IN_STOCK and PRICE_DROPPED: what came back, or dropped, in so many days before the time of the request. Absent: 7. What sells best in a region is always of 28 days."""
    exclude_purchased: NotRequired[bool]
    """No item that the user has bought, as far as the profile and recent_events tell."""
    exclude_seen: NotRequired[bool]
    """No item that the user has met by an event of any kind: viewed, put into the cart or bought, as far as the profile and recent_events tell."""
    coverage: NotRequired[Coverage]
    """Absent: less popular items have no places of their own."""
    exploration: NotRequired[Exploration]
    """Absent: nothing is left to chance."""
    fatigue: NotRequired[float]
    """How much an item sinks that the user saw on this surface and did not choose, from 0 to 10: ln(1 + times) of it is taken off its score, where older times count less. Absent: 0. Counts what clients confirm as seen."""
    surface: NotRequired[str]
    """The page or widget that asks. The answer is recorded as an impression only where it is named. Where there is a surface of this name, it fills the fields that the request leaves out."""
    candidate_item_ids: NotRequired[list[str]]
    """Ranks these: no other item is in the answer, and each of them is that may be shown, variants of a product too. At most 1000; an id that is named twice counts once. What the model knows nothing of comes last. Without k, all of them. Only in the modes that rank for the user."""
    seed_item_ids: NotRequired[list[str]]
    """What the list is because of, such as the product of a page, the cart or an order: at most 100, none of which is in the answer. In mode SECOND_STAGE the list is personal as well."""
    seed_weights: NotRequired[list[float]]
    """What each seed counts, from 0 to 1000: as many as there are seeds. Empty: all the same."""
    page_category: NotRequired[str]
    """The category of the page that asks, at any level: rules may have it as a condition, and the list does not change otherwise."""
    rule_tags: NotRequired[list[str]]
    """What else rules may have as a condition, such as "campaign-spring" or what was searched for: at most 20."""
    rules: NotRequired[bool]
    """False: no rule of a merchandiser acts. Absent: they do."""
    time: NotRequired[str]
    """Absent: now."""
    recent_events: NotRequired[list[RecentEvent]]
    """What the user just did and the stream may not have delivered yet."""
    explain: NotRequired[bool]
    """Absent: reasons from rules. True: from a language model, where the gateway has one and it answers in time. False: neither reasons nor score parts, which takes less time."""
    without_profile: NotRequired[bool]
    """For a person who objects: no profile is read, recent_events do not count, and the answer is not recorded. It has what is popular where the request is."""
    score_parts: NotRequired[bool]
    """Whether items carry what their scores are made of, for a person who looks into a list. It takes more time."""

Filter = TypedDict(
    "Filter",
    {
        "all": "NotRequired[FilterAll]",
        "any": "NotRequired[FilterAny]",
        "not": "NotRequired[Filter]",
        "in": "NotRequired[FilterIn]",
        "range": "NotRequired[FilterRange]",
    },
)
"""Fields: `item_id`, `brand`, `category` (any level), `price`, `attributes.NAME`, `in_stock` (a region's name)."""

class FilterAll(TypedDict):
    """True where every operand is true."""

    operands: NotRequired[list[Filter]]
    """All of them must hold. None: true."""

class FilterAny(TypedDict):
    """True where one operand is true."""

    operands: NotRequired[list[Filter]]
    """One of them must hold. None: false."""

class FilterIn(TypedDict):
    """True where the field has one of the values; a list field, where any element has."""

    field: str
    """Item_id, brand, category, in_stock or attributes.NAME."""
    values: NotRequired[list[str]]
    """The field must be one of them. Of in_stock: regions."""

class FilterRange(TypedDict):
    """True where the number lies within the bounds that are set, both inclusive."""

    field: str
    """Price or attributes.NAME."""
    min: NotRequired[float]
    """The least value that passes. Absent: no bound."""
    max: NotRequired[float]
    """The largest value that passes. Absent: no bound."""

class CategoryCap(TypedDict):
    """At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too."""

    level: NotRequired[int]
    """Level of the category path, 0 the broadest. Absent: each item's finest."""
    items: int
    """From 1."""

class Diversity(TypedDict):
    """Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2)."""

    method: NotRequired[DiversityMethod]
    """How the list is made more diverse."""
    strength: NotRequired[float]
    """From 0, the list as it is ranked, to 1, where only the budget holds it."""
    relevance_budget: NotRequired[float]
    """Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05."""

class Coverage(TypedDict):
    """Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are."""

    places: NotRequired[int]
    """Places at the end of the list, at most k: no other place is touched."""
    penalty: NotRequired[float]
    """What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4."""
    within: NotRequired[int]
    """Only so many of the best of the ranking may take these places. 0: 100; at most 1000."""

class Exploration(TypedDict):
    """Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression."""

    places: NotRequired[int]
    """Places at the end of the list, at most k: no other place is touched."""
    rate: NotRequired[float]
    """Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them."""
    candidates: NotRequired[int]
    """Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100."""
    seed: NotRequired[int]
    """The same seed draws the same places for the same ranking. Absent: at random."""

class RecentEvent(TypedDict):
    """One user, one item, one moment. Topic `stars.v1.interactions`, key `user_id`."""

    tenant_id: NotRequired[str]
    """Empty means "default"."""
    event_id: NotRequired[str]
    """Empty: derived from the row's content, so that a replay changes nothing."""
    anonymous_id: NotRequired[str]
    """Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a `user_id` it counts in an `identify` alone."""
    user_id: NotRequired[str]
    """Who did it. Absent only for a stranger."""
    item_id: NotRequired[str]
    """With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an `identify`."""
    type: InteractionType
    """What was done. Absent only where `kind` says it."""
    time: str
    """When it happened. Lines with one time are a basket: a set, not a sequence."""
    session_id: NotRequired[str]
    """The session in the app or on the site, if you know it."""
    page_id: NotRequired[str]
    """The page that was shown, if the item was chosen from one."""
    region: NotRequired[str]
    """Store, city or warehouse: the place that stock and promotions are keyed by."""
    quantity: NotRequired[float]
    """How many; 0 means not said."""
    value: NotRequired[float]
    """An explicit judgement. A rating needs it, from 1 to 5."""
    recommendation_id: NotRequired[str]
    """The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown."""
    kind: NotRequired[str]
    """A kind of your own, such as `wishlist`, in place of `type`. The settings (`kinds`) say which type it counts as."""
    category: NotRequired[str]
    """The disliked, viewed or searched category, one of its levels, in place of `item_id`."""
    brand: NotRequired[str]
    """The disliked brand, in place of `item_id`."""
    query: NotRequired[str]
    """What was searched for, in place of `item_id`."""

class RecommendBatchRequest(TypedDict):
    requests: list[RecommendRequest]
    """The requests, of any users."""

class RecommendPageRequest(TypedDict):
    user_id: str
    """Who the page is for."""
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    region: NotRequired[str]
    """As of a Recommend."""
    filter: NotRequired[Filter]
    """Only items that pass are on the page."""
    exclude_item_ids: NotRequired[list[str]]
    """Items that are nowhere on the page: at most 1000."""
    deadline_ms: NotRequired[int]
    """As of a Recommend. All placements share it."""
    language: NotRequired[str]
    """As of a Recommend."""
    details: NotRequired[bool]
    """As of a Recommend."""
    surface: NotRequired[str]
    """The page that asks. It is recorded as one impression only where it is named."""
    page_category: NotRequired[str]
    """As of a Recommend."""
    rule_tags: NotRequired[list[str]]
    """As of a Recommend."""
    rules: NotRequired[bool]
    """As of a Recommend."""
    time: NotRequired[str]
    """As of a Recommend."""
    recent_events: NotRequired[list[RecentEvent]]
    """As of a Recommend."""
    explain: NotRequired[bool]
    """As of a Recommend."""
    without_profile: NotRequired[bool]
    """As of a Recommend."""
    placements: list[Placement]
    """From top to bottom, at most 20."""

class Placement(TypedDict):
    """One list of a page. What it does not say is as of a Recommend."""

    k: NotRequired[int]
    """As of a Recommend; at most 1000 in all placements together."""
    filter: NotRequired[Filter]
    """Only items that pass it, and the filter of the page."""
    category_caps: NotRequired[list[CategoryCap]]
    """As of a Recommend."""
    diversity: NotRequired[Diversity]
    """As of a Recommend."""
    mode: NotRequired[RecommendMode]
    """As of a Recommend."""
    window_days: NotRequired[int]
    """As of a Recommend."""
    exclude_purchased: NotRequired[bool]
    """As of a Recommend."""
    exclude_seen: NotRequired[bool]
    """As of a Recommend."""
    coverage: NotRequired[Coverage]
    """As of a Recommend."""
    exploration: NotRequired[Exploration]
    """As of a Recommend."""
    fatigue: NotRequired[float]
    """As of a Recommend."""
    surface: NotRequired[str]
    """Its name in the answer. Where there is a surface of this name, it fills the fields that the placement leaves out."""
    candidate_item_ids: NotRequired[list[str]]
    """As of a Recommend."""
    seed_item_ids: NotRequired[list[str]]
    """As of a Recommend."""
    seed_weights: NotRequired[list[float]]
    """As of a Recommend."""

class RecommendGroupsRequest(TypedDict):
    """Groups the ranking that a Recommend of the same user has. What it does not say is as of a Recommend."""

    user_id: str
    """Who the groups are for."""
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    k: NotRequired[int]
    """How many groups, at most 50. 0: 10."""
    region: NotRequired[str]
    """As of a Recommend."""
    filter: NotRequired[Filter]
    """Only items that pass."""
    exclude_item_ids: NotRequired[list[str]]
    """Items that are in no group: at most 1000."""
    deadline_ms: NotRequired[int]
    """As of a Recommend."""
    language: NotRequired[str]
    """As of a Recommend."""
    details: NotRequired[bool]
    """As of a Recommend."""
    page_category: NotRequired[str]
    """As of a Recommend."""
    rule_tags: NotRequired[list[str]]
    """As of a Recommend."""
    rules: NotRequired[bool]
    """As of a Recommend. Of rules, those that exclude, let only some items in, or boost act."""
    time: NotRequired[str]
    """As of a Recommend."""
    recent_events: NotRequired[list[RecentEvent]]
    """As of a Recommend."""
    explain: NotRequired[bool]
    """As of a Recommend."""
    without_profile: NotRequired[bool]
    """As of a Recommend."""
    surface: NotRequired[str]
    """As of a Recommend. Of what a surface says, its caps, diversity, coverage and exploration do not hold for groups."""
    field: str
    """What makes a group: category, brand or attributes.NAME. An item whose attribute is a list is in a group for each element."""
    level: NotRequired[int]
    """Of categories: the level that makes a group, 0 the broadest. Absent: each item's finest."""
    items: NotRequired[int]
    """How many items of each group, at most 20. 0: 4."""
    exclude_purchased: NotRequired[bool]
    """As of a Recommend."""
    exclude_seen: NotRequired[bool]
    """As of a Recommend."""

class SimilarItemsRequest(TypedDict):
    item_id: str
    """The item that the others are to be like."""
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    k: NotRequired[int]
    """How many items, at most 1000. 0: 10."""
    region: NotRequired[str]
    """Only items that are sold and in stock there. Empty: no such condition."""
    filter: NotRequired[Filter]
    """Only items that pass."""
    exclude_item_ids: NotRequired[list[str]]
    """As of a Recommend; the item itself never comes."""
    category_caps: NotRequired[list[CategoryCap]]
    """As of a Recommend."""
    deadline_ms: NotRequired[int]
    """As of a Recommend."""
    language: NotRequired[str]
    """As of a Recommend."""
    details: NotRequired[bool]
    """As of a Recommend."""
    diversity: NotRequired[Diversity]
    """As of a Recommend."""

class PopularItemsRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    k: NotRequired[int]
    """How many items, at most 1000. 0: 10."""
    region: NotRequired[str]
    """What is popular there comes first, and only items that are sold and in stock there. Empty: everywhere, without such a condition."""
    filter: NotRequired[Filter]
    """Only items that pass."""
    exclude_item_ids: NotRequired[list[str]]
    """As of a Recommend."""
    category_caps: NotRequired[list[CategoryCap]]
    """As of a Recommend."""
    deadline_ms: NotRequired[int]
    """As of a Recommend."""
    language: NotRequired[str]
    """As of a Recommend."""
    details: NotRequired[bool]
    """As of a Recommend."""

class ExplainItemRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The item that is asked for."""
    user_id: str
    """Who the list is for."""
    surface: NotRequired[str]
    """As of a Recommend. Of what a surface says, its exploration does not hold."""
    region: NotRequired[str]
    """As of a Recommend."""
    k: NotRequired[int]
    """As of a Recommend."""
    mode: NotRequired[RecommendMode]
    """As of a Recommend."""
    filter: NotRequired[Filter]
    """As of a Recommend."""
    language: NotRequired[str]
    """As of a Recommend."""
    page_category: NotRequired[str]
    """As of a Recommend."""
    rule_tags: NotRequired[list[str]]
    """As of a Recommend."""
    time: NotRequired[str]
    """As of a Recommend."""
    seed_item_ids: NotRequired[list[str]]
    """As of a Recommend."""
    exclude_item_ids: NotRequired[list[str]]
    """As of a Recommend."""
    exclude_purchased: NotRequired[bool]
    """As of a Recommend."""
    exclude_seen: NotRequired[bool]
    """As of a Recommend."""

class PreviewRuleRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    name: NotRequired[str]
    """The name of the rule. If a rule of this name is stored, this one stands in its place. Empty: a new rule."""
    rule: Rule
    """It acts as if it were live and due: its state, `from` and `until` do not count. Its condition does."""
    user_id: str
    """Who the list is for."""
    surface: NotRequired[str]
    """As of a Recommend. Of what a surface says, its exploration does not hold: both lists would differ by chance."""
    k: NotRequired[int]
    """As of a Recommend."""
    region: NotRequired[str]
    """As of a Recommend."""
    language: NotRequired[str]
    """As of a Recommend."""
    page_category: NotRequired[str]
    """As of a Recommend."""
    rule_tags: NotRequired[list[str]]
    """As of a Recommend."""
    seed_item_ids: NotRequired[list[str]]
    """As of a Recommend."""
    time: NotRequired[str]
    """As of a Recommend."""

Rule = TypedDict(
    "Rule",
    {
        "condition": "NotRequired[RuleCondition]",
        "action": "NotRequired[RuleAction]",
        "priority": "NotRequired[int]",
        "state": "NotRequired[RuleState]",
        "from": "NotRequired[str]",
        "until": "NotRequired[str]",
        "note": "NotRequired[str]",
    },
)
"""What lists show for another reason than relevance."""

class RuleCondition(TypedDict):
    """For which requests a rule acts. All conditions that are said must hold; each list of values: one of them."""

    surfaces: NotRequired[list[str]]
    """The surface of the request or placement. None: all, and requests without one."""
    users: NotRequired[Segment]
    """Users of this segment. A rule with it never acts on a request without a profile."""
    regions: NotRequired[list[str]]
    """The region of the request."""
    categories: NotRequired[list[str]]
    """The category of the request, or that of one of its seeds, at any level."""
    tags: NotRequired[list[str]]
    """The tags of the request, such as "campaign-spring" or what was searched for."""
    languages: NotRequired[list[str]]
    """The language of the request: "de" holds for "de-AT" too."""

class Segment(TypedDict):
    """Users for whom all conditions hold."""

    features: NotRequired[Filter]
    """What UpsertUsers sent of them: the field `attributes.NAME` is the feature NAME. Absent: no condition."""
    events: NotRequired[list[EventCondition]]
    """What they did: at most 16."""

class EventCondition(TypedDict):
    """What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back."""

    types: NotRequired[list[InteractionType]]
    """Events of one of these types. Empty: of any."""
    items: NotRequired[Filter]
    """Events with an item that passes. Absent: with any."""
    within_days: NotRequired[int]
    """Events of the last so many days. 0: of any time."""
    never: NotRequired[bool]
    """The user did nothing of that."""

class RuleAction(TypedDict):
    """What a rule does."""

    pin: NotRequired[RulePins]
    """Puts items on places."""
    boost: NotRequired[RuleBoost]
    """Moves items up or down."""
    exclude: NotRequired[Filter]
    """No item that passes is shown. It beats pins."""
    share: NotRequired[RuleShare]
    """Reserves places."""
    cap: NotRequired[RuleCap]
    """Bounds how many items of one value a list has."""
    only: NotRequired[Filter]
    """Only items that pass are shown. It beats pins."""

class RulePins(TypedDict):
    """Puts items on places."""

    pins: list[RulePin]
    """From 1 to 20, each with its own item and place."""

class RulePin(TypedDict):
    """Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold."""

    item_id: str
    """The item. Where a variant of it is in the list, that one goes."""
    position: NotRequired[int]
    """From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one."""

class RuleBoost(TypedDict):
    """Moves items of a ranking up or down. It fetches no item that the ranking does not have."""

    items: Filter
    """Items that pass."""
    factor: float
    """Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it."""

class RuleShare(TypedDict):
    """Reserves places for items: at least this share of the list, as far as there are any that may be shown."""

    items: Filter
    """Items that pass."""
    share: NotRequired[float]
    """From 0 to 1 of the places, rounded down."""

class RuleCap(TypedDict):
    """At most so many items of one value."""

    field: str
    """Category, brand or attributes.NAME."""
    level: NotRequired[int]
    """Of a category: its level, 0 the broadest. Absent: the finest."""
    items: int
    """From 1."""

class GetItemRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The item."""

class SearchItemsRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    query: NotRequired[str]
    """Words that items are searched for: those with more and rarer ones come first. Empty: the newest items."""
    k: NotRequired[int]
    """How many items, at most 1000. 0: 10, or all of item_ids."""
    offset: NotRequired[int]
    """So many of the best items are skipped: those of the pages before. With k at most 1000."""
    region: NotRequired[str]
    """Only items that are sold and in stock there. Empty: in stock anywhere."""
    filter: NotRequired[Filter]
    """Only items that pass."""
    item_ids: NotRequired[list[str]]
    """Only these, in this order, and without a query: also variants of one product, and items that are sold out."""
    intent: NotRequired[str]
    """What the shopper has in mind, such as "a gift for somebody who bakes". It finds nothing by itself: of the items that the query finds, those with these words come earlier."""
    tags: NotRequired[list[str]]
    """Only items with at least one of these tags, as CountFacets names them. Empty: any."""

class GetUserRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    user_id: str
    """The user."""

class GetUserHistoryRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    user_id: str
    """The user."""
    page_size: NotRequired[int]
    """Events of a page, at most 500. 0: 50."""
    page_token: NotRequired[str]
    """The next_page_token of the page before. Empty: the first page. Events that come meanwhile do not move the pages."""

class ExportUserRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    user_id: str
    """The user."""
    page_token: NotRequired[str]
    """The next_page_token of the page before. Empty: the first page."""

class FindUsersRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_ids: NotRequired[list[str]]
    """Users come for whom one of these items is most right: at most 100. Empty: all users of the segment."""
    segment: NotRequired[Segment]
    """Only users of this segment. Required without item_ids."""
    k: NotRequired[int]
    """Most users of a page, at most 10000. 0: 100."""
    exclude_purchased: NotRequired[bool]
    """An item counts for no user who has bought it."""
    time: NotRequired[str]
    """As of when the users are ranked, and days are counted. Absent: now."""
    deadline_ms: NotRequired[int]
    """As of a Recommend. A page looks at as many users as its time allows."""
    page_token: NotRequired[str]
    """The next_page_token of the page before. Empty: the first page."""

class TrackRequest(TypedDict):
    interactions: NotRequired[list[Interaction]]
    """What users did."""
    impressions: NotRequired[list[Impression]]
    """What users were shown."""

class Interaction(TypedDict):
    """One user, one item, one moment. Topic `stars.v1.interactions`, key `user_id`."""

    tenant_id: NotRequired[str]
    """Empty means "default"."""
    event_id: NotRequired[str]
    """Empty: derived from the row's content, so that a replay changes nothing."""
    anonymous_id: NotRequired[str]
    """Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a `user_id` it counts in an `identify` alone."""
    user_id: NotRequired[str]
    """Who did it. Absent only for a stranger."""
    item_id: NotRequired[str]
    """With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an `identify`."""
    type: InteractionType
    """What was done. Absent only where `kind` says it."""
    time: str
    """When it happened. Lines with one time are a basket: a set, not a sequence."""
    session_id: NotRequired[str]
    """The session in the app or on the site, if you know it."""
    page_id: NotRequired[str]
    """The page that was shown, if the item was chosen from one."""
    region: NotRequired[str]
    """Store, city or warehouse: the place that stock and promotions are keyed by."""
    quantity: NotRequired[float]
    """How many; 0 means not said."""
    value: NotRequired[float]
    """An explicit judgement. A rating needs it, from 1 to 5."""
    recommendation_id: NotRequired[str]
    """The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown."""
    kind: NotRequired[str]
    """A kind of your own, such as `wishlist`, in place of `type`. The settings (`kinds`) say which type it counts as."""
    category: NotRequired[str]
    """The disliked, viewed or searched category, one of its levels, in place of `item_id`."""
    brand: NotRequired[str]
    """The disliked brand, in place of `item_id`."""
    query: NotRequired[str]
    """What was searched for, in place of `item_id`."""

class Impression(TypedDict):
    """One page shown to one user. Topic `stars.v1.impressions`, key `user_id`."""

    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    event_id: NotRequired[str]
    """Empty: derived from the content, so that a replay changes nothing."""
    user_id: str
    """Who saw it."""
    page_id: str
    """The id of this page. Interactions name it where they follow from it."""
    time: str
    """When it was shown."""
    surface: NotRequired[str]
    """The page or widget, such as "home"."""
    region: NotRequired[str]
    """Where the user was."""
    items: list[str | ImpressionItem]
    """What was shown, in order."""
    recommendation_id: NotRequired[str]
    """The answer that the page was built from, if it was one of ours."""
    confirmed: NotRequired[bool]
    """Whether the client confirmed that the items were seen."""
    model_version: NotRequired[str]
    """The model that answered. Empty: none, or not known."""
    lists: NotRequired[list[ImpressionList]]
    """How the lists of the page were made, also those without items. Empty: not known."""
    propensities: NotRequired[list[float]]

class ImpressionItem(TypedDict):
    """One item of a page that was shown."""

    item_id: str
    """The item that was shown."""
    position: NotRequired[int]
    """From 0, top to bottom."""
    propensity: NotRequired[float]
    """The probability with which the item was put there, in (0, 1]; 0 means not logged."""
    placement: NotRequired[str]
    """The list of the page that it stands in, if the page has several."""

class ImpressionList(TypedDict):
    """One list of a page: how it was made."""

    placement: NotRequired[str]
    """Its name, as at its items. Absent: the page has one list."""
    mode: NotRequired[str]
    """The mode by its name in JSON, such as "second_stage"."""
    degradations: NotRequired[list[str]]
    """Codes of what the list does without, such as "STARS_MODEL_NOT_READY"."""

class UpsertItemsRequest(TypedDict):
    items: list[CatalogItem]
    """The items, each as a whole."""

class CatalogItem(TypedDict):
    """A product. `title`, `description`, `brand`, `category` and `attributes` are its text."""

    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The id that events and answers name it by."""
    version: NotRequired[int]
    """Monotonic: an older version never replaces a newer one."""
    title: str
    """Its name, as a person reads it."""
    description: NotRequired[str]
    """What else is said about it."""
    brand: NotRequired[str]
    """Who makes it. Filters can name it."""
    category: NotRequired[list[str]]
    """Broad to fine; the last one is the subclass that hard negatives come from."""
    price: NotRequired[float]
    """In one currency for all items. Filters can compare it."""
    attributes: NotRequired[dict[str, str | float | bool | list[str]]]
    """Strings, numbers, booleans or arrays of strings."""
    regions: NotRequired[dict[str, RegionState]]
    """Region to state. No region at all: sold everywhere."""
    in_stock: NotRequired[bool]
    """False: in stock nowhere, whatever `regions` says. An item that is in stock nowhere is in no answer."""
    sale_price: NotRequired[float]
    """The price while it is reduced, if it is."""
    image: NotRequired[str]
    """Where its picture is."""
    link: NotRequired[str]
    """Its page in the shop."""
    item_group_id: NotRequired[str]
    """The same for all variants of a product, such as sizes: a list has one of them."""

class RegionState(TypedDict):
    """An item's state in one region."""

    in_stock: bool
    """Whether it can be bought there now."""

class PatchItemsRequest(TypedDict):
    items: list[CatalogItemPatch]
    """What changes of each item."""

class CatalogItemPatch(TypedDict):
    """New price or stock of an item, without the rest of it. Topic `stars.v1.catalog-patches` (compacted), key `item_id` and the field: one field a message. A field of a patch counts while the item's own version is not later."""

    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The item that changes. It need not be there yet."""
    version: NotRequired[int]
    """Monotonic, with the versions of the item. 0: given when the call comes in."""
    price: NotRequired[float]
    """In the currency of all items."""
    sale_price: NotRequired[float]
    """The price while it is reduced."""
    sale_ended: NotRequired[bool]
    """The price is reduced no more."""
    in_stock: NotRequired[bool]
    """False: in stock nowhere, whatever regions say."""
    regions: NotRequired[dict[str, RegionState]]
    """Only these regions change."""

class DeleteItemsRequest(TypedDict):
    items: list[CatalogItemDelete]
    """The items that are gone."""

class CatalogItemDelete(TypedDict):
    """The item with this id is gone as of this version."""

    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The item that is gone."""
    version: NotRequired[int]
    """Not below the version that it deletes. 0: given when the call comes in."""

class UpsertUsersRequest(TypedDict):
    users: list[UserProfileUpdate]
    """The users, each with all features."""

class UserProfileUpdate(TypedDict):
    """Coarse static features of a user, the source of the [USER] token."""

    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    user_id: str
    """Whose features these are."""
    version: NotRequired[int]
    """Monotonic: an older version never replaces a newer one."""
    features: NotRequired[dict[str, str | float | bool]]
    """Numbers and strings."""

class DeleteUserRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    user_id: str
    """Who is forgotten."""

class ObjectToProfilingRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    user_id: str
    """Who objects."""
    withdrawn: NotRequired[bool]
    """The user objects no more: later events count again."""

class SetContextRequest(TypedDict):
    signals: list[ContextSignal]
    """The signals of regions and items."""

class ContextSignal(TypedDict):
    """What holds in a region for a while. Topic `stars.v1.context`, key `region`."""

    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    event_id: NotRequired[str]
    """Empty: derived from the content, so that a replay changes nothing."""
    region: NotRequired[str]
    """Empty means everywhere."""
    valid_from: NotRequired[str]
    """From when on it holds."""
    valid_until: NotRequired[str]
    """Exclusive. A signal past it is stale and has no effect. Absent: until a later signal of the same name."""
    signals: NotRequired[dict[str, str | float | bool]]
    """Signals of the whole region: numbers, booleans and strings."""
    item_signals: NotRequired[list[ItemSignal]]
    """Signals of single items."""
    time: NotRequired[str]
    item_id: NotRequired[str]

class ItemSignal(TypedDict):
    """One signal with one value for many items, such as "on the back page this week"."""

    name: str
    """What it is called, such as "promotion"."""
    value: float
    """The same for all of these items."""
    item_ids: list[str]
    """The items that have it."""

class ConfirmImpressionRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    recommendation_id: str
    """The answer that the page was built from."""
    user_id: str
    """Who saw it."""
    page_id: NotRequired[str]
    """The id of this page. Interactions name it where they follow from it."""
    surface: NotRequired[str]
    """The page or widget, such as "home"."""
    item_ids: list[str]
    """The items seen, in the order shown."""
    time: NotRequired[str]
    """Absent: now."""

class CountFacetsRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    query: NotRequired[str]
    """As of a SearchItems. Empty: all items."""
    region: NotRequired[str]
    """As of a SearchItems. Empty: in stock anywhere."""
    filter: NotRequired[Filter]
    """Only items that pass."""
    values: NotRequired[int]
    """Most values of each field, at most 100. 0: 10."""
    include_out_of_stock: NotRequired[bool]
    """Also items that are out of stock. Without a region."""
    tags: NotRequired[list[str]]
    """As of a SearchItems: only items with at least one of these."""

class GetCatalogHealthRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""

class ListItemsWithIssueRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    issue: ItemIssue
    """Only items that have it. Required."""
    page_size: NotRequired[int]
    """Items of a page, at most 500. 0: 50."""
    page_token: NotRequired[str]
    """The next_page_token of the page before. Empty: the first page."""

class InspectItemRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The item."""
    nearest: NotRequired[int]
    """How many of the nearest items, at most 50. 0: none."""

class CorrectTagsRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The item whose tags are corrected."""
    add: NotRequired[list[str]]
    """Terms of the vocabulary that the item has, whatever the tagger says."""
    remove: NotRequired[list[str]]
    """Terms that it has not."""
    withdrawn: NotRequired[bool]
    """Takes the correction of the item back. Without add and remove."""

class ListSurfacesRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose surfaces they are. Empty means "default"."""
    name: NotRequired[str]
    """Only this one, with all versions that are kept. Empty: all that count now, with the version that counts."""

class PutSurfaceRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose surface it is. Empty means "default"."""
    name: str
    """What requests call it."""
    surface: Surface
    """Replaces the version before completely."""
    expected_version: NotRequired[int]
    """The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is."""

class Surface(TypedDict):
    """What a request that names a surface gets where it says nothing itself."""

    k: NotRequired[int]
    """As of a Recommend. 0: the surface does not say."""
    filter: NotRequired[Filter]
    """Only items that pass it, and the filter of the request."""
    category_caps: NotRequired[list[CategoryCap]]
    """As of a Recommend."""
    diversity: NotRequired[Diversity]
    """As of a Recommend."""
    mode: NotRequired[RecommendMode]
    """As of a Recommend."""
    window_days: NotRequired[int]
    """As of a Recommend."""
    exclude_purchased: NotRequired[bool]
    """As of a Recommend."""
    exclude_seen: NotRequired[bool]
    """As of a Recommend."""
    coverage: NotRequired[Coverage]
    """As of a Recommend. No more places than k."""
    exploration: NotRequired[Exploration]
    """As of a Recommend. No more places than k."""
    fatigue: NotRequired[float]
    """As of a Recommend."""

class RollBackSurfaceRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose surface it is. Empty means "default"."""
    name: str
    """What requests call it."""
    version: NotRequired[int]
    """The version that counts again. 0: the one before the newest."""
    expected_version: NotRequired[int]
    """As of a PutSurface."""

class DeleteSurfaceRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose surface it is. Empty means "default"."""
    name: str
    """What requests call it."""
    expected_version: NotRequired[int]
    """As of a PutSurface."""

GetActivityRequest = TypedDict(
    "GetActivityRequest",
    {
        "tenant_id": "NotRequired[str]",
        "from": "str",
        "until": "NotRequired[str]",
        "bucket": "NotRequired[ActivityBucket]",
        "time_zone": "NotRequired[str]",
        "within_days": "NotRequired[int]",
        "top_items": "NotRequired[int]",
    },
)

class ListRulesRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose rules they are. Empty means "default"."""
    name: NotRequired[str]
    """Only this one, with all versions that are kept. Empty: all that are not deleted, with their newest version."""

class PutRuleRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose rule it is. Empty means "default"."""
    name: str
    """What people call it. "*": the switch of all rules."""
    rule: Rule
    """Replaces the version before completely."""
    expected_version: NotRequired[int]
    """The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is."""

class RollBackRuleRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose rule it is. Empty means "default"."""
    name: str
    """What people call it."""
    version: NotRequired[int]
    """The version that counts again. 0: the one before the newest."""
    expected_version: NotRequired[int]
    """As of a PutRule."""

class DeleteRuleRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose rule it is. Empty means "default"."""
    name: str
    """What people call it."""
    expected_version: NotRequired[int]
    """As of a PutRule."""

class EstimateRuleRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose rule it is. Empty means "default"."""
    name: NotRequired[str]
    """As of a PreviewRule."""
    rule: Rule
    """As of a PreviewRule. Records of answers have no language, page category, seeds and tags: conditions of these are taken to hold."""
    answers: NotRequired[int]
    """Answers that are sampled, at most 1000. 0: 200. The same answers are sampled for all rules."""
    days: NotRequired[int]
    """Of the last so many days, at most 28. 0: 7."""

class GetStatusRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose model is shown. Empty means "default"."""

class ListDeadLettersRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose messages they are. Empty means "default"."""
    topic: NotRequired[str]
    """Only of this topic, such as "catalog". Empty: of all."""
    group: NotRequired[str]
    """Only those that this consumer group gave up. Empty: of all."""
    code: NotRequired[str]
    """Only those with this error code. Empty: with any."""
    page_size: NotRequired[int]
    """Most letters of a page, at most 500. 0: 50."""
    page_token: NotRequired[str]
    """The next_page_token of the page before. Empty: the first page."""

class ReplayDeadLettersRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose messages they are. Empty means "default"."""
    ids: list[str]
    """Ids of the list, at most 500. If one of them is not there, nothing is sent."""

class DropDeadLettersRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose messages they are. Empty means "default"."""
    ids: list[str]
    """Ids of the list, at most 500. If one of them is not there, nothing is erased."""

class ListAuditEntriesRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client that things were done for. What is of no tenant is in the list too. Empty means "default"."""
    who: NotRequired[str]
    """Only by callers whose id has this text. Empty: by all."""
    action: NotRequired[str]
    """Only this action, such as "DeleteUser". Empty: all."""
    since: NotRequired[str]
    """Only entries from this time on."""
    until: NotRequired[str]
    """Only entries before this time."""
    page_size: NotRequired[int]
    """Most entries of a page, at most 500. 0: 50."""
    page_token: NotRequired[str]
    """The next_page_token of the page before. Empty: the first page."""

class ListKeysRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose keys they are. Empty means "default"."""

class CreateKeyRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The tenant of the key where tenants names none. Empty means "default"."""
    name: str
    """Who has it, such as "shop"."""
    rights: list[str]
    """What its callers may do: rights that the caller of this has too."""
    tenants: NotRequired[list[str]]
    """Its tenants: those that the caller of this may use."""
    days: NotRequired[int]
    """Days until it ends, at most 36500. 0: 90."""
    limit: NotRequired[float]
    """Works a second that it may ask for. Absent: the default of the server."""
    certificate: NotRequired[str]
    """A name in a client certificate, which then is the credential. Absent: an API key is made."""

class RevokeKeysRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose keys they are. Empty means "default"."""
    ids: list[str]
    """Ids of the list, at most 500. If one of them is not there, none is removed."""

class ListModelsRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose model it is. Empty means "default"."""
    version: NotRequired[str]
    """Only this one, with all steps of its roll-outs. Empty: all."""

class TrainModelRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose model it is. Empty means "default"."""

class ServeModelRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose model it is. Empty means "default"."""
    version: str
    """The version that is to serve."""
    force: NotRequired[bool]
    """Whether it serves even if a gate fails."""

class RollBackModelRequest(TypedDict):
    tenant_id: NotRequired[str]
    """The shop or client whose model it is. Empty means "default"."""
    version: NotRequired[str]
    """The version that the caller thinks serves: if another one does, the call fails with STARS_CONFLICT. Empty: whatever serves."""
    force: NotRequired[bool]
    """Whether the version before serves even if a gate fails."""

class RecommendResponse(TypedDict):
    recommendation_id: str
    """The id of this answer, for ConfirmImpression."""
    model_version: str
    """The model that answered. Empty: none."""
    items: list[RecommendedItem]
    """At most k, best first."""
    degradations: list[Degradation]
    """Why the answer is less than it could be. None: it is not."""
    vector_time: NotRequired[str]
    """The time of the last event in the user's vectors; absent where there are none."""
    model_data_until: NotRequired[str]
    """The model has learned from what happened before this moment; absent without a model."""
    catalog_time: NotRequired[str]
    """Catalogue changes up to this moment were in the catalogue and, with their vectors, in the index: a change that was made before it is in the answer. Backfills may be later. Absent while it is not known."""
    rules: list[str]
    """Names of the merchandiser's rules whose conditions hold for the request, in the order in which they act."""

class RecommendedItem(TypedDict):
    item_id: str
    """The item."""
    position: int
    """From 0."""
    score: float
    """Of a search: the inner product, what popularity adds and, if the user had the item, what repeat adds. Of a buy-again item: the number of purchases, older ones counting less. 0 for a fallback. Before the first model, and in mode SECOND_STAGE, what the ranking gave it, of which only differences within one answer mean anything."""
    source: NotRequired[CandidateSource]
    """The list that it came from."""
    title: str
    """Its name, as a person reads it."""
    reason: str
    """Why it is there, as a line that a person can read, in the language of the request."""
    score_parts: NotRequired[ScoreParts]
    """Absent where the request does not ask for it or wants no explanations, and for an item of a fallback."""
    propensity: float
    """The probability, given the places before it, with which this item took this place: 1 where nothing was left to chance."""
    reason_code: str
    """The same reason for a program, such as BOUGHT_OFTEN. A code never changes its meaning; new ones may come. WRITTEN: a language model wrote the line. Empty: the request wants no explanations."""
    reason_arguments: dict[str, str]
    """What the line says besides the code, by name, such as `times` and `date`."""
    details: NotRequired[ItemDetails]
    """Absent where the request does not ask for it, and while the catalogue is away."""
    rule_effects: list[RuleEffect]
    """Rules of a merchandiser that acted on it."""

class ScoreParts(TypedDict):
    """What an item's score is made of. A part is 0 where it has no share."""

    general_interest: float
    """The inner product with h_gen: long-term taste."""
    next_intent: float
    """The inner product with h_next, without offsets: present intent."""
    buy_again: float
    """The number of purchases by the user, older ones counting less."""
    offsets: dict[str, float]
    """What each live signal of the moment and the place, by name, adds to general_interest, of an item that long-term taste found, else to next_intent."""
    diversity: float
    """Places that diversity and category caps moved the item up; negative: down."""
    exploration: float
    """Places that exploration moved it up; negative: down."""
    coverage: float
    """Places that coverage moved the item up; negative: down."""
    second_stage: dict[str, float]
    """Where the second stage ranked the item: what each group of its features adds to the score, by name. They add up to the score. "base" is the score of a candidate whose features are all at their mean."""
    repeat: float
    """Of an item that the user had, where a search of the model found it: what the repeat head adds. 0 where the second stage ranked it."""
    popularity: float
    """Of an item that a search of the model found: what its popularity adds that changed since the model was trained. Negative: it fell. 0 where the second stage ranked the item."""
    fatigue: float
    """What fatigue takes off, at most 0. Where the second stage ranked the item, it is part of the score: with second_stage, it adds up to it. Other lists: the logarithm of the item's place grew by as much, and the score is as it was."""
    boost: float
    """What boosts of a merchandiser's rules add, as fatigue does; negative: take off."""

class ItemDetails(TypedDict):
    """What a page shows of an item, as the catalogue has it."""

    price: NotRequired[float]
    sale_price: NotRequired[float]
    image: NotRequired[str]
    link: NotRequired[str]
    price_before: NotRequired[float]
    """If the price dropped and did not rise since: the lowest one of the 30 days before it dropped."""

class RuleEffect(TypedDict):
    """A rule that acted on an item of an answer."""

    rule: str
    """Its name."""
    action: str
    """What it did: pin, boost, bury or share."""
    moved: float
    """Places that the item went up because of all rules together; negative: down. 0 where the ranking did not have it."""

class Degradation(TypedDict):
    """Why an answer is less than it could be."""

    code: str
    """What was missing. A code never changes its meaning."""
    message: str
    """The same for a person."""

class RecommendBatchResponse(TypedDict):
    results: list[RecommendBatchResult]
    """One a request, in the same order."""

class RecommendBatchResult(TypedDict):
    response: NotRequired[RecommendResponse]
    """The answer to this request."""
    error: NotRequired[RecommendError]
    """Why there is none."""

class RecommendError(TypedDict):
    code: str
    """A stable error code."""
    field: NotRequired[str]
    """The path of the wrong field, if there is one."""
    message: str
    """The problem, for a person."""

class RecommendPageResponse(TypedDict):
    recommendation_id: str
    """The id of this page, for ConfirmImpression and for the events that follow from any of its lists."""
    model_version: str
    """The model that answered. Empty: none."""
    placements: list[PlacementAnswer]
    """One a placement, in the same order."""
    vector_time: NotRequired[str]
    """As of a Recommend."""
    model_data_until: NotRequired[str]
    """As of a Recommend."""
    catalog_time: NotRequired[str]
    """As of a Recommend."""

class PlacementAnswer(TypedDict):
    """The list of one placement."""

    surface: str
    """The name of the placement."""
    items: list[RecommendedItem]
    """At most k, best first. No item, and no variant of one, is in an answer above."""
    degradations: list[Degradation]
    """Why the list is less than it could be. None: it is not."""
    rules: list[str]
    """As of a Recommend."""

class RecommendGroupsResponse(TypedDict):
    recommendation_id: str
    """The id of this answer, for ConfirmImpression."""
    model_version: str
    """The model that answered. Empty: none."""
    groups: list[GroupAnswer]
    """At most k, best first. None is empty."""
    degradations: list[Degradation]
    """Why the answer is less than it could be. None: it is not."""
    vector_time: NotRequired[str]
    """As of a Recommend."""
    model_data_until: NotRequired[str]
    """As of a Recommend."""
    catalog_time: NotRequired[str]
    """As of a Recommend."""

class GroupAnswer(TypedDict):
    """One group."""

    value: list[str]
    """The value of the field. Of a category: its path, broad to fine."""
    score: float
    """The group's share of the ranking, from 0 to 1: an item of place p, from 1, counts 1/p."""
    items: list[RecommendedItem]
    """The group's best, best first. No item, and no variant of one, is in two groups."""

class SimilarItemsResponse(TypedDict):
    model_version: str
    """The model whose vectors were searched."""
    items: list[RecommendedItem]
    """At most k, the nearest first."""
    degradations: list[Degradation]
    """Why the answer is less than it could be. None: it is not."""

class PopularItemsResponse(TypedDict):
    model_version: str
    """The model that counted. Empty: none."""
    items: list[RecommendedItem]
    """At most k, the most popular first. Where too few are popular, the newest items follow."""
    degradations: list[Degradation]
    """Why the answer is less than it could be. None: it is not."""

class ExplainItemResponse(TypedDict):
    outcome: NotRequired[ItemOutcome]
    """Where it is, or what left it out."""
    position: NotRequired[int]
    """Its position in the list, from 0, if it is shown."""
    rule: str
    """The rule that excludes it."""
    rank: NotRequired[int]
    """Its place in the ranking, from 1, of at most 1000."""
    score: NotRequired[float]
    """Its score in the ranking."""
    last_score: NotRequired[float]
    """The score of the last item that the list would have by rank alone."""
    search_rank: NotRequired[int]
    """If no source found it: its best place, from 1, in the searches with the user's vectors, of at most 1000."""
    degradations: list[Degradation]
    """As of a Recommend."""

class PreviewRuleResponse(TypedDict):
    before: NotRequired[PlacementAnswer]
    """The list with the rules that act now."""
    after: NotRequired[PlacementAnswer]
    """The list with the rule. If its condition does not hold for the request, its name is not among `rules`."""

class GetItemResponse(TypedDict):
    item: NotRequired[CatalogItemOutput]
    """The item as it is stored."""
    tags: list[str]
    """Terms that the tagger gave it. None: it has not been there yet."""

class CatalogItemOutput(TypedDict):
    """A product. `title`, `description`, `brand`, `category` and `attributes` are its text."""

    tenant_id: str
    """The shop or client whose data it is. Empty means "default"."""
    item_id: str
    """The id that events and answers name it by."""
    version: int
    """Monotonic: an older version never replaces a newer one."""
    title: str
    """Its name, as a person reads it."""
    description: str
    """What else is said about it."""
    brand: str
    """Who makes it. Filters can name it."""
    category: list[str]
    """Broad to fine; the last one is the subclass that hard negatives come from."""
    price: NotRequired[float]
    """In one currency for all items. Filters can compare it."""
    attributes: NotRequired[dict[str, str | float | bool | list[str]]]
    """Strings, numbers, booleans or arrays of strings."""
    regions: dict[str, RegionStateOutput]
    """Region to state. No region at all: sold everywhere."""
    in_stock: NotRequired[bool]
    """False: in stock nowhere, whatever `regions` says. An item that is in stock nowhere is in no answer."""
    sale_price: NotRequired[float]
    """The price while it is reduced, if it is."""
    image: NotRequired[str]
    """Where its picture is."""
    link: NotRequired[str]
    """Its page in the shop."""
    item_group_id: NotRequired[str]
    """The same for all variants of a product, such as sizes: a list has one of them."""

class RegionStateOutput(TypedDict):
    """An item's state in one region."""

    in_stock: bool
    """Whether it can be bought there now."""

class SearchItemsResponse(TypedDict):
    items: list[FoundItem]
    """At most k, best first. Of the variants of a product, the best one."""
    has_more: bool
    """Whether there are items after these."""

class FoundItem(TypedDict):
    """What a shopper sees of an item."""

    item_id: str
    """The id that events and answers name it by."""
    title: str
    """Its name, as a person reads it."""
    description: str
    """What else is said about it."""
    brand: str
    """Who makes it."""
    category: list[str]
    """Broad to fine."""
    price: NotRequired[float]
    """In one currency for all items."""
    sale_price: NotRequired[float]
    """The price while it is reduced, if it is."""
    image: NotRequired[str]
    """Where its picture is."""
    link: NotRequired[str]
    """Its page in the shop."""
    in_stock: bool
    """Whether it can be bought in the region of the request, or anywhere."""

class GetUserResponse(TypedDict):
    user_id: str
    """The user."""
    features: NotRequired[dict[str, str | float | bool]]
    """Numbers, booleans and strings, as they were sent last."""
    events: int
    """Events that are kept: the last 2000."""
    purchases: int
    """Purchases among them."""
    last_event_time: NotRequired[str]
    """The time of the last event; absent where there is none."""
    vector_time: NotRequired[str]
    """The time of the last event in the vectors of the served model; absent where there are none."""

class GetUserHistoryResponse(TypedDict):
    events: list[UserEvent]
    """At most page_size, newest first."""
    next_page_token: str
    """Where the next page begins. Empty: this is the last one."""

class UserEvent(TypedDict):
    """One event of a user's history."""

    item_id: str
    """With which item; empty for a dislike of a category or brand, a view of a category, and a search."""
    type: NotRequired[InteractionType]
    """What was done. A rating below 3 is a dislike."""
    time: NotRequired[str]
    """When it happened."""
    region: str
    """Where it happened, if that was said."""
    category: NotRequired[str]
    """The disliked, viewed or searched category."""
    brand: NotRequired[str]
    """The disliked brand."""
    query: NotRequired[str]
    """What was searched for."""

class ExportUserResponse(TypedDict):
    records: list[ExportedRecord]
    """In the order of the places. A page may have none and yet not be the last."""
    next_page_token: str
    """Where the next page begins. Empty: this is the last one."""

class ExportedRecord(TypedDict):
    """One piece of what is kept of a user."""

    place: str
    """Where it is kept, such as "profile-store/event" or "event-bus/stars.v1.interactions"."""
    content: NotRequired[dict[str, Any]]
    """What is kept there."""

class FindUsersResponse(TypedDict):
    users: list[AudienceMember]
    """With item_ids: the k best of the users that this page looked at, best first. The best of all pages are the k with the highest scores. Without: in the order of the store. A page may have none and yet not be the last."""
    next_page_token: str
    """Where the next page begins. Empty: all users were looked at."""
    model_version: str
    """The model that ranked. Empty: none did."""
    looked_at: int
    """Users that this page looked at."""

class AudienceMember(TypedDict):
    """A user of an audience."""

    user_id: str
    """The user."""
    item_id: str
    """The item of the request that is most right for the user. Empty without item_ids."""
    score: float
    """How right it is. It compares users of one model_version, also of several pages. 0 without item_ids."""

class TrackResponse(TypedDict):
    accepted: int
    """Events of this call. All of them are on the bus now, duplicates included."""
    duplicates: int
    """Events that were on the bus already."""

class UpsertItemsResponse(TypedDict):
    accepted: int
    """Changes that are now on the bus."""

class PatchItemsResponse(TypedDict):
    accepted: int
    """Changes that are now on the bus."""
    unknown_item_ids: list[str]
    """Items that the catalogue does not have, or not yet."""

class DeleteItemsResponse(TypedDict):
    accepted: int
    """Changes that are now on the bus."""

class UpsertUsersResponse(TypedDict):
    accepted: int
    """Changes that are now on the bus."""

class DeleteUserResponse(TypedDict):
    pass

class ObjectToProfilingResponse(TypedDict):
    pass

class SetContextResponse(TypedDict):
    accepted: int
    """Signals that are now on the bus."""

class ConfirmImpressionResponse(TypedDict):
    pass

class CountFacetsResponse(TypedDict):
    items: int
    """Items that were counted. Variants of a product count each."""
    facets: list[Facet]
    """Brand, category and tags, then at most 20 attributes, the most frequent first. Fields without a value are left out."""
    incomplete: bool
    """Not all were counted: the search finds more items, or they have more different values, than one call counts."""

class Facet(TypedDict):
    """The values of one field."""

    field: str
    """Brand, category (each level counts), attributes.NAME, or tags."""
    values: list[FacetValue]
    """Those that most items have, the most frequent first."""

class FacetValue(TypedDict):
    """How many items have a value."""

    value: str
    """As a filter writes it."""
    items: int
    """Items that have it."""

class GetCatalogHealthResponse(TypedDict):
    items: int
    """Items of the catalogue."""
    issues: list[IssueCount]
    """Each issue, also those that no item has."""
    counted_time: NotRequired[str]
    """When the items were counted: at most some minutes ago."""
    model_version: str
    """The served model whose vectors were asked for. Empty: none serves."""
    shown_since: NotRequired[str]
    """What was shown is known since then: 30 days, or less where neither the archive nor the bus has more. Absent: it is not known, for there are more than 20 million records, or the archive cannot be read now."""

class IssueCount(TypedDict):
    """How many items have an issue."""

    issue: NotRequired[ItemIssue]
    """The issue."""
    items: int
    """Items that have it."""

class ListItemsWithIssueResponse(TypedDict):
    items: list[FoundItem]
    """In the order of their ids; duplicates are beside each other. At most the first 10000 of an issue are listed."""
    next_page_token: str
    """Where the next page begins. Empty: this is the last one."""

class InspectItemResponse(TypedDict):
    item: NotRequired[CatalogItemOutput]
    """The item as it is stored."""
    tags: list[ItemTag]
    """In the order of the terms."""
    correction: NotRequired[StandingCorrection]
    """The correction that is in force. Absent: none is."""
    tagger: str
    """Who gave the tags: method, model and prompt. Empty: the tagger has not read the item yet."""
    tagged_version: NotRequired[int]
    """The version of the item that the tags are made from. Absent: none yet."""
    model_version: str
    """The served model. Empty: none serves."""
    has_vector: bool
    """Whether the served model has a vector of the item."""
    map: list[MapPlace]
    """The inspected item first, then the nearest ones in stock. Empty without a vector."""
    map_share: float
    """How much of the differences between these vectors the map shows, from 0 to 1."""
    changed_time: NotRequired[str]
    """When the change was made that the tags are of. Absent: nobody said, as in an import, or there are no tags yet."""
    indexed_time: NotRequired[str]
    """When tags and features of the text were stored; the vectors of live models follow at once. Absent: not yet."""

class ItemTag(TypedDict):
    """A tag of an item."""

    term: str
    """A term of the vocabulary."""
    corrected: bool
    """A person added it. Otherwise it is the tagger's."""

class StandingCorrection(TypedDict):
    """What a person said about the tags of an item."""

    add: list[str]
    """Terms that the item has, whatever the tagger says."""
    remove: list[str]
    """Terms that it has not."""
    version: int
    """A later correction has a higher one. Those of the API and of ./stars are the time, microseconds since 1970."""

class MapPlace(TypedDict):
    """An item on a map, where items with similar vectors are near each other."""

    item: NotRequired[FoundItem]
    """The item."""
    score: float
    """The inner product with the inspected item, as answers use it. Higher is nearer."""
    x: float
    """From -1 to 1."""
    y: float
    """From -1 to 1."""

class CorrectTagsResponse(TypedDict):
    version: int
    """Of the correction: it replaces the ones before."""

class ListSurfacesResponse(TypedDict):
    surfaces: list[SurfaceHistory]
    """By name."""

class SurfaceHistory(TypedDict):
    """The versions of a surface. Topic `stars.v1.surfaces` (compacted), key `name`."""

    tenant_id: str
    """The shop or client whose surface it is. Empty means "default"."""
    name: str
    """What requests call it."""
    versions: list[SurfaceVersion]
    """At most 20, newest first."""

class SurfaceVersion(TypedDict):
    """One version of a surface."""

    version: int
    """1 is the first, and each change has the next. 0: it is of the settings, or built in."""
    surface: NotRequired[SurfaceOutput]
    """Absent: with this version it was deleted."""
    changed_by: str
    """Id of the caller who changed it. Empty in version 0."""
    changed_time: NotRequired[str]
    """When it was changed. Absent in version 0."""

class SurfaceOutput(TypedDict):
    """What a request that names a surface gets where it says nothing itself."""

    k: int
    """As of a Recommend. 0: the surface does not say."""
    filter: NotRequired[FilterOutput]
    """Only items that pass it, and the filter of the request."""
    category_caps: list[CategoryCapOutput]
    """As of a Recommend."""
    diversity: NotRequired[DiversityOutput]
    """As of a Recommend."""
    mode: NotRequired[RecommendMode]
    """As of a Recommend."""
    window_days: NotRequired[int]
    """As of a Recommend."""
    exclude_purchased: NotRequired[bool]
    """As of a Recommend."""
    exclude_seen: NotRequired[bool]
    """As of a Recommend."""
    coverage: NotRequired[CoverageOutput]
    """As of a Recommend. No more places than k."""
    exploration: NotRequired[ExplorationOutput]
    """As of a Recommend. No more places than k."""
    fatigue: NotRequired[float]
    """As of a Recommend."""

FilterOutput = TypedDict(
    "FilterOutput",
    {
        "all": "NotRequired[FilterAllOutput]",
        "any": "NotRequired[FilterAnyOutput]",
        "not": "NotRequired[FilterOutput]",
        "in": "NotRequired[FilterInOutput]",
        "range": "NotRequired[FilterRangeOutput]",
    },
)
"""Fields: `item_id`, `brand`, `category` (any level), `price`, `attributes.NAME`, `in_stock` (a region's name)."""

class FilterAllOutput(TypedDict):
    """True where every operand is true."""

    operands: list[FilterOutput]
    """All of them must hold. None: true."""

class FilterAnyOutput(TypedDict):
    """True where one operand is true."""

    operands: list[FilterOutput]
    """One of them must hold. None: false."""

class FilterInOutput(TypedDict):
    """True where the field has one of the values; a list field, where any element has."""

    field: str
    """Item_id, brand, category, in_stock or attributes.NAME."""
    values: list[str]
    """The field must be one of them. Of in_stock: regions."""

class FilterRangeOutput(TypedDict):
    """True where the number lies within the bounds that are set, both inclusive."""

    field: str
    """Price or attributes.NAME."""
    min: NotRequired[float]
    """The least value that passes. Absent: no bound."""
    max: NotRequired[float]
    """The largest value that passes. Absent: no bound."""

class CategoryCapOutput(TypedDict):
    """At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too."""

    level: NotRequired[int]
    """Level of the category path, 0 the broadest. Absent: each item's finest."""
    items: int
    """From 1."""

class DiversityOutput(TypedDict):
    """Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2)."""

    method: NotRequired[DiversityMethod]
    """How the list is made more diverse."""
    strength: float
    """From 0, the list as it is ranked, to 1, where only the budget holds it."""
    relevance_budget: NotRequired[float]
    """Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05."""

class CoverageOutput(TypedDict):
    """Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are."""

    places: int
    """Places at the end of the list, at most k: no other place is touched."""
    penalty: NotRequired[float]
    """What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4."""
    within: int
    """Only so many of the best of the ranking may take these places. 0: 100; at most 1000."""

class ExplorationOutput(TypedDict):
    """Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression."""

    places: int
    """Places at the end of the list, at most k: no other place is touched."""
    rate: float
    """Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them."""
    candidates: int
    """Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100."""
    seed: NotRequired[int]
    """The same seed draws the same places for the same ranking. Absent: at random."""

class PutSurfaceResponse(TypedDict):
    version: int
    """The version that counts from now on."""

class RollBackSurfaceResponse(TypedDict):
    version: int
    """The version that counts from now on: a new one, with the content of the earlier one."""

class DeleteSurfaceResponse(TypedDict):
    version: int
    """The version that says that it is deleted."""

class GetActivityResponse(TypedDict):
    rows: list[ActivityRow]
    """By time, placement and origin."""
    placements: list[PlacementActivity]
    """The most answers first, at most 50."""
    items_shown: int
    """Different items that answers had."""
    catalog_items: int
    """Items in the catalogue now."""
    within_days: int
    """The rule of attribution, with its default filled."""
    as_of: NotRequired[str]
    """As of when: what the bus had then is counted."""
    known_since: NotRequired[str]
    """What happened before may be missing: without an archive the bus has it no more, or too much to be read. Absent: nothing is missing."""

class ActivityRow(TypedDict):
    """What happened in one bucket. One without any activity is not there."""

    start: NotRequired[str]
    """When the bucket begins."""
    placement: str
    """The name of the list, or the surface of a page with one list. With DIRECT alone; empty: without a name, or beyond the 50 with the most answers."""
    origin: NotRequired[ActivityOrigin]
    """Of the events. Rows of a placement are DIRECT."""
    answers: int
    """Recorded answers that have the placement. An answer for a page counts for each of its placements."""
    confirmed: int
    """Pages that a client confirmed as seen."""
    events: NotRequired[EventCounts]

class EventCounts(TypedDict):
    """Events of a user with an item. Each event counts once, as what it was when it happened: a refund is no purchase less."""

    views: int
    add_to_carts: int
    removals_from_cart: int
    purchases: int
    refunds: int
    units: float
    """That were bought. An event that says no quantity is of one."""
    revenue: float
    """Of what was bought, at the present prices of the catalogue: events have no price."""
    units_without_price: float
    """Bought units of items that have no price in the catalogue now. They are not in the revenue."""

class PlacementActivity(TypedDict):
    """What the answers of a placement had, over all buckets."""

    placement: str
    answers: int
    items: int
    """Different items that answers had."""
    top_tenth_share: float
    """The share of all shown places that the tenth of these items with the most has, from 0.1 to 1. 0 without items."""
    degradations: list[AnswersWith]
    """What answers did without, by its code. Those of earlier releases do not say."""
    modes: list[AnswersWith]
    model_versions: list[AnswersWith]
    top_items: list[ShownItem]
    """Those in the most answers."""

class AnswersWith(TypedDict):
    """How many answers had something."""

    name: str
    """A code, a mode or a version."""
    answers: int

class ShownItem(TypedDict):
    """An item of a placement."""

    item_id: str
    answers: int
    """Answers that have it there."""
    views: int
    """That follow from them."""
    purchases: int

class ListRulesResponse(TypedDict):
    rules: list[RuleHistory]
    """By name."""
    time_zone: str
    """IANA name of the shop's time zone, which `from` and `until` are of."""

class RuleHistory(TypedDict):
    """The versions of a rule. Topic `stars.v1.rules` (compacted), key `name`. The rule named "*" is the switch of all others: it has no action, and unless it is LIVE, or was never put, none of them acts."""

    tenant_id: str
    """The shop or client whose rule it is. Empty means "default"."""
    name: str
    """What people call it."""
    versions: list[RuleVersion]
    """At most 20, newest first."""

class RuleVersion(TypedDict):
    """One version of a rule."""

    version: int
    """1 is the first, and each change has the next."""
    rule: NotRequired[RuleOutput]
    """Absent: with this version it was deleted."""
    changed_by: str
    """Id of the caller who changed it."""
    changed_time: NotRequired[str]
    """When it was changed."""

RuleOutput = TypedDict(
    "RuleOutput",
    {
        "condition": "NotRequired[RuleConditionOutput]",
        "action": "NotRequired[RuleActionOutput]",
        "priority": "int",
        "state": "NotRequired[RuleState]",
        "from": "str",
        "until": "str",
        "note": "str",
    },
)
"""What lists show for another reason than relevance."""

class RuleConditionOutput(TypedDict):
    """For which requests a rule acts. All conditions that are said must hold; each list of values: one of them."""

    surfaces: list[str]
    """The surface of the request or placement. None: all, and requests without one."""
    users: NotRequired[SegmentOutput]
    """Users of this segment. A rule with it never acts on a request without a profile."""
    regions: list[str]
    """The region of the request."""
    categories: list[str]
    """The category of the request, or that of one of its seeds, at any level."""
    tags: list[str]
    """The tags of the request, such as "campaign-spring" or what was searched for."""
    languages: list[str]
    """The language of the request: "de" holds for "de-AT" too."""

class SegmentOutput(TypedDict):
    """Users for whom all conditions hold."""

    features: NotRequired[FilterOutput]
    """What UpsertUsers sent of them: the field `attributes.NAME` is the feature NAME. Absent: no condition."""
    events: list[EventConditionOutput]
    """What they did: at most 16."""

class EventConditionOutput(TypedDict):
    """What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back."""

    types: list[InteractionType]
    """Events of one of these types. Empty: of any."""
    items: NotRequired[FilterOutput]
    """Events with an item that passes. Absent: with any."""
    within_days: int
    """Events of the last so many days. 0: of any time."""
    never: NotRequired[bool]
    """The user did nothing of that."""

class RuleActionOutput(TypedDict):
    """What a rule does."""

    pin: NotRequired[RulePinsOutput]
    """Puts items on places."""
    boost: NotRequired[RuleBoostOutput]
    """Moves items up or down."""
    exclude: NotRequired[FilterOutput]
    """No item that passes is shown. It beats pins."""
    share: NotRequired[RuleShareOutput]
    """Reserves places."""
    cap: NotRequired[RuleCapOutput]
    """Bounds how many items of one value a list has."""
    only: NotRequired[FilterOutput]
    """Only items that pass are shown. It beats pins."""

class RulePinsOutput(TypedDict):
    """Puts items on places."""

    pins: list[RulePinOutput]
    """From 1 to 20, each with its own item and place."""

class RulePinOutput(TypedDict):
    """Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold."""

    item_id: str
    """The item. Where a variant of it is in the list, that one goes."""
    position: int
    """From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one."""

class RuleBoostOutput(TypedDict):
    """Moves items of a ranking up or down. It fetches no item that the ranking does not have."""

    items: NotRequired[FilterOutput]
    """Items that pass."""
    factor: float
    """Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it."""

class RuleShareOutput(TypedDict):
    """Reserves places for items: at least this share of the list, as far as there are any that may be shown."""

    items: NotRequired[FilterOutput]
    """Items that pass."""
    share: float
    """From 0 to 1 of the places, rounded down."""

class RuleCapOutput(TypedDict):
    """At most so many items of one value."""

    field: str
    """Category, brand or attributes.NAME."""
    level: NotRequired[int]
    """Of a category: its level, 0 the broadest. Absent: the finest."""
    items: int
    """From 1."""

class PutRuleResponse(TypedDict):
    version: int
    """The version that counts from now on."""
    warnings: list[RuleWarning]
    """Contradictions with rules that are live, items that cannot be shown, filters that no item passes: at most 50."""

class RuleWarning(TypedDict):
    """What a person should look at in a rule. It counts all the same."""

    code: str
    """What it is. A code never changes its meaning."""
    message: str
    """The same for a person."""
    other_rule: str
    """The other rule, if two contradict each other."""
    item_id: str
    """The item, if it is about one."""

class RollBackRuleResponse(TypedDict):
    version: int
    """The version that counts from now on: a new one, with the content of the earlier one."""

class DeleteRuleResponse(TypedDict):
    version: int
    """The version that says that it is deleted."""

class EstimateRuleResponse(TypedDict):
    answers: int
    """Answers that were made again: fewer than asked for if there are fewer, or if the time was up."""
    lists: int
    """Lists of these answers that were made again, as of now."""
    acted_on: int
    """Lists that the rule acts on, or the stored one of its name."""
    changed: int
    """Lists that would have other items, or another order."""
    skipped: int
    """Lists that could not be made again: their mode needs seeds, which records do not have."""
    gaining: list[RuleItemChange]
    """At most 20 items that gain most lists, the largest gain first."""
    losing: list[RuleItemChange]
    """At most 20 items that lose most lists, the largest loss first."""
    expected_dcg: NotRequired[ExpectedDcg]
    """Of the changed lists."""
    logged_feedback: NotRequired[LoggedFeedback]
    """Of the changed lists."""
    assumed: list[str]
    """Conditions of the rule that were taken to hold: languages, categories or tags."""
    since: NotRequired[str]
    """When the oldest of these answers was made. Absent: there are none."""
    warnings: list[RuleWarning]
    """As of a PutRule."""

class RuleItemChange(TypedDict):
    """An item that more or fewer of the lists would have that the rule acts on."""

    item_id: str
    """The item."""
    lists_before: int
    """Lists that have it without the rule."""
    lists_after: int
    """Lists that have it with the rule."""

class ExpectedDcg(TypedDict):
    """Expected DCG: the sum over the places, from 1, of the probability by the model that the user chooses the item, if one of both lists / log2(place + 1). An item that the model has no score for counts 0."""

    lists: int
    """Changed lists that the model could score. If it is 0, the other fields say nothing."""
    before: float
    """Mean of these lists without the rule."""
    after: float
    """Mean with it."""
    change_low: NotRequired[float]
    """95% interval of the mean of after - before, by the spread between users. Absent with one user."""
    change_high: NotRequired[float]
    """The upper bound."""
    losing: list[RuleListChange]
    """At most 10 lists that lose most, the largest loss first."""

class RuleListChange(TypedDict):
    """A list that the rule would change."""

    user_id: str
    """Who it is for."""
    surface: str
    """Its surface or placement."""
    dcg_before: float
    """Expected DCG without the rule."""
    dcg_after: float
    """Expected DCG with it."""

class LoggedFeedback(TypedDict):
    """What the logged behaviour of users can say about the rule."""

    places_changed: int
    """Places that would have another item."""
    places_by_chance: int
    """Of these, places that exploration filled by chance when the list was shown. Only there does the log hold evidence of other items."""
    not_estimable: str
    """Why there is no counterfactual estimate."""

class GetStatusResponse(TypedDict):
    time: NotRequired[str]
    """When this was so."""
    ready: bool
    """Whether the process that answers takes requests. Others may differ."""
    checks: list[StatusCheck]
    """What the process that answers looks at."""
    groups: list[GroupLag]
    """Of the whole installation, as the bus knows it."""
    groups_problem: str
    """Why groups are missing. Empty: they are not."""
    model_version: str
    """The model that this process serves. Empty: none."""
    model_data_until: NotRequired[str]
    """The end of the data that it learned from."""
    counted_since: NotRequired[str]
    """The process that answers counts since then."""
    freshness: list[StageFreshness]
    """The stages in this process. In `./stars up`, these are all; a gateway of its own has those of its answers."""
    calls: list[CallStatistics]
    """What this process answered, the most frequent call first."""
    degradations: list[CodeCount]
    """Lists of this process that were less than they could have been, by reason, the most frequent first."""

class StatusCheck(TypedDict):
    """What a process needs, or does its work less well without."""

    name: str
    """Its name, such as "vector-index" or "model"."""
    ok: bool
    """Whether it is there."""
    message: str
    """What is wrong, in words. Empty: nothing."""
    degrades: bool
    """Whether answers go on without it, only less well."""

class GroupLag(TypedDict):
    """How far behind a consumer group is."""

    service: str
    """The service whose work it is."""
    group: str
    """The consumer group."""
    messages: int
    """Messages that it has not handled yet, without those that wait for a retry."""

class StageFreshness(TypedDict):
    """How old data of a kind is when it comes to a stage. Data older than a day is imported history, and is not counted."""

    flow: str
    """"interaction", "impression" or "catalogue"."""
    stage: str
    """Such as "vector_stored" or "indexed"."""
    count: int
    """How many came there."""
    median_seconds: NotRequired[float]
    """Half of them were no older, in seconds: the bound of a bucket of the histogram. Absent: they were above all bounds."""
    p95_seconds: NotRequired[float]
    """95% of them were no older, in seconds; absent likewise."""

class CallStatistics(TypedDict):
    """How one call of the API was answered, over gRPC and HTTP."""

    method: str
    """Its name, such as "Recommend". "unknown": callers whom the server does not know."""
    requests: int
    """Requests that were answered, those with an error among them."""
    errors: list[CodeCount]
    """Answers with an error, the most frequent code first."""
    median_seconds: NotRequired[float]
    """Half of the answers took no longer, in seconds: the bound of a bucket of the histogram. Absent: longer than all bounds."""
    p95_seconds: NotRequired[float]
    """95% of the answers took no longer, in seconds; absent likewise."""

class CodeCount(TypedDict):
    """How often an error code was answered."""

    code: str
    """Such as "STARS_UNAVAILABLE"."""
    count: int
    """Answers with it."""

class ListDeadLettersResponse(TypedDict):
    letters: list[DeadLetter]
    """By topic, oldest first. A page may have none and yet not be the last."""
    next_page_token: str
    """Where the next page begins. Empty: this is the last one."""

class DeadLetter(TypedDict):
    """A message that a consumer group gave up."""

    id: str
    """Topic and place among its dead letters, such as "catalog/0/17"."""
    topic: str
    """The topic that it was sent to, such as "stars.v1.catalog"."""
    group: str
    """The consumer group that gave it up."""
    key: str
    """Its key: the tenant, "/", and the id of a user, an item or a region."""
    code: str
    """The code of the error."""
    reason: str
    """What was wrong, in words."""
    failed_time: NotRequired[str]
    """When the group gave it up."""
    attempts: int
    """How often it was handled."""
    replays: int
    """How often it was sent again after it had become a dead letter."""
    replayable: bool
    """Whether its group takes it again."""
    content: NotRequired[dict[str, Any]]
    """The message, as JSON. Absent where content_problem says why."""
    content_problem: str
    """Why the message is not shown: its bytes are no such message, or it is too large."""

class ReplayDeadLettersResponse(TypedDict):
    replayed: int
    """Messages that were sent again. What fails again comes back to the list."""

class DropDeadLettersResponse(TypedDict):
    dropped: int
    """Messages that were erased."""

class ListAuditEntriesResponse(TypedDict):
    entries: list[AuditEntry]
    """Newest first. A page may have none and yet not be the last."""
    next_page_token: str
    """Where the next page begins. Empty: this is the last one."""

class AuditEntry(TypedDict):
    """An entry of the audit log."""

    id: str
    """Of the action: the entries of its begin and of its end have the same."""
    time: NotRequired[str]
    """When it was written."""
    writer: str
    """The process and its machine."""
    who: str
    """Id of the caller, name of an operator of the command line, or name of a service."""
    rights: list[str]
    """Rights of the caller; none for an operator."""
    tenant_id: str
    """The tenant that it was done for. Empty: it is of the whole installation."""
    action: str
    """Name of the call or of the command."""
    target: NotRequired[dict[str, Any]]
    """What it was done to. A user is a keyed hash."""
    outcome: str
    """"begun" before the action, "done" or "failed" after it; "noted" has no action."""
    code: str
    """The code of the failure."""

class ListKeysResponse(TypedDict):
    keys: list[ApiKey]
    """Keys for this tenant. Those that are for a tenant that the caller may not use are not among them."""

class ApiKey(TypedDict):
    """The credential of a program that calls STARS, without its secret."""

    id: str
    """What revokes it."""
    name: str
    """Who has it. Several keys may have one name."""
    rights: list[str]
    """What its callers may do."""
    tenants: list[str]
    """Its tenants. A call that names none is for the first."""
    created_time: NotRequired[str]
    """When it was made."""
    expires_time: NotRequired[str]
    """When it ends."""
    limit: NotRequired[float]
    """Works a second that it may ask for. Absent: the default of the server."""
    certificate: NotRequired[str]
    """The name in a client certificate that is the credential. Absent: an API key is."""

class CreateKeyResponse(TypedDict):
    key: NotRequired[ApiKey]
    """What was made."""
    token: str
    """The API key. It is stored nowhere, and no other answer has it. Empty: the credential is a certificate."""

class RevokeKeysResponse(TypedDict):
    revoked: int
    """Keys that were removed."""

class ListModelsResponse(TypedDict):
    models: list[ModelState]
    """Newest first."""
    training: NotRequired[TrainingStep]
    """How the last training goes. Absent: there was none, or of an older release."""

class ModelState(TypedDict):
    """What is known of one version."""

    version: str
    """Name and digest of the model."""
    state: str
    """"serves"; "before": a roll-back may return to it; "rolled back"; "filling"; "refused"; "served": it did once, its vectors are gone; "new": not tried yet."""
    announced: bool
    """Whether its training announced it. One that was trained for an evaluation is not."""
    manifest: NotRequired[ModelManifest]
    """What its training wrote. Absent: the model is not in the registry, or damaged."""
    roll_outs: list[RollOut]
    """Steps of its roll-outs, oldest first, with what each gate measured: the last step, or all where the request names the version."""

class ModelManifest(TypedDict):
    """Everything needed to serve one version. Topic `stars.v1.models` (compacted), key `tenant_id`."""

    tenant_id: str
    """The shop or client whose data it is. Empty means "default"."""
    version: str
    """Name and digest of the model."""
    created_time: NotRequired[str]
    """When it was trained."""
    config: NotRequired[Any]
    """The model's configuration, as `libs/engine/model` reads it."""
    files: list[ModelFile]
    """Everything that the folder must hold."""
    serving_width: int
    """S, with any extra dimensions counted."""
    item_count: int
    """Items that it learned from."""
    data_from: NotRequired[str]
    """The first and the last (exclusive) moment of the training data."""
    data_until: NotRequired[str]
    metrics: dict[str, float]
    """What was measured when it was trained, by name."""
    embedding_model: str
    """The embedding model whose vectors it reads."""
    tag_vocabulary_version: str
    """The vocabulary whose tags it knows."""
    signals: list[SignalSpec]
    """The signals that it knows."""
    time_zone: str
    """IANA name: the clock that hour, weekday and holidays are read from."""
    comparison: NotRequired[ModelComparison]
    """How it did beside the model that served when it was trained; absent where there was none, or nothing to measure on."""

class ModelFile(TypedDict):
    """One file of a model, relative to the manifest's folder."""

    path: str
    """Where it is."""
    sha256: str
    """Its digest, hex."""
    bytes: int
    """Its size."""

class SignalSpec(TypedDict):
    """A signal that the model knows and the input it feeds."""

    name: str
    """What the signal is called."""
    scope: str
    """"time", "holiday", "region" or "item"."""
    width: int
    """Numbers that it takes in the input."""

ModelComparison = TypedDict(
    "ModelComparison",
    {
        "version": "str",
        "metric": "str",
        "candidate": "float",
        "serving": "float",
        "sessions": "int",
        "from": "NotRequired[str]",
    },
)
"""Two models measured on the same sessions, which neither has seen."""

class RollOut(TypedDict):
    """A step of a roll-out. Topic `stars.v1.roll-outs`, key `tenant_id`."""

    tenant_id: str
    """The shop or client whose data it is. Empty means "default"."""
    version: str
    """The version that was to serve."""
    before: str
    """The version that served when the step was done; empty where there was none."""
    cause: str
    """"training", "request" or "roll-back"."""
    request_id: str
    """Of the request, where there was one."""
    outcome: str
    """"filling": its vectors are being made. "served": it serves. "refused": it does not, and what served goes on."""
    reason: str
    """Why it was refused."""
    gates: list[GateResult]
    """What was checked before."""
    forced: bool
    """Whether it serves in spite of a gate that failed."""
    time: NotRequired[str]
    """When it came to this."""

class GateResult(TypedDict):
    """What one gate before a switch found."""

    gate: str
    """The name of the gate."""
    outcome: str
    """"passed", "failed", or "skipped" where there was nothing to measure."""
    value: float
    """What it measured."""
    bound: float
    """What `value` must reach or, by the gate, not exceed."""
    detail: str
    """What a person should know."""

class TrainingStep(TypedDict):
    """How a tenant's last training goes: somebody asked for one, or it is under way, or it ended. Topic `stars.v1.trainings` (compacted), key `tenant_id`."""

    tenant_id: str
    """The shop or client whose model it is. Empty means "default"."""
    request_id: str
    """Of the request, where there was one."""
    outcome: str
    """"asked", "started", "trained", "reused" (there was nothing new to learn from), "failed" or "stopped"."""
    version: str
    """Of the model that came of it."""
    reason: str
    """Why it failed."""
    time: NotRequired[str]
    """When it came to this."""

class TrainModelResponse(TypedDict):
    request_id: str
    """Steps of the training name it."""

class ServeModelResponse(TypedDict):
    request_id: str
    """Steps of the roll-out name it. They come as soon as an embedder runs."""

class RollBackModelResponse(TypedDict):
    request_id: str
    """Steps of the roll-out name it. They come as soon as an embedder runs."""

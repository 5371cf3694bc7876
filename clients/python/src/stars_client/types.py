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

class ItemDetails(TypedDict):
    """What a page shows of an item, as the catalogue has it."""

    price: NotRequired[float]
    sale_price: NotRequired[float]
    image: NotRequired[str]
    link: NotRequired[str]
    price_before: NotRequired[float]
    """If the price dropped and did not rise since: the lowest one of the 30 days before it dropped."""

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

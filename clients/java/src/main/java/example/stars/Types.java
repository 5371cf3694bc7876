// Made from the API by `node tools/repo/scripts/generate-reference.mjs`. Do not edit it.

package example.stars;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Requests and answers. In an answer, what is absent is null, and so is a value of an enum that this client does not know. */
public final class Types {
    private Types() {
    }

    /** How a list becomes more diverse. */
    public enum DiversityMethod {
        /** Maximal marginal relevance: an item counts less the more it is like one that is placed before it. */
        MMR,
        /** Determinantal point process, its greedy maximum: an item counts by the volume that it adds to those before it. */
        DPP,
    }

    /** What a list is made of, and in which order. */
    public enum RecommendMode {
        /** GI: h_gen, long-term taste. */
        GI,
        /** NI: h_next, present intent. */
        NI,
        /** RR: both lists, interleaved without duplicates. */
        RR,
        /** RR+BI: both lists and the items that the user bought before, interleaved without duplicates. */
        RR_BI,
        /** The second stage: it scores the candidates of all sources (repeat candidates, both lists, popular items, items that go with what the user looked at last) into one ranking. */
        SECOND_STAGE,
        /** BI: only items that the user bought before, ranked by the second stage. No other list fills the places. */
        BI,
        /** What people have in one session with seed_item_ids, more often than by chance: complements. Needs seeds and a model. */
        GOES_WITH,
        /** Items of the same kind as seed_item_ids, to choose in their place: substitutes. Needs seeds and a model. */
        ALTERNATIVES,
        /** What sells more than it used to. Where the request has a region: of what sells there. */
        TRENDING,
        /** What sells best. Where the request has a region: what sells best there first. */
        BEST_SELLERS,
        /** What came into the catalogue last. */
        NEWEST,
        /** What is in stock again, in the region of the request: first what the user had to do with. */
        BACK_IN_STOCK,
        /** What the user looked at or put into the cart, and did not buy since, and whose price dropped after it. */
        PRICE_DROPPED,
    }

    /** What a user did, mostly with an item. */
    public enum InteractionType {
        /** Looked at it. */
        VIEW,
        /** Put it into the cart. */
        ADD_TO_CART,
        /** Bought it. */
        PURCHASE,
        /** Gave it back, or the order was cancelled: the last purchase of the item no later than this counts no more. */
        REFUND,
        /** Took it out of the cart: the last addition to the cart no later than this counts no more. */
        REMOVE_FROM_CART,
        /** Does not want to see the item, or anything of the category or brand: it is in no answer until that is undone. */
        DISLIKE,
        /** Undoes an earlier dislike of the same item, category or brand. */
        UNDO_DISLIKE,
        /** Rated the item: {@code value} is from 1 to 5. The latest rating of an item counts: from 3 on as a view, below 3 as a dislike of the item. */
        RATING,
        /** Looked at the list of a category: {@code category} is one of its levels. There is no item. */
        VIEW_CATEGORY,
        /** Searched for {@code query}, perhaps within a {@code category}. There is no item. */
        SEARCH,
        /** The stranger {@code anonymous_id} is the user {@code user_id}: what the stranger did until now moves to the user. It is of no item. */
        IDENTIFY,
    }

    /** The list that an item came from. */
    public enum CandidateSource {
        /** Long-term taste: found with h_gen. */
        GENERAL_INTEREST,
        /** Present intent: found with h_next. */
        NEXT_INTENT,
        /** Popular in the region, or everywhere. */
        POPULAR,
        /** New in the catalogue. */
        NEWEST,
        /** Similar to the item of the request. In a Recommend: bought by the same users as the items that the user bought before. */
        SIMILAR,
        /** Items that the user bought before, by frequency and recency. */
        BUY_AGAIN,
        /** Goes with a seed of the request. */
        GOES_WITH,
        /** Sells more than it used to. */
        TRENDING,
        /** In stock again. */
        BACK_IN_STOCK,
        /** The user showed interest in it, and its price dropped. */
        PRICE_DROPPED,
    }

    public static final class RecommendRequest extends Fields<RecommendRequest> {
        /** Who the list is for. */
        public RecommendRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** The shop or client whose data it is. Empty means "default". */
        public RecommendRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** How many items, at most 1000. 0: 10, or all of candidate_item_ids. */
        public RecommendRequest k(long k) {
            return set("k", k);
        }

        /** Only items that are sold and in stock there. Empty: no such condition. */
        public RecommendRequest region(String region) {
            return set("region", region);
        }

        /** Only items that pass. */
        public RecommendRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** Items that must not be in the answer, such as those on the page already: at most 1000. */
        public RecommendRequest excludeItemIds(List<String> excludeItemIds) {
            return set("exclude_item_ids", excludeItemIds);
        }

        /** At most one of each level. */
        public RecommendRequest categoryCaps(List<CategoryCap> categoryCaps) {
            return set("category_caps", categoryCaps);
        }

        /** The answer must be there so many milliseconds after the request came; 0: the call's own deadline. The earlier of both holds. */
        public RecommendRequest deadlineMs(long deadlineMs) {
            return set("deadline_ms", deadlineMs);
        }

        /** The language of reasons, as a BCP 47 tag such as "de-AT". Empty, or one that is not there: English. */
        public RecommendRequest language(String language) {
            return set("language", language);
        }

        /** Whether items carry what a page shows besides their titles. */
        public RecommendRequest details(boolean details) {
            return set("details", details);
        }

        /** Absent: the list as it is ranked. */
        public RecommendRequest diversity(Diversity diversity) {
            return set("diversity", diversity);
        }

        /** What the list is made of. */
        public RecommendRequest mode(RecommendMode mode) {
            return set("mode", mode);
        }

        /** Of modes TRENDING and BEST_SELLERS: a purchase counts less the longer ago it was, 1/e after so many days. One of 1, 3, 7, 14, 28 and 91. Of modes BACK_IN_STOCK and PRICE_DROPPED: what came back, or dropped, in so many days before the time of the request. Absent: 7. What sells best in a region is always of 28 days. */
        public RecommendRequest windowDays(long windowDays) {
            return set("window_days", windowDays);
        }

        /** No item that the user has bought, as far as the profile and recent_events tell. */
        public RecommendRequest excludePurchased(boolean excludePurchased) {
            return set("exclude_purchased", excludePurchased);
        }

        /** Absent: less popular items have no places of their own. */
        public RecommendRequest coverage(Coverage coverage) {
            return set("coverage", coverage);
        }

        /** Absent: nothing is left to chance. */
        public RecommendRequest exploration(Exploration exploration) {
            return set("exploration", exploration);
        }

        /** How much an item sinks that the user saw on this surface and did not choose, from 0 to 10: ln(1 + times) of it is taken off its score, where older times count less. Absent: 0. Counts what clients confirm as seen. */
        public RecommendRequest fatigue(double fatigue) {
            return set("fatigue", fatigue);
        }

        /** The page or widget that asks. The answer is recorded as an impression only where it is named. Where there is a surface of this name, it fills the fields that the request leaves out. */
        public RecommendRequest surface(String surface) {
            return set("surface", surface);
        }

        /** Ranks these: no other item is in the answer, and each of them is that may be shown, variants of a product too. At most 1000; an id that is named twice counts once. What the model knows nothing of comes last. Without k, all of them. Only in the modes that rank for the user. */
        public RecommendRequest candidateItemIds(List<String> candidateItemIds) {
            return set("candidate_item_ids", candidateItemIds);
        }

        /** What the list is because of, such as the product of a page, the cart or an order: at most 100, none of which is in the answer. In mode SECOND_STAGE the list is personal as well. */
        public RecommendRequest seedItemIds(List<String> seedItemIds) {
            return set("seed_item_ids", seedItemIds);
        }

        /** What each seed counts, from 0 to 1000: as many as there are seeds. Empty: all the same. */
        public RecommendRequest seedWeights(List<Double> seedWeights) {
            return set("seed_weights", seedWeights);
        }

        /** Absent: now. */
        public RecommendRequest time(Instant time) {
            return set("time", time);
        }

        /** What the user just did and the stream may not have delivered yet. */
        public RecommendRequest recentEvents(List<RecentEvent> recentEvents) {
            return set("recent_events", recentEvents);
        }

        /** Absent: reasons from rules. True: from a language model, where the gateway has one and it answers in time. False: neither reasons nor score parts, which takes less time. */
        public RecommendRequest explain(boolean explain) {
            return set("explain", explain);
        }

        /** For a person who objects: no profile is read, recent_events do not count, and the answer is not recorded. It has what is popular where the request is. */
        public RecommendRequest withoutProfile(boolean withoutProfile) {
            return set("without_profile", withoutProfile);
        }

        /** Whether items carry what their scores are made of, for a person who looks into a list. It takes more time. */
        public RecommendRequest scoreParts(boolean scoreParts) {
            return set("score_parts", scoreParts);
        }
    }

    /** Fields: {@code item_id}, {@code brand}, {@code category} (any level), {@code price}, {@code attributes.NAME}, {@code in_stock} (a region's name). */
    public static final class Filter extends Fields<Filter> {
        /** True where all operands are. */
        public Filter all(FilterAll all) {
            return set("all", all);
        }

        /** True where one operand is. */
        public Filter any(FilterAny any) {
            return set("any", any);
        }

        /** True where its operand is not. */
        public Filter not(Filter not) {
            return set("not", not);
        }

        /** True where the field has one of the values. */
        public Filter in(FilterIn in) {
            return set("in", in);
        }

        /** True where the field is a number within the bounds. */
        public Filter range(FilterRange range) {
            return set("range", range);
        }
    }

    /** True where every operand is true. */
    public static final class FilterAll extends Fields<FilterAll> {
        /** All of them must hold. None: true. */
        public FilterAll operands(List<Filter> operands) {
            return set("operands", operands);
        }
    }

    /** True where one operand is true. */
    public static final class FilterAny extends Fields<FilterAny> {
        /** One of them must hold. None: false. */
        public FilterAny operands(List<Filter> operands) {
            return set("operands", operands);
        }
    }

    /** True where the field has one of the values; a list field, where any element has. */
    public static final class FilterIn extends Fields<FilterIn> {
        /** Item_id, brand, category, in_stock or attributes.NAME. */
        public FilterIn field(String field) {
            return set("field", field);
        }

        /** The field must be one of them. Of in_stock: regions. */
        public FilterIn values(List<String> values) {
            return set("values", values);
        }
    }

    /** True where the number lies within the bounds that are set, both inclusive. */
    public static final class FilterRange extends Fields<FilterRange> {
        /** Price or attributes.NAME. */
        public FilterRange field(String field) {
            return set("field", field);
        }

        /** The least value that passes. Absent: no bound. */
        public FilterRange min(double min) {
            return set("min", min);
        }

        /** The largest value that passes. Absent: no bound. */
        public FilterRange max(double max) {
            return set("max", max);
        }
    }

    /** At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too. */
    public static final class CategoryCap extends Fields<CategoryCap> {
        /** Level of the category path, 0 the broadest. Absent: each item's finest. */
        public CategoryCap level(long level) {
            return set("level", level);
        }

        /** From 1. */
        public CategoryCap items(long items) {
            return set("items", items);
        }
    }

    /** Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2). */
    public static final class Diversity extends Fields<Diversity> {
        /** How the list is made more diverse. */
        public Diversity method(DiversityMethod method) {
            return set("method", method);
        }

        /** From 0, the list as it is ranked, to 1, where only the budget holds it. */
        public Diversity strength(double strength) {
            return set("strength", strength);
        }

        /** Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05. */
        public Diversity relevanceBudget(double relevanceBudget) {
            return set("relevance_budget", relevanceBudget);
        }
    }

    /** Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are. */
    public static final class Coverage extends Fields<Coverage> {
        /** Places at the end of the list, at most k: no other place is touched. */
        public Coverage places(long places) {
            return set("places", places);
        }

        /** What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4. */
        public Coverage penalty(double penalty) {
            return set("penalty", penalty);
        }

        /** Only so many of the best of the ranking may take these places. 0: 100; at most 1000. */
        public Coverage within(long within) {
            return set("within", within);
        }
    }

    /** Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression. */
    public static final class Exploration extends Fields<Exploration> {
        /** Places at the end of the list, at most k: no other place is touched. */
        public Exploration places(long places) {
            return set("places", places);
        }

        /** Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them. */
        public Exploration rate(double rate) {
            return set("rate", rate);
        }

        /** Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100. */
        public Exploration candidates(long candidates) {
            return set("candidates", candidates);
        }

        /** The same seed draws the same places for the same ranking. Absent: at random. */
        public Exploration seed(long seed) {
            return set("seed", seed);
        }
    }

    /** One user, one item, one moment. Topic {@code stars.v1.interactions}, key {@code user_id}. */
    public static final class RecentEvent extends Fields<RecentEvent> {
        /** Empty means "default". */
        public RecentEvent tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Empty: derived from the row's content, so that a replay changes nothing. */
        public RecentEvent eventId(String eventId) {
            return set("event_id", eventId);
        }

        /** Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a {@code user_id} it counts in an {@code identify} alone. */
        public RecentEvent anonymousId(String anonymousId) {
            return set("anonymous_id", anonymousId);
        }

        /** Who did it. Absent only for a stranger. */
        public RecentEvent userId(String userId) {
            return set("user_id", userId);
        }

        /** With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an {@code identify}. */
        public RecentEvent itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** What was done. Absent only where {@code kind} says it. */
        public RecentEvent type(InteractionType type) {
            return set("type", type);
        }

        /** When it happened. Lines with one time are a basket: a set, not a sequence. */
        public RecentEvent time(Instant time) {
            return set("time", time);
        }

        /** The session in the app or on the site, if you know it. */
        public RecentEvent sessionId(String sessionId) {
            return set("session_id", sessionId);
        }

        /** The page that was shown, if the item was chosen from one. */
        public RecentEvent pageId(String pageId) {
            return set("page_id", pageId);
        }

        /** Store, city or warehouse: the place that stock and promotions are keyed by. */
        public RecentEvent region(String region) {
            return set("region", region);
        }

        /** How many; 0 means not said. */
        public RecentEvent quantity(double quantity) {
            return set("quantity", quantity);
        }

        /** An explicit judgement. A rating needs it, from 1 to 5. */
        public RecentEvent value(double value) {
            return set("value", value);
        }

        /** The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown. */
        public RecentEvent recommendationId(String recommendationId) {
            return set("recommendation_id", recommendationId);
        }

        /** A kind of your own, such as {@code wishlist}, in place of {@code type}. The settings ({@code kinds}) say which type it counts as. */
        public RecentEvent kind(String kind) {
            return set("kind", kind);
        }

        /** The disliked, viewed or searched category, one of its levels, in place of {@code item_id}. */
        public RecentEvent category(String category) {
            return set("category", category);
        }

        /** The disliked brand, in place of {@code item_id}. */
        public RecentEvent brand(String brand) {
            return set("brand", brand);
        }

        /** What was searched for, in place of {@code item_id}. */
        public RecentEvent query(String query) {
            return set("query", query);
        }
    }

    public static final class RecommendBatchRequest extends Fields<RecommendBatchRequest> {
        /** The requests, of any users. */
        public RecommendBatchRequest requests(List<RecommendRequest> requests) {
            return set("requests", requests);
        }
    }

    public static final class RecommendPageRequest extends Fields<RecommendPageRequest> {
        /** Who the page is for. */
        public RecommendPageRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** The shop or client whose data it is. Empty means "default". */
        public RecommendPageRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** As of a Recommend. */
        public RecommendPageRequest region(String region) {
            return set("region", region);
        }

        /** Only items that pass are on the page. */
        public RecommendPageRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** Items that are nowhere on the page: at most 1000. */
        public RecommendPageRequest excludeItemIds(List<String> excludeItemIds) {
            return set("exclude_item_ids", excludeItemIds);
        }

        /** As of a Recommend. All placements share it. */
        public RecommendPageRequest deadlineMs(long deadlineMs) {
            return set("deadline_ms", deadlineMs);
        }

        /** As of a Recommend. */
        public RecommendPageRequest language(String language) {
            return set("language", language);
        }

        /** As of a Recommend. */
        public RecommendPageRequest details(boolean details) {
            return set("details", details);
        }

        /** The page that asks. It is recorded as one impression only where it is named. */
        public RecommendPageRequest surface(String surface) {
            return set("surface", surface);
        }

        /** As of a Recommend. */
        public RecommendPageRequest time(Instant time) {
            return set("time", time);
        }

        /** As of a Recommend. */
        public RecommendPageRequest recentEvents(List<RecentEvent> recentEvents) {
            return set("recent_events", recentEvents);
        }

        /** As of a Recommend. */
        public RecommendPageRequest explain(boolean explain) {
            return set("explain", explain);
        }

        /** As of a Recommend. */
        public RecommendPageRequest withoutProfile(boolean withoutProfile) {
            return set("without_profile", withoutProfile);
        }

        /** From top to bottom, at most 20. */
        public RecommendPageRequest placements(List<Placement> placements) {
            return set("placements", placements);
        }
    }

    /** One list of a page. What it does not say is as of a Recommend. */
    public static final class Placement extends Fields<Placement> {
        /** As of a Recommend; at most 1000 in all placements together. */
        public Placement k(long k) {
            return set("k", k);
        }

        /** Only items that pass it, and the filter of the page. */
        public Placement filter(Filter filter) {
            return set("filter", filter);
        }

        /** As of a Recommend. */
        public Placement categoryCaps(List<CategoryCap> categoryCaps) {
            return set("category_caps", categoryCaps);
        }

        /** As of a Recommend. */
        public Placement diversity(Diversity diversity) {
            return set("diversity", diversity);
        }

        /** As of a Recommend. */
        public Placement mode(RecommendMode mode) {
            return set("mode", mode);
        }

        /** As of a Recommend. */
        public Placement windowDays(long windowDays) {
            return set("window_days", windowDays);
        }

        /** As of a Recommend. */
        public Placement excludePurchased(boolean excludePurchased) {
            return set("exclude_purchased", excludePurchased);
        }

        /** As of a Recommend. */
        public Placement coverage(Coverage coverage) {
            return set("coverage", coverage);
        }

        /** As of a Recommend. */
        public Placement exploration(Exploration exploration) {
            return set("exploration", exploration);
        }

        /** As of a Recommend. */
        public Placement fatigue(double fatigue) {
            return set("fatigue", fatigue);
        }

        /** Its name in the answer. Where there is a surface of this name, it fills the fields that the placement leaves out. */
        public Placement surface(String surface) {
            return set("surface", surface);
        }

        /** As of a Recommend. */
        public Placement candidateItemIds(List<String> candidateItemIds) {
            return set("candidate_item_ids", candidateItemIds);
        }

        /** As of a Recommend. */
        public Placement seedItemIds(List<String> seedItemIds) {
            return set("seed_item_ids", seedItemIds);
        }

        /** As of a Recommend. */
        public Placement seedWeights(List<Double> seedWeights) {
            return set("seed_weights", seedWeights);
        }
    }

    /** Groups the ranking that a Recommend of the same user has. What it does not say is as of a Recommend. */
    public static final class RecommendGroupsRequest extends Fields<RecommendGroupsRequest> {
        /** Who the groups are for. */
        public RecommendGroupsRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** The shop or client whose data it is. Empty means "default". */
        public RecommendGroupsRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** How many groups, at most 50. 0: 10. */
        public RecommendGroupsRequest k(long k) {
            return set("k", k);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest region(String region) {
            return set("region", region);
        }

        /** Only items that pass. */
        public RecommendGroupsRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** Items that are in no group: at most 1000. */
        public RecommendGroupsRequest excludeItemIds(List<String> excludeItemIds) {
            return set("exclude_item_ids", excludeItemIds);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest deadlineMs(long deadlineMs) {
            return set("deadline_ms", deadlineMs);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest language(String language) {
            return set("language", language);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest details(boolean details) {
            return set("details", details);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest time(Instant time) {
            return set("time", time);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest recentEvents(List<RecentEvent> recentEvents) {
            return set("recent_events", recentEvents);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest explain(boolean explain) {
            return set("explain", explain);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest withoutProfile(boolean withoutProfile) {
            return set("without_profile", withoutProfile);
        }

        /** As of a Recommend. Of what a surface says, its caps, diversity, coverage and exploration do not hold for groups. */
        public RecommendGroupsRequest surface(String surface) {
            return set("surface", surface);
        }

        /** What makes a group: category, brand or attributes.NAME. An item whose attribute is a list is in a group for each element. */
        public RecommendGroupsRequest field(String field) {
            return set("field", field);
        }

        /** Of categories: the level that makes a group, 0 the broadest. Absent: each item's finest. */
        public RecommendGroupsRequest level(long level) {
            return set("level", level);
        }

        /** How many items of each group, at most 20. 0: 4. */
        public RecommendGroupsRequest items(long items) {
            return set("items", items);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest excludePurchased(boolean excludePurchased) {
            return set("exclude_purchased", excludePurchased);
        }
    }

    public static final class SimilarItemsRequest extends Fields<SimilarItemsRequest> {
        /** The item that the others are to be like. */
        public SimilarItemsRequest itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** The shop or client whose data it is. Empty means "default". */
        public SimilarItemsRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** How many items, at most 1000. 0: 10. */
        public SimilarItemsRequest k(long k) {
            return set("k", k);
        }

        /** Only items that are sold and in stock there. Empty: no such condition. */
        public SimilarItemsRequest region(String region) {
            return set("region", region);
        }

        /** Only items that pass. */
        public SimilarItemsRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** As of a Recommend; the item itself never comes. */
        public SimilarItemsRequest excludeItemIds(List<String> excludeItemIds) {
            return set("exclude_item_ids", excludeItemIds);
        }

        /** As of a Recommend. */
        public SimilarItemsRequest categoryCaps(List<CategoryCap> categoryCaps) {
            return set("category_caps", categoryCaps);
        }

        /** As of a Recommend. */
        public SimilarItemsRequest deadlineMs(long deadlineMs) {
            return set("deadline_ms", deadlineMs);
        }

        /** As of a Recommend. */
        public SimilarItemsRequest language(String language) {
            return set("language", language);
        }

        /** As of a Recommend. */
        public SimilarItemsRequest details(boolean details) {
            return set("details", details);
        }

        /** As of a Recommend. */
        public SimilarItemsRequest diversity(Diversity diversity) {
            return set("diversity", diversity);
        }
    }

    public static final class PopularItemsRequest extends Fields<PopularItemsRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public PopularItemsRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** How many items, at most 1000. 0: 10. */
        public PopularItemsRequest k(long k) {
            return set("k", k);
        }

        /** What is popular there comes first, and only items that are sold and in stock there. Empty: everywhere, without such a condition. */
        public PopularItemsRequest region(String region) {
            return set("region", region);
        }

        /** Only items that pass. */
        public PopularItemsRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** As of a Recommend. */
        public PopularItemsRequest excludeItemIds(List<String> excludeItemIds) {
            return set("exclude_item_ids", excludeItemIds);
        }

        /** As of a Recommend. */
        public PopularItemsRequest categoryCaps(List<CategoryCap> categoryCaps) {
            return set("category_caps", categoryCaps);
        }

        /** As of a Recommend. */
        public PopularItemsRequest deadlineMs(long deadlineMs) {
            return set("deadline_ms", deadlineMs);
        }

        /** As of a Recommend. */
        public PopularItemsRequest language(String language) {
            return set("language", language);
        }

        /** As of a Recommend. */
        public PopularItemsRequest details(boolean details) {
            return set("details", details);
        }
    }

    public static final class GetItemRequest extends Fields<GetItemRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public GetItemRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The item. */
        public GetItemRequest itemId(String itemId) {
            return set("item_id", itemId);
        }
    }

    public static final class SearchItemsRequest extends Fields<SearchItemsRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public SearchItemsRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Words that items are searched for: those with more and rarer ones come first. Empty: the newest items. */
        public SearchItemsRequest query(String query) {
            return set("query", query);
        }

        /** How many items, at most 1000. 0: 10, or all of item_ids. */
        public SearchItemsRequest k(long k) {
            return set("k", k);
        }

        /** So many of the best items are skipped: those of the pages before. With k at most 1000. */
        public SearchItemsRequest offset(long offset) {
            return set("offset", offset);
        }

        /** Only items that are sold and in stock there. Empty: in stock anywhere. */
        public SearchItemsRequest region(String region) {
            return set("region", region);
        }

        /** Only items that pass. */
        public SearchItemsRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** Only these, in this order, and without a query: also variants of one product, and items that are sold out. */
        public SearchItemsRequest itemIds(List<String> itemIds) {
            return set("item_ids", itemIds);
        }

        /** What the shopper has in mind, such as "a gift for somebody who bakes". It finds nothing by itself: of the items that the query finds, those with these words come earlier. */
        public SearchItemsRequest intent(String intent) {
            return set("intent", intent);
        }
    }

    public static final class GetUserRequest extends Fields<GetUserRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public GetUserRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The user. */
        public GetUserRequest userId(String userId) {
            return set("user_id", userId);
        }
    }

    public static final class GetUserHistoryRequest extends Fields<GetUserHistoryRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public GetUserHistoryRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The user. */
        public GetUserHistoryRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** Events of a page, at most 500. 0: 50. */
        public GetUserHistoryRequest pageSize(long pageSize) {
            return set("page_size", pageSize);
        }

        /** The next_page_token of the page before. Empty: the first page. Events that come meanwhile do not move the pages. */
        public GetUserHistoryRequest pageToken(String pageToken) {
            return set("page_token", pageToken);
        }
    }

    public static final class ExportUserRequest extends Fields<ExportUserRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public ExportUserRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The user. */
        public ExportUserRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** The next_page_token of the page before. Empty: the first page. */
        public ExportUserRequest pageToken(String pageToken) {
            return set("page_token", pageToken);
        }
    }

    public static final class FindUsersRequest extends Fields<FindUsersRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public FindUsersRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Users come for whom one of these items is most right: at most 100. Empty: all users of the segment. */
        public FindUsersRequest itemIds(List<String> itemIds) {
            return set("item_ids", itemIds);
        }

        /** Only users of this segment. Required without item_ids. */
        public FindUsersRequest segment(Segment segment) {
            return set("segment", segment);
        }

        /** Most users of a page, at most 10000. 0: 100. */
        public FindUsersRequest k(long k) {
            return set("k", k);
        }

        /** An item counts for no user who has bought it. */
        public FindUsersRequest excludePurchased(boolean excludePurchased) {
            return set("exclude_purchased", excludePurchased);
        }

        /** As of when the users are ranked, and days are counted. Absent: now. */
        public FindUsersRequest time(Instant time) {
            return set("time", time);
        }

        /** As of a Recommend. A page looks at as many users as its time allows. */
        public FindUsersRequest deadlineMs(long deadlineMs) {
            return set("deadline_ms", deadlineMs);
        }

        /** The next_page_token of the page before. Empty: the first page. */
        public FindUsersRequest pageToken(String pageToken) {
            return set("page_token", pageToken);
        }
    }

    /** Users for whom all conditions hold. */
    public static final class Segment extends Fields<Segment> {
        /** What UpsertUsers sent of them: the field {@code attributes.NAME} is the feature NAME. Absent: no condition. */
        public Segment features(Filter features) {
            return set("features", features);
        }

        /** What they did: at most 16. */
        public Segment events(List<EventCondition> events) {
            return set("events", events);
        }
    }

    /** What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back. */
    public static final class EventCondition extends Fields<EventCondition> {
        /** Events of one of these types. Empty: of any. */
        public EventCondition types(List<InteractionType> types) {
            return set("types", types);
        }

        /** Events with an item that passes. Absent: with any. */
        public EventCondition items(Filter items) {
            return set("items", items);
        }

        /** Events of the last so many days. 0: of any time. */
        public EventCondition withinDays(long withinDays) {
            return set("within_days", withinDays);
        }

        /** The user did nothing of that. */
        public EventCondition never(boolean never) {
            return set("never", never);
        }
    }

    public static final class TrackRequest extends Fields<TrackRequest> {
        /** What users did. */
        public TrackRequest interactions(List<Interaction> interactions) {
            return set("interactions", interactions);
        }

        /** What users were shown. */
        public TrackRequest impressions(List<Impression> impressions) {
            return set("impressions", impressions);
        }
    }

    /** One user, one item, one moment. Topic {@code stars.v1.interactions}, key {@code user_id}. */
    public static final class Interaction extends Fields<Interaction> {
        /** Empty means "default". */
        public Interaction tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Empty: derived from the row's content, so that a replay changes nothing. */
        public Interaction eventId(String eventId) {
            return set("event_id", eventId);
        }

        /** Who did it, if nobody has logged in: an id of the browser or device that nobody can guess. Beside a {@code user_id} it counts in an {@code identify} alone. */
        public Interaction anonymousId(String anonymousId) {
            return set("anonymous_id", anonymousId);
        }

        /** Who did it. Absent only for a stranger. */
        public Interaction userId(String userId) {
            return set("user_id", userId);
        }

        /** With which item. Absent only in a dislike of a category or brand, a view of a category, a search, and an {@code identify}. */
        public Interaction itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** What was done. Absent only where {@code kind} says it. */
        public Interaction type(InteractionType type) {
            return set("type", type);
        }

        /** When it happened. Lines with one time are a basket: a set, not a sequence. */
        public Interaction time(Instant time) {
            return set("time", time);
        }

        /** The session in the app or on the site, if you know it. */
        public Interaction sessionId(String sessionId) {
            return set("session_id", sessionId);
        }

        /** The page that was shown, if the item was chosen from one. */
        public Interaction pageId(String pageId) {
            return set("page_id", pageId);
        }

        /** Store, city or warehouse: the place that stock and promotions are keyed by. */
        public Interaction region(String region) {
            return set("region", region);
        }

        /** How many; 0 means not said. */
        public Interaction quantity(double quantity) {
            return set("quantity", quantity);
        }

        /** An explicit judgement. A rating needs it, from 1 to 5. */
        public Interaction value(double value) {
            return set("value", value);
        }

        /** The answer that led to it, if the item was chosen from one: its recommendation_id. So it is attributed to what was shown. */
        public Interaction recommendationId(String recommendationId) {
            return set("recommendation_id", recommendationId);
        }

        /** A kind of your own, such as {@code wishlist}, in place of {@code type}. The settings ({@code kinds}) say which type it counts as. */
        public Interaction kind(String kind) {
            return set("kind", kind);
        }

        /** The disliked, viewed or searched category, one of its levels, in place of {@code item_id}. */
        public Interaction category(String category) {
            return set("category", category);
        }

        /** The disliked brand, in place of {@code item_id}. */
        public Interaction brand(String brand) {
            return set("brand", brand);
        }

        /** What was searched for, in place of {@code item_id}. */
        public Interaction query(String query) {
            return set("query", query);
        }
    }

    /** One page shown to one user. Topic {@code stars.v1.impressions}, key {@code user_id}. */
    public static final class Impression extends Fields<Impression> {
        /** The shop or client whose data it is. Empty means "default". */
        public Impression tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Empty: derived from the content, so that a replay changes nothing. */
        public Impression eventId(String eventId) {
            return set("event_id", eventId);
        }

        /** Who saw it. */
        public Impression userId(String userId) {
            return set("user_id", userId);
        }

        /** The id of this page. Interactions name it where they follow from it. */
        public Impression pageId(String pageId) {
            return set("page_id", pageId);
        }

        /** When it was shown. */
        public Impression time(Instant time) {
            return set("time", time);
        }

        /** The page or widget, such as "home". */
        public Impression surface(String surface) {
            return set("surface", surface);
        }

        /** Where the user was. */
        public Impression region(String region) {
            return set("region", region);
        }

        /** What was shown, in order. */
        public Impression items(List<?> items) {
            return set("items", items);
        }

        /** The answer that the page was built from, if it was one of ours. */
        public Impression recommendationId(String recommendationId) {
            return set("recommendation_id", recommendationId);
        }

        /** Whether the client confirmed that the items were seen. */
        public Impression confirmed(boolean confirmed) {
            return set("confirmed", confirmed);
        }

        public Impression propensities(List<Double> propensities) {
            return set("propensities", propensities);
        }
    }

    /** One item of a page that was shown. */
    public static final class ImpressionItem extends Fields<ImpressionItem> {
        /** The item that was shown. */
        public ImpressionItem itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** From 0, top to bottom. */
        public ImpressionItem position(long position) {
            return set("position", position);
        }

        /** The probability with which the item was put there, in (0, 1]; 0 means not logged. */
        public ImpressionItem propensity(double propensity) {
            return set("propensity", propensity);
        }

        /** The list of the page that it stands in, if the page has several. */
        public ImpressionItem placement(String placement) {
            return set("placement", placement);
        }
    }

    public static final class UpsertItemsRequest extends Fields<UpsertItemsRequest> {
        /** The items, each as a whole. */
        public UpsertItemsRequest items(List<CatalogItem> items) {
            return set("items", items);
        }
    }

    /** A product. {@code title}, {@code description}, {@code brand}, {@code category} and {@code attributes} are its text. */
    public static final class CatalogItem extends Fields<CatalogItem> {
        /** The shop or client whose data it is. Empty means "default". */
        public CatalogItem tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The id that events and answers name it by. */
        public CatalogItem itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** Monotonic: an older version never replaces a newer one. */
        public CatalogItem version(long version) {
            return set("version", version);
        }

        /** Its name, as a person reads it. */
        public CatalogItem title(String title) {
            return set("title", title);
        }

        /** What else is said about it. */
        public CatalogItem description(String description) {
            return set("description", description);
        }

        /** Who makes it. Filters can name it. */
        public CatalogItem brand(String brand) {
            return set("brand", brand);
        }

        /** Broad to fine; the last one is the subclass that hard negatives come from. */
        public CatalogItem category(List<String> category) {
            return set("category", category);
        }

        /** In one currency for all items. Filters can compare it. */
        public CatalogItem price(double price) {
            return set("price", price);
        }

        /** Strings, numbers, booleans or arrays of strings. */
        public CatalogItem attributes(Map<String, ?> attributes) {
            return set("attributes", attributes);
        }

        /** Region to state. No region at all: sold everywhere. */
        public CatalogItem regions(Map<String, RegionState> regions) {
            return set("regions", regions);
        }

        /** False: in stock nowhere, whatever {@code regions} says. An item that is in stock nowhere is in no answer. */
        public CatalogItem inStock(boolean inStock) {
            return set("in_stock", inStock);
        }

        /** The price while it is reduced, if it is. */
        public CatalogItem salePrice(double salePrice) {
            return set("sale_price", salePrice);
        }

        /** Where its picture is. */
        public CatalogItem image(String image) {
            return set("image", image);
        }

        /** Its page in the shop. */
        public CatalogItem link(String link) {
            return set("link", link);
        }

        /** The same for all variants of a product, such as sizes: a list has one of them. */
        public CatalogItem itemGroupId(String itemGroupId) {
            return set("item_group_id", itemGroupId);
        }
    }

    /** An item's state in one region. */
    public static final class RegionState extends Fields<RegionState> {
        /** Whether it can be bought there now. */
        public RegionState inStock(boolean inStock) {
            return set("in_stock", inStock);
        }
    }

    public static final class PatchItemsRequest extends Fields<PatchItemsRequest> {
        /** What changes of each item. */
        public PatchItemsRequest items(List<CatalogItemPatch> items) {
            return set("items", items);
        }
    }

    /** New price or stock of an item, without the rest of it. Topic {@code stars.v1.catalog-patches} (compacted), key {@code item_id} and the field: one field a message. A field of a patch counts while the item's own version is not later. */
    public static final class CatalogItemPatch extends Fields<CatalogItemPatch> {
        /** The shop or client whose data it is. Empty means "default". */
        public CatalogItemPatch tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The item that changes. It need not be there yet. */
        public CatalogItemPatch itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** Monotonic, with the versions of the item. 0: given when the call comes in. */
        public CatalogItemPatch version(long version) {
            return set("version", version);
        }

        /** In the currency of all items. */
        public CatalogItemPatch price(double price) {
            return set("price", price);
        }

        /** The price while it is reduced. */
        public CatalogItemPatch salePrice(double salePrice) {
            return set("sale_price", salePrice);
        }

        /** The price is reduced no more. */
        public CatalogItemPatch saleEnded(boolean saleEnded) {
            return set("sale_ended", saleEnded);
        }

        /** False: in stock nowhere, whatever regions say. */
        public CatalogItemPatch inStock(boolean inStock) {
            return set("in_stock", inStock);
        }

        /** Only these regions change. */
        public CatalogItemPatch regions(Map<String, RegionState> regions) {
            return set("regions", regions);
        }
    }

    public static final class DeleteItemsRequest extends Fields<DeleteItemsRequest> {
        /** The items that are gone. */
        public DeleteItemsRequest items(List<CatalogItemDelete> items) {
            return set("items", items);
        }
    }

    /** The item with this id is gone as of this version. */
    public static final class CatalogItemDelete extends Fields<CatalogItemDelete> {
        /** The shop or client whose data it is. Empty means "default". */
        public CatalogItemDelete tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The item that is gone. */
        public CatalogItemDelete itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** Not below the version that it deletes. 0: given when the call comes in. */
        public CatalogItemDelete version(long version) {
            return set("version", version);
        }
    }

    public static final class UpsertUsersRequest extends Fields<UpsertUsersRequest> {
        /** The users, each with all features. */
        public UpsertUsersRequest users(List<UserProfileUpdate> users) {
            return set("users", users);
        }
    }

    /** Coarse static features of a user, the source of the [USER] token. */
    public static final class UserProfileUpdate extends Fields<UserProfileUpdate> {
        /** The shop or client whose data it is. Empty means "default". */
        public UserProfileUpdate tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Whose features these are. */
        public UserProfileUpdate userId(String userId) {
            return set("user_id", userId);
        }

        /** Monotonic: an older version never replaces a newer one. */
        public UserProfileUpdate version(long version) {
            return set("version", version);
        }

        /** Numbers and strings. */
        public UserProfileUpdate features(Map<String, ?> features) {
            return set("features", features);
        }
    }

    public static final class DeleteUserRequest extends Fields<DeleteUserRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public DeleteUserRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Who is forgotten. */
        public DeleteUserRequest userId(String userId) {
            return set("user_id", userId);
        }
    }

    public static final class ObjectToProfilingRequest extends Fields<ObjectToProfilingRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public ObjectToProfilingRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Who objects. */
        public ObjectToProfilingRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** The user objects no more: later events count again. */
        public ObjectToProfilingRequest withdrawn(boolean withdrawn) {
            return set("withdrawn", withdrawn);
        }
    }

    public static final class SetContextRequest extends Fields<SetContextRequest> {
        /** The signals of regions and items. */
        public SetContextRequest signals(List<ContextSignal> signals) {
            return set("signals", signals);
        }
    }

    /** What holds in a region for a while. Topic {@code stars.v1.context}, key {@code region}. */
    public static final class ContextSignal extends Fields<ContextSignal> {
        /** The shop or client whose data it is. Empty means "default". */
        public ContextSignal tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Empty: derived from the content, so that a replay changes nothing. */
        public ContextSignal eventId(String eventId) {
            return set("event_id", eventId);
        }

        /** Empty means everywhere. */
        public ContextSignal region(String region) {
            return set("region", region);
        }

        /** From when on it holds. */
        public ContextSignal validFrom(Instant validFrom) {
            return set("valid_from", validFrom);
        }

        /** Exclusive. A signal past it is stale and has no effect. Absent: until a later signal of the same name. */
        public ContextSignal validUntil(Instant validUntil) {
            return set("valid_until", validUntil);
        }

        /** Signals of the whole region: numbers, booleans and strings. */
        public ContextSignal signals(Map<String, ?> signals) {
            return set("signals", signals);
        }

        /** Signals of single items. */
        public ContextSignal itemSignals(List<ItemSignal> itemSignals) {
            return set("item_signals", itemSignals);
        }

        public ContextSignal time(Instant time) {
            return set("time", time);
        }

        public ContextSignal itemId(String itemId) {
            return set("item_id", itemId);
        }
    }

    /** One signal with one value for many items, such as "on the back page this week". */
    public static final class ItemSignal extends Fields<ItemSignal> {
        /** What it is called, such as "promotion". */
        public ItemSignal name(String name) {
            return set("name", name);
        }

        /** The same for all of these items. */
        public ItemSignal value(double value) {
            return set("value", value);
        }

        /** The items that have it. */
        public ItemSignal itemIds(List<String> itemIds) {
            return set("item_ids", itemIds);
        }
    }

    public static final class ConfirmImpressionRequest extends Fields<ConfirmImpressionRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public ConfirmImpressionRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The answer that the page was built from. */
        public ConfirmImpressionRequest recommendationId(String recommendationId) {
            return set("recommendation_id", recommendationId);
        }

        /** Who saw it. */
        public ConfirmImpressionRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** The id of this page. Interactions name it where they follow from it. */
        public ConfirmImpressionRequest pageId(String pageId) {
            return set("page_id", pageId);
        }

        /** The page or widget, such as "home". */
        public ConfirmImpressionRequest surface(String surface) {
            return set("surface", surface);
        }

        /** The items seen, in the order shown. */
        public ConfirmImpressionRequest itemIds(List<String> itemIds) {
            return set("item_ids", itemIds);
        }

        /** Absent: now. */
        public ConfirmImpressionRequest time(Instant time) {
            return set("time", time);
        }
    }

    public static final class ListSurfacesRequest extends Fields<ListSurfacesRequest> {
        /** The shop or client whose surfaces they are. Empty means "default". */
        public ListSurfacesRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Only this one, with all versions that are kept. Empty: all that count now, with the version that counts. */
        public ListSurfacesRequest name(String name) {
            return set("name", name);
        }
    }

    public static final class PutSurfaceRequest extends Fields<PutSurfaceRequest> {
        /** The shop or client whose surface it is. Empty means "default". */
        public PutSurfaceRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** What requests call it. */
        public PutSurfaceRequest name(String name) {
            return set("name", name);
        }

        /** Replaces the version before completely. */
        public PutSurfaceRequest surface(Surface surface) {
            return set("surface", surface);
        }

        /** The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is. */
        public PutSurfaceRequest expectedVersion(long expectedVersion) {
            return set("expected_version", expectedVersion);
        }
    }

    /** What a request that names a surface gets where it says nothing itself. */
    public static final class Surface extends Fields<Surface> {
        /** As of a Recommend. 0: the surface does not say. */
        public Surface k(long k) {
            return set("k", k);
        }

        /** Only items that pass it, and the filter of the request. */
        public Surface filter(Filter filter) {
            return set("filter", filter);
        }

        /** As of a Recommend. */
        public Surface categoryCaps(List<CategoryCap> categoryCaps) {
            return set("category_caps", categoryCaps);
        }

        /** As of a Recommend. */
        public Surface diversity(Diversity diversity) {
            return set("diversity", diversity);
        }

        /** As of a Recommend. */
        public Surface mode(RecommendMode mode) {
            return set("mode", mode);
        }

        /** As of a Recommend. */
        public Surface windowDays(long windowDays) {
            return set("window_days", windowDays);
        }

        /** As of a Recommend. */
        public Surface excludePurchased(boolean excludePurchased) {
            return set("exclude_purchased", excludePurchased);
        }

        /** As of a Recommend. No more places than k. */
        public Surface coverage(Coverage coverage) {
            return set("coverage", coverage);
        }

        /** As of a Recommend. No more places than k. */
        public Surface exploration(Exploration exploration) {
            return set("exploration", exploration);
        }

        /** As of a Recommend. */
        public Surface fatigue(double fatigue) {
            return set("fatigue", fatigue);
        }
    }

    public static final class RollBackSurfaceRequest extends Fields<RollBackSurfaceRequest> {
        /** The shop or client whose surface it is. Empty means "default". */
        public RollBackSurfaceRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** What requests call it. */
        public RollBackSurfaceRequest name(String name) {
            return set("name", name);
        }

        /** The version that counts again. 0: the one before the newest. */
        public RollBackSurfaceRequest version(long version) {
            return set("version", version);
        }

        /** As of a PutSurface. */
        public RollBackSurfaceRequest expectedVersion(long expectedVersion) {
            return set("expected_version", expectedVersion);
        }
    }

    public static final class DeleteSurfaceRequest extends Fields<DeleteSurfaceRequest> {
        /** The shop or client whose surface it is. Empty means "default". */
        public DeleteSurfaceRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** What requests call it. */
        public DeleteSurfaceRequest name(String name) {
            return set("name", name);
        }

        /** As of a PutSurface. */
        public DeleteSurfaceRequest expectedVersion(long expectedVersion) {
            return set("expected_version", expectedVersion);
        }
    }

    /**
     * @param recommendationId The id of this answer, for ConfirmImpression.
     * @param modelVersion The model that answered. Empty: none.
     * @param items At most k, best first.
     * @param degradations Why the answer is less than it could be. None: it is not.
     * @param vectorTime The time of the last event in the user's vectors; absent where there are none.
     * @param modelDataUntil The model has learned from what happened before this moment; absent without a model.
     * @param catalogTime Catalogue changes up to this moment were in the catalogue and, with their vectors, in the index: a change that was made before it is in the answer. Backfills may be later. Absent while it is not known.
     */
    public record RecommendResponse(
            String recommendationId,
            String modelVersion,
            List<RecommendedItem> items,
            List<Degradation> degradations,
            Instant vectorTime,
            Instant modelDataUntil,
            Instant catalogTime) {
    }

    /**
     * @param itemId The item.
     * @param position From 0.
     * @param score Of a search: the inner product, what popularity adds and, if the user had the item, what repeat adds. Of a buy-again item: the number of purchases, older ones counting less. 0 for a fallback. Before the first model, and in mode SECOND_STAGE, what the ranking gave it, of which only differences within one answer mean anything.
     * @param source The list that it came from.
     * @param title Its name, as a person reads it.
     * @param reason Why it is there, as a line that a person can read, in the language of the request.
     * @param scoreParts Absent where the request does not ask for it or wants no explanations, and for an item of a fallback.
     * @param propensity The probability, given the places before it, with which this item took this place: 1 where nothing was left to chance.
     * @param reasonCode The same reason for a program, such as BOUGHT_OFTEN. A code never changes its meaning; new ones may come. WRITTEN: a language model wrote the line. Empty: the request wants no explanations.
     * @param reasonArguments What the line says besides the code, by name, such as {@code times} and {@code date}.
     * @param details Absent where the request does not ask for it, and while the catalogue is away.
     */
    public record RecommendedItem(
            String itemId,
            long position,
            double score,
            CandidateSource source,
            String title,
            String reason,
            ScoreParts scoreParts,
            double propensity,
            String reasonCode,
            Map<String, String> reasonArguments,
            ItemDetails details) {
    }

    /**
     * What an item's score is made of. A part is 0 where it has no share.
     *
     * @param generalInterest The inner product with h_gen: long-term taste.
     * @param nextIntent The inner product with h_next, without offsets: present intent.
     * @param buyAgain The number of purchases by the user, older ones counting less.
     * @param offsets What each live signal of the moment and the place, by name, adds to general_interest, of an item that long-term taste found, else to next_intent.
     * @param diversity Places that diversity and category caps moved the item up; negative: down.
     * @param exploration Places that exploration moved it up; negative: down.
     * @param coverage Places that coverage moved the item up; negative: down.
     * @param secondStage Where the second stage ranked the item: what each group of its features adds to the score, by name. They add up to the score. "base" is the score of a candidate whose features are all at their mean.
     * @param repeat Of an item that the user had, where a search of the model found it: what the repeat head adds. 0 where the second stage ranked it.
     * @param popularity Of an item that a search of the model found: what its popularity adds that changed since the model was trained. Negative: it fell. 0 where the second stage ranked the item.
     * @param fatigue What fatigue takes off, at most 0. Where the second stage ranked the item, it is part of the score: with second_stage, it adds up to it. Other lists: the logarithm of the item's place grew by as much, and the score is as it was.
     */
    public record ScoreParts(
            double generalInterest,
            double nextIntent,
            double buyAgain,
            Map<String, Double> offsets,
            double diversity,
            double exploration,
            double coverage,
            Map<String, Double> secondStage,
            double repeat,
            double popularity,
            double fatigue) {
    }

    /**
     * What a page shows of an item, as the catalogue has it.
     *
     * @param priceBefore If the price dropped and did not rise since: the lowest one of the 30 days before it dropped.
     */
    public record ItemDetails(
            Double price,
            Double salePrice,
            String image,
            String link,
            Double priceBefore) {
    }

    /**
     * Why an answer is less than it could be.
     *
     * @param code What was missing. A code never changes its meaning.
     * @param message The same for a person.
     */
    public record Degradation(
            String code,
            String message) {
    }

    /** @param results One a request, in the same order. */
    public record RecommendBatchResponse(
            List<RecommendBatchResult> results) {
    }

    /**
     * @param response The answer to this request.
     * @param error Why there is none.
     */
    public record RecommendBatchResult(
            RecommendResponse response,
            RecommendError error) {
    }

    /**
     * @param code A stable error code.
     * @param field The path of the wrong field, if there is one.
     * @param message The problem, for a person.
     */
    public record RecommendError(
            String code,
            String field,
            String message) {
    }

    /**
     * @param recommendationId The id of this page, for ConfirmImpression and for the events that follow from any of its lists.
     * @param modelVersion The model that answered. Empty: none.
     * @param placements One a placement, in the same order.
     * @param vectorTime As of a Recommend.
     * @param modelDataUntil As of a Recommend.
     * @param catalogTime As of a Recommend.
     */
    public record RecommendPageResponse(
            String recommendationId,
            String modelVersion,
            List<PlacementAnswer> placements,
            Instant vectorTime,
            Instant modelDataUntil,
            Instant catalogTime) {
    }

    /**
     * The list of one placement.
     *
     * @param surface The name of the placement.
     * @param items At most k, best first. No item, and no variant of one, is in an answer above.
     * @param degradations Why the list is less than it could be. None: it is not.
     */
    public record PlacementAnswer(
            String surface,
            List<RecommendedItem> items,
            List<Degradation> degradations) {
    }

    /**
     * @param recommendationId The id of this answer, for ConfirmImpression.
     * @param modelVersion The model that answered. Empty: none.
     * @param groups At most k, best first. None is empty.
     * @param degradations Why the answer is less than it could be. None: it is not.
     * @param vectorTime As of a Recommend.
     * @param modelDataUntil As of a Recommend.
     * @param catalogTime As of a Recommend.
     */
    public record RecommendGroupsResponse(
            String recommendationId,
            String modelVersion,
            List<GroupAnswer> groups,
            List<Degradation> degradations,
            Instant vectorTime,
            Instant modelDataUntil,
            Instant catalogTime) {
    }

    /**
     * One group.
     *
     * @param value The value of the field. Of a category: its path, broad to fine.
     * @param score The group's share of the ranking, from 0 to 1: an item of place p, from 1, counts 1/p.
     * @param items The group's best, best first. No item, and no variant of one, is in two groups.
     */
    public record GroupAnswer(
            List<String> value,
            double score,
            List<RecommendedItem> items) {
    }

    /**
     * @param modelVersion The model whose vectors were searched.
     * @param items At most k, the nearest first.
     * @param degradations Why the answer is less than it could be. None: it is not.
     */
    public record SimilarItemsResponse(
            String modelVersion,
            List<RecommendedItem> items,
            List<Degradation> degradations) {
    }

    /**
     * @param modelVersion The model that counted. Empty: none.
     * @param items At most k, the most popular first. Where too few are popular, the newest items follow.
     * @param degradations Why the answer is less than it could be. None: it is not.
     */
    public record PopularItemsResponse(
            String modelVersion,
            List<RecommendedItem> items,
            List<Degradation> degradations) {
    }

    /**
     * @param item The item as it is stored.
     * @param tags Terms that the tagger gave it. None: it has not been there yet.
     */
    public record GetItemResponse(
            CatalogItemOutput item,
            List<String> tags) {
    }

    /**
     * A product. {@code title}, {@code description}, {@code brand}, {@code category} and {@code attributes} are its text.
     *
     * @param tenantId The shop or client whose data it is. Empty means "default".
     * @param itemId The id that events and answers name it by.
     * @param version Monotonic: an older version never replaces a newer one.
     * @param title Its name, as a person reads it.
     * @param description What else is said about it.
     * @param brand Who makes it. Filters can name it.
     * @param category Broad to fine; the last one is the subclass that hard negatives come from.
     * @param price In one currency for all items. Filters can compare it.
     * @param attributes Strings, numbers, booleans or arrays of strings.
     * @param regions Region to state. No region at all: sold everywhere.
     * @param inStock False: in stock nowhere, whatever {@code regions} says. An item that is in stock nowhere is in no answer.
     * @param salePrice The price while it is reduced, if it is.
     * @param image Where its picture is.
     * @param link Its page in the shop.
     * @param itemGroupId The same for all variants of a product, such as sizes: a list has one of them.
     */
    public record CatalogItemOutput(
            String tenantId,
            String itemId,
            long version,
            String title,
            String description,
            String brand,
            List<String> category,
            Double price,
            Map<String, ?> attributes,
            Map<String, RegionStateOutput> regions,
            Boolean inStock,
            Double salePrice,
            String image,
            String link,
            String itemGroupId) {
    }

    /**
     * An item's state in one region.
     *
     * @param inStock Whether it can be bought there now.
     */
    public record RegionStateOutput(
            boolean inStock) {
    }

    /**
     * @param items At most k, best first. Of the variants of a product, the best one.
     * @param hasMore Whether there are items after these.
     */
    public record SearchItemsResponse(
            List<FoundItem> items,
            boolean hasMore) {
    }

    /**
     * What a shopper sees of an item.
     *
     * @param itemId The id that events and answers name it by.
     * @param title Its name, as a person reads it.
     * @param description What else is said about it.
     * @param brand Who makes it.
     * @param category Broad to fine.
     * @param price In one currency for all items.
     * @param salePrice The price while it is reduced, if it is.
     * @param image Where its picture is.
     * @param link Its page in the shop.
     * @param inStock Whether it can be bought in the region of the request, or anywhere.
     */
    public record FoundItem(
            String itemId,
            String title,
            String description,
            String brand,
            List<String> category,
            Double price,
            Double salePrice,
            String image,
            String link,
            boolean inStock) {
    }

    /**
     * @param userId The user.
     * @param features Numbers, booleans and strings, as they were sent last.
     * @param events Events that are kept: the last 2000.
     * @param purchases Purchases among them.
     * @param lastEventTime The time of the last event; absent where there is none.
     * @param vectorTime The time of the last event in the vectors of the served model; absent where there are none.
     */
    public record GetUserResponse(
            String userId,
            Map<String, ?> features,
            long events,
            long purchases,
            Instant lastEventTime,
            Instant vectorTime) {
    }

    /**
     * @param events At most page_size, newest first.
     * @param nextPageToken Where the next page begins. Empty: this is the last one.
     */
    public record GetUserHistoryResponse(
            List<UserEvent> events,
            String nextPageToken) {
    }

    /**
     * One event of a user's history.
     *
     * @param itemId With which item; empty for a dislike of a category or brand, a view of a category, and a search.
     * @param type What was done. A rating below 3 is a dislike.
     * @param time When it happened.
     * @param region Where it happened, if that was said.
     * @param category The disliked, viewed or searched category.
     * @param brand The disliked brand.
     * @param query What was searched for.
     */
    public record UserEvent(
            String itemId,
            InteractionType type,
            Instant time,
            String region,
            String category,
            String brand,
            String query) {
    }

    /**
     * @param records In the order of the places. A page may have none and yet not be the last.
     * @param nextPageToken Where the next page begins. Empty: this is the last one.
     */
    public record ExportUserResponse(
            List<ExportedRecord> records,
            String nextPageToken) {
    }

    /**
     * One piece of what is kept of a user.
     *
     * @param place Where it is kept, such as "profile-store/event" or "event-bus/stars.v1.interactions".
     * @param content What is kept there.
     */
    public record ExportedRecord(
            String place,
            Map<String, ?> content) {
    }

    /**
     * @param users With item_ids: the k best of the users that this page looked at, best first. The best of all pages are the k with the highest scores. Without: in the order of the store. A page may have none and yet not be the last.
     * @param nextPageToken Where the next page begins. Empty: all users were looked at.
     * @param modelVersion The model that ranked. Empty: none did.
     * @param lookedAt Users that this page looked at.
     */
    public record FindUsersResponse(
            List<AudienceMember> users,
            String nextPageToken,
            String modelVersion,
            long lookedAt) {
    }

    /**
     * A user of an audience.
     *
     * @param userId The user.
     * @param itemId The item of the request that is most right for the user. Empty without item_ids.
     * @param score How right it is. It compares users of one model_version, also of several pages. 0 without item_ids.
     */
    public record AudienceMember(
            String userId,
            String itemId,
            double score) {
    }

    /**
     * @param accepted Events of this call. All of them are on the bus now, duplicates included.
     * @param duplicates Events that were on the bus already.
     */
    public record TrackResponse(
            long accepted,
            long duplicates) {
    }

    /** @param accepted Changes that are now on the bus. */
    public record UpsertItemsResponse(
            long accepted) {
    }

    /**
     * @param accepted Changes that are now on the bus.
     * @param unknownItemIds Items that the catalogue does not have, or not yet.
     */
    public record PatchItemsResponse(
            long accepted,
            List<String> unknownItemIds) {
    }

    /** @param accepted Changes that are now on the bus. */
    public record DeleteItemsResponse(
            long accepted) {
    }

    /** @param accepted Changes that are now on the bus. */
    public record UpsertUsersResponse(
            long accepted) {
    }

    public record DeleteUserResponse() {
    }

    public record ObjectToProfilingResponse() {
    }

    /** @param accepted Signals that are now on the bus. */
    public record SetContextResponse(
            long accepted) {
    }

    public record ConfirmImpressionResponse() {
    }

    /** @param surfaces By name. */
    public record ListSurfacesResponse(
            List<SurfaceHistory> surfaces) {
    }

    /**
     * The versions of a surface. Topic {@code stars.v1.surfaces} (compacted), key {@code name}.
     *
     * @param tenantId The shop or client whose surface it is. Empty means "default".
     * @param name What requests call it.
     * @param versions At most 20, newest first.
     */
    public record SurfaceHistory(
            String tenantId,
            String name,
            List<SurfaceVersion> versions) {
    }

    /**
     * One version of a surface.
     *
     * @param version 1 is the first, and each change has the next. 0: it is of the settings, or built in.
     * @param surface Absent: with this version it was deleted.
     * @param changedBy Id of the caller who changed it. Empty in version 0.
     * @param changedTime When it was changed. Absent in version 0.
     */
    public record SurfaceVersion(
            long version,
            SurfaceOutput surface,
            String changedBy,
            Instant changedTime) {
    }

    /**
     * What a request that names a surface gets where it says nothing itself.
     *
     * @param k As of a Recommend. 0: the surface does not say.
     * @param filter Only items that pass it, and the filter of the request.
     * @param categoryCaps As of a Recommend.
     * @param diversity As of a Recommend.
     * @param mode As of a Recommend.
     * @param windowDays As of a Recommend.
     * @param excludePurchased As of a Recommend.
     * @param coverage As of a Recommend. No more places than k.
     * @param exploration As of a Recommend. No more places than k.
     * @param fatigue As of a Recommend.
     */
    public record SurfaceOutput(
            long k,
            FilterOutput filter,
            List<CategoryCapOutput> categoryCaps,
            DiversityOutput diversity,
            RecommendMode mode,
            Long windowDays,
            Boolean excludePurchased,
            CoverageOutput coverage,
            ExplorationOutput exploration,
            Double fatigue) {
    }

    /**
     * Fields: {@code item_id}, {@code brand}, {@code category} (any level), {@code price}, {@code attributes.NAME}, {@code in_stock} (a region's name).
     *
     * @param all True where all operands are.
     * @param any True where one operand is.
     * @param not True where its operand is not.
     * @param in True where the field has one of the values.
     * @param range True where the field is a number within the bounds.
     */
    public record FilterOutput(
            FilterAllOutput all,
            FilterAnyOutput any,
            FilterOutput not,
            FilterInOutput in,
            FilterRangeOutput range) {
    }

    /**
     * True where every operand is true.
     *
     * @param operands All of them must hold. None: true.
     */
    public record FilterAllOutput(
            List<FilterOutput> operands) {
    }

    /**
     * True where one operand is true.
     *
     * @param operands One of them must hold. None: false.
     */
    public record FilterAnyOutput(
            List<FilterOutput> operands) {
    }

    /**
     * True where the field has one of the values; a list field, where any element has.
     *
     * @param field Item_id, brand, category, in_stock or attributes.NAME.
     * @param values The field must be one of them. Of in_stock: regions.
     */
    public record FilterInOutput(
            String field,
            List<String> values) {
    }

    /**
     * True where the number lies within the bounds that are set, both inclusive.
     *
     * @param field Price or attributes.NAME.
     * @param min The least value that passes. Absent: no bound.
     * @param max The largest value that passes. Absent: no bound.
     */
    public record FilterRangeOutput(
            String field,
            Double min,
            Double max) {
    }

    /**
     * At most so many items of one category, which is its whole path. Where there are too few others, the last places go to items past the cap, and a degradation says so. Caps are kept over what diversity put first, have no budget, and exploration keeps them too.
     *
     * @param level Level of the category path, 0 the broadest. Absent: each item's finest.
     * @param items From 1.
     */
    public record CategoryCapOutput(
            Long level,
            long items) {
    }

    /**
     * Spreads an answer over unlike items, by their vectors. Relevance is the place in the ranking: 1 / log2(place + 2).
     *
     * @param method How the list is made more diverse.
     * @param strength From 0, the list as it is ranked, to 1, where only the budget holds it.
     * @param relevanceBudget Most of the list's relevance, discounted by place (its DCG), that may be given up: from 0 to 1. Absent: 0.05.
     */
    public record DiversityOutput(
            DiversityMethod method,
            double strength,
            Double relevanceBudget) {
    }

    /**
     * Gives the last places of an answer to less popular items: all lists together then show more of the catalogue, and each is less relevant. Only the second stage's ranking has the scores for it; other lists stay as they are.
     *
     * @param places Places at the end of the list, at most k: no other place is touched.
     * @param penalty What a unit of ln(1 + purchases of the item by anybody) costs an item for these places, in units of the score: from 0 to 10. Absent: 0.4.
     * @param within Only so many of the best of the ranking may take these places. 0: 100; at most 1000.
     */
    public record CoverageOutput(
            long places,
            Double penalty,
            long within) {
    }

    /**
     * Gives the last places of an answer to items from just below it by chance, so that what is not shown can be learned of. An item's propensity is logged with the impression.
     *
     * @param places Places at the end of the list, at most k: no other place is touched.
     * @param rate Probability, from 0 to 1, with which such a place is drawn evenly from the candidates that are left; else it goes to the best of them.
     * @param candidates Candidates of a place: the best so many of the ranking that are not placed yet, the best itself included. 0: 10; at most 100.
     * @param seed The same seed draws the same places for the same ranking. Absent: at random.
     */
    public record ExplorationOutput(
            long places,
            double rate,
            long candidates,
            Long seed) {
    }

    /** @param version The version that counts from now on. */
    public record PutSurfaceResponse(
            long version) {
    }

    /** @param version The version that counts from now on: a new one, with the content of the earlier one. */
    public record RollBackSurfaceResponse(
            long version) {
    }

    /** @param version The version that says that it is deleted. */
    public record DeleteSurfaceResponse(
            long version) {
    }
}

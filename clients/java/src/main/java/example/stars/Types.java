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

    /** Whether a rule acts. */
    public enum RuleState {
        /** It is kept, and acts on nothing. */
        DRAFT,
        /** It acts from its {@code from} to its {@code until}. */
        LIVE,
        /** It was live, and acts on nothing until it is live again. */
        PAUSED,
    }

    /** What an item may lack. */
    public enum ItemIssue {
        /** It has no image. */
        NO_IMAGE,
        /** It has no price. */
        NO_PRICE,
        /** It has no description: its title is all that there is to read. */
        NO_DESCRIPTION,
        /** It has no tags: the tagger found none, or has not read it yet. */
        NO_TAGS,
        /** It is in stock nowhere. */
        OUT_OF_STOCK,
        /** The served model has no vector of it: it comes only into lists that need none. Not counted without a model. */
        NO_VECTOR,
        /** Another item has the same title and brand, and they are not variants of one product (item_group_id). */
        DUPLICATE,
        /** It is in stock, and no answer or page of the last 30 days had it. Not counted where nobody knows (shown_since). */
        NOT_SHOWN,
    }

    /** How long a bucket is, in the time zone of the request. */
    public enum ActivityBucket {
        /** An hour of the clock. */
        HOUR,
        /** A day of the calendar: 23 or 25 hours where the clocks change. */
        DAY,
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

    /** Where an item is, or the first step that left it out, in the order of the steps. */
    public enum ItemOutcome {
        /** It is in the list. */
        SHOWN,
        /** The catalogue does not have it. */
        UNKNOWN_ITEM,
        /** It is out of stock, or not sold in the region. */
        OUT_OF_STOCK,
        /** The request excludes it by its id, or it is a seed. */
        EXCLUDED,
        /** The user does not want to see it, its brand or its category. */
        HIDDEN,
        /** The user bought it, or has met it, and the request or surface leaves out what was bought or met. */
        ALREADY_MET,
        /** It does not pass the filter of the request or surface. */
        FILTERED,
        /** A rule of a merchandiser excludes it. */
        EXCLUDED_BY_RULE,
        /** No source of the mode found it. */
        NO_CANDIDATE,
        /** It is ranked below the list. */
        RANKED_BELOW,
        /** It is ranked high enough, and pins, caps, shares, diversity, coverage, fatigue, boosts or a variant of the same product took its place. */
        REPLACED,
    }

    /** How an event follows from an answer. */
    public enum ActivityOrigin {
        /** Its item is in the answer that it names. */
        DIRECT,
        /** The answer that it names has other items, and led to it. */
        LED_TO,
        /** It names an answer of which there is no impression of the user within the days of the rule. */
        NO_IMPRESSION,
        /** It names no answer. */
        OTHER,
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

        /** No item that the user has met by an event of any kind: viewed, put into the cart or bought, as far as the profile and recent_events tell. */
        public RecommendRequest excludeSeen(boolean excludeSeen) {
            return set("exclude_seen", excludeSeen);
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

        /** The category of the page that asks, at any level: rules may have it as a condition, and the list does not change otherwise. */
        public RecommendRequest pageCategory(String pageCategory) {
            return set("page_category", pageCategory);
        }

        /** What else rules may have as a condition, such as "campaign-spring" or what was searched for: at most 20. */
        public RecommendRequest ruleTags(List<String> ruleTags) {
            return set("rule_tags", ruleTags);
        }

        /** False: no rule of a merchandiser acts. Absent: they do. */
        public RecommendRequest rules(boolean rules) {
            return set("rules", rules);
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
        public RecommendPageRequest pageCategory(String pageCategory) {
            return set("page_category", pageCategory);
        }

        /** As of a Recommend. */
        public RecommendPageRequest ruleTags(List<String> ruleTags) {
            return set("rule_tags", ruleTags);
        }

        /** As of a Recommend. */
        public RecommendPageRequest rules(boolean rules) {
            return set("rules", rules);
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
        public Placement excludeSeen(boolean excludeSeen) {
            return set("exclude_seen", excludeSeen);
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
        public RecommendGroupsRequest pageCategory(String pageCategory) {
            return set("page_category", pageCategory);
        }

        /** As of a Recommend. */
        public RecommendGroupsRequest ruleTags(List<String> ruleTags) {
            return set("rule_tags", ruleTags);
        }

        /** As of a Recommend. Of rules, those that exclude, let only some items in, or boost act. */
        public RecommendGroupsRequest rules(boolean rules) {
            return set("rules", rules);
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

        /** As of a Recommend. */
        public RecommendGroupsRequest excludeSeen(boolean excludeSeen) {
            return set("exclude_seen", excludeSeen);
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

    public static final class ExplainItemRequest extends Fields<ExplainItemRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public ExplainItemRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The item that is asked for. */
        public ExplainItemRequest itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** Who the list is for. */
        public ExplainItemRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** As of a Recommend. Of what a surface says, its exploration does not hold. */
        public ExplainItemRequest surface(String surface) {
            return set("surface", surface);
        }

        /** As of a Recommend. */
        public ExplainItemRequest region(String region) {
            return set("region", region);
        }

        /** As of a Recommend. */
        public ExplainItemRequest k(long k) {
            return set("k", k);
        }

        /** As of a Recommend. */
        public ExplainItemRequest mode(RecommendMode mode) {
            return set("mode", mode);
        }

        /** As of a Recommend. */
        public ExplainItemRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** As of a Recommend. */
        public ExplainItemRequest language(String language) {
            return set("language", language);
        }

        /** As of a Recommend. */
        public ExplainItemRequest pageCategory(String pageCategory) {
            return set("page_category", pageCategory);
        }

        /** As of a Recommend. */
        public ExplainItemRequest ruleTags(List<String> ruleTags) {
            return set("rule_tags", ruleTags);
        }

        /** As of a Recommend. */
        public ExplainItemRequest time(Instant time) {
            return set("time", time);
        }

        /** As of a Recommend. */
        public ExplainItemRequest seedItemIds(List<String> seedItemIds) {
            return set("seed_item_ids", seedItemIds);
        }

        /** As of a Recommend. */
        public ExplainItemRequest excludeItemIds(List<String> excludeItemIds) {
            return set("exclude_item_ids", excludeItemIds);
        }

        /** As of a Recommend. */
        public ExplainItemRequest excludePurchased(boolean excludePurchased) {
            return set("exclude_purchased", excludePurchased);
        }

        /** As of a Recommend. */
        public ExplainItemRequest excludeSeen(boolean excludeSeen) {
            return set("exclude_seen", excludeSeen);
        }
    }

    public static final class PreviewRuleRequest extends Fields<PreviewRuleRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public PreviewRuleRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The name of the rule. If a rule of this name is stored, this one stands in its place. Empty: a new rule. */
        public PreviewRuleRequest name(String name) {
            return set("name", name);
        }

        /** It acts as if it were live and due: its state, {@code from} and {@code until} do not count. Its condition does. */
        public PreviewRuleRequest rule(Rule rule) {
            return set("rule", rule);
        }

        /** Who the list is for. */
        public PreviewRuleRequest userId(String userId) {
            return set("user_id", userId);
        }

        /** As of a Recommend. Of what a surface says, its exploration does not hold: both lists would differ by chance. */
        public PreviewRuleRequest surface(String surface) {
            return set("surface", surface);
        }

        /** As of a Recommend. */
        public PreviewRuleRequest k(long k) {
            return set("k", k);
        }

        /** As of a Recommend. */
        public PreviewRuleRequest region(String region) {
            return set("region", region);
        }

        /** As of a Recommend. */
        public PreviewRuleRequest language(String language) {
            return set("language", language);
        }

        /** As of a Recommend. */
        public PreviewRuleRequest pageCategory(String pageCategory) {
            return set("page_category", pageCategory);
        }

        /** As of a Recommend. */
        public PreviewRuleRequest ruleTags(List<String> ruleTags) {
            return set("rule_tags", ruleTags);
        }

        /** As of a Recommend. */
        public PreviewRuleRequest seedItemIds(List<String> seedItemIds) {
            return set("seed_item_ids", seedItemIds);
        }

        /** As of a Recommend. */
        public PreviewRuleRequest time(Instant time) {
            return set("time", time);
        }
    }

    /** What lists show for another reason than relevance. */
    public static final class Rule extends Fields<Rule> {
        /** For which requests it acts. Absent: for all. */
        public Rule condition(RuleCondition condition) {
            return set("condition", condition);
        }

        /** What it does. */
        public Rule action(RuleAction action) {
            return set("action", action);
        }

        /** Of two rules that contradict each other, the one with the higher priority holds; of the same, the one whose name is first. */
        public Rule priority(long priority) {
            return set("priority", priority);
        }

        /** Whether it acts. */
        public Rule state(RuleState state) {
            return set("state", state);
        }

        /** It acts from this moment on, in the shop's time zone, such as 2026-12-24 or 2026-12-24T18:00. Empty: it always did. */
        public Rule from(String from) {
            return set("from", from);
        }

        /** It acts until just before this moment. Empty: without an end. */
        public Rule until(String until) {
            return set("until", until);
        }

        /** What it is for, for people. */
        public Rule note(String note) {
            return set("note", note);
        }
    }

    /** For which requests a rule acts. All conditions that are said must hold; each list of values: one of them. */
    public static final class RuleCondition extends Fields<RuleCondition> {
        /** The surface of the request or placement. None: all, and requests without one. */
        public RuleCondition surfaces(List<String> surfaces) {
            return set("surfaces", surfaces);
        }

        /** Users of this segment. A rule with it never acts on a request without a profile. */
        public RuleCondition users(Segment users) {
            return set("users", users);
        }

        /** The region of the request. */
        public RuleCondition regions(List<String> regions) {
            return set("regions", regions);
        }

        /** The category of the request, or that of one of its seeds, at any level. */
        public RuleCondition categories(List<String> categories) {
            return set("categories", categories);
        }

        /** The tags of the request, such as "campaign-spring" or what was searched for. */
        public RuleCondition tags(List<String> tags) {
            return set("tags", tags);
        }

        /** The language of the request: "de" holds for "de-AT" too. */
        public RuleCondition languages(List<String> languages) {
            return set("languages", languages);
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

    /** What a rule does. */
    public static final class RuleAction extends Fields<RuleAction> {
        /** Puts items on places. */
        public RuleAction pin(RulePins pin) {
            return set("pin", pin);
        }

        /** Moves items up or down. */
        public RuleAction boost(RuleBoost boost) {
            return set("boost", boost);
        }

        /** No item that passes is shown. It beats pins. */
        public RuleAction exclude(Filter exclude) {
            return set("exclude", exclude);
        }

        /** Reserves places. */
        public RuleAction share(RuleShare share) {
            return set("share", share);
        }

        /** Bounds how many items of one value a list has. */
        public RuleAction cap(RuleCap cap) {
            return set("cap", cap);
        }

        /** Only items that pass are shown. It beats pins. */
        public RuleAction only(Filter only) {
            return set("only", only);
        }
    }

    /** Puts items on places. */
    public static final class RulePins extends Fields<RulePins> {
        /** From 1 to 20, each with its own item and place. */
        public RulePins pins(List<RulePin> pins) {
            return set("pins", pins);
        }
    }

    /** Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold. */
    public static final class RulePin extends Fields<RulePin> {
        /** The item. Where a variant of it is in the list, that one goes. */
        public RulePin itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one. */
        public RulePin position(long position) {
            return set("position", position);
        }
    }

    /** Moves items of a ranking up or down. It fetches no item that the ranking does not have. */
    public static final class RuleBoost extends Fields<RuleBoost> {
        /** Items that pass. */
        public RuleBoost items(Filter items) {
            return set("items", items);
        }

        /** Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it. */
        public RuleBoost factor(double factor) {
            return set("factor", factor);
        }
    }

    /** Reserves places for items: at least this share of the list, as far as there are any that may be shown. */
    public static final class RuleShare extends Fields<RuleShare> {
        /** Items that pass. */
        public RuleShare items(Filter items) {
            return set("items", items);
        }

        /** From 0 to 1 of the places, rounded down. */
        public RuleShare share(double share) {
            return set("share", share);
        }
    }

    /** At most so many items of one value. */
    public static final class RuleCap extends Fields<RuleCap> {
        /** Category, brand or attributes.NAME. */
        public RuleCap field(String field) {
            return set("field", field);
        }

        /** Of a category: its level, 0 the broadest. Absent: the finest. */
        public RuleCap level(long level) {
            return set("level", level);
        }

        /** From 1. */
        public RuleCap items(long items) {
            return set("items", items);
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

        /** Only items with at least one of these tags, as CountFacets names them. Empty: any. */
        public SearchItemsRequest tags(List<String> tags) {
            return set("tags", tags);
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

        /** The model that answered. Empty: none, or not known. */
        public Impression modelVersion(String modelVersion) {
            return set("model_version", modelVersion);
        }

        /** How the lists of the page were made, also those without items. Empty: not known. */
        public Impression lists(List<ImpressionList> lists) {
            return set("lists", lists);
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

    /** One list of a page: how it was made. */
    public static final class ImpressionList extends Fields<ImpressionList> {
        /** Its name, as at its items. Absent: the page has one list. */
        public ImpressionList placement(String placement) {
            return set("placement", placement);
        }

        /** The mode by its name in JSON, such as "second_stage". */
        public ImpressionList mode(String mode) {
            return set("mode", mode);
        }

        /** Codes of what the list does without, such as "STARS_MODEL_NOT_READY". */
        public ImpressionList degradations(List<String> degradations) {
            return set("degradations", degradations);
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

    public static final class CountFacetsRequest extends Fields<CountFacetsRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public CountFacetsRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** As of a SearchItems. Empty: all items. */
        public CountFacetsRequest query(String query) {
            return set("query", query);
        }

        /** As of a SearchItems. Empty: in stock anywhere. */
        public CountFacetsRequest region(String region) {
            return set("region", region);
        }

        /** Only items that pass. */
        public CountFacetsRequest filter(Filter filter) {
            return set("filter", filter);
        }

        /** Most values of each field, at most 100. 0: 10. */
        public CountFacetsRequest values(long values) {
            return set("values", values);
        }

        /** Also items that are out of stock. Without a region. */
        public CountFacetsRequest includeOutOfStock(boolean includeOutOfStock) {
            return set("include_out_of_stock", includeOutOfStock);
        }

        /** As of a SearchItems: only items with at least one of these. */
        public CountFacetsRequest tags(List<String> tags) {
            return set("tags", tags);
        }
    }

    public static final class GetCatalogHealthRequest extends Fields<GetCatalogHealthRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public GetCatalogHealthRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }
    }

    public static final class ListItemsWithIssueRequest extends Fields<ListItemsWithIssueRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public ListItemsWithIssueRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Only items that have it. Required. */
        public ListItemsWithIssueRequest issue(ItemIssue issue) {
            return set("issue", issue);
        }

        /** Items of a page, at most 500. 0: 50. */
        public ListItemsWithIssueRequest pageSize(long pageSize) {
            return set("page_size", pageSize);
        }

        /** The next_page_token of the page before. Empty: the first page. */
        public ListItemsWithIssueRequest pageToken(String pageToken) {
            return set("page_token", pageToken);
        }
    }

    public static final class InspectItemRequest extends Fields<InspectItemRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public InspectItemRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The item. */
        public InspectItemRequest itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** How many of the nearest items, at most 50. 0: none. */
        public InspectItemRequest nearest(long nearest) {
            return set("nearest", nearest);
        }
    }

    public static final class CorrectTagsRequest extends Fields<CorrectTagsRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public CorrectTagsRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The item whose tags are corrected. */
        public CorrectTagsRequest itemId(String itemId) {
            return set("item_id", itemId);
        }

        /** Terms of the vocabulary that the item has, whatever the tagger says. */
        public CorrectTagsRequest add(List<String> add) {
            return set("add", add);
        }

        /** Terms that it has not. */
        public CorrectTagsRequest remove(List<String> remove) {
            return set("remove", remove);
        }

        /** Takes the correction of the item back. Without add and remove. */
        public CorrectTagsRequest withdrawn(boolean withdrawn) {
            return set("withdrawn", withdrawn);
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

        /** As of a Recommend. */
        public Surface excludeSeen(boolean excludeSeen) {
            return set("exclude_seen", excludeSeen);
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

    public static final class GetActivityRequest extends Fields<GetActivityRequest> {
        /** The shop or client whose data it is. Empty means "default". */
        public GetActivityRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The first moment that counts. With {@code until} and {@code bucket} at most 400 buckets. */
        public GetActivityRequest from(Instant from) {
            return set("from", from);
        }

        /** The first moment that counts no more. Absent: now. */
        public GetActivityRequest until(Instant until) {
            return set("until", until);
        }

        /** Of the figures. */
        public GetActivityRequest bucket(ActivityBucket bucket) {
            return set("bucket", bucket);
        }

        /** Of the shop, such as "Europe/Berlin". Empty: UTC. */
        public GetActivityRequest timeZone(String timeZone) {
            return set("time_zone", timeZone);
        }

        /** An event counts for an answer that is at most so many days older than it. 0: 7; at most 30. */
        public GetActivityRequest withinDays(long withinDays) {
            return set("within_days", withinDays);
        }

        /** How many items are listed for each placement, at most 100. */
        public GetActivityRequest topItems(long topItems) {
            return set("top_items", topItems);
        }
    }

    public static final class ListRulesRequest extends Fields<ListRulesRequest> {
        /** The shop or client whose rules they are. Empty means "default". */
        public ListRulesRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Only this one, with all versions that are kept. Empty: all that are not deleted, with their newest version. */
        public ListRulesRequest name(String name) {
            return set("name", name);
        }
    }

    public static final class PutRuleRequest extends Fields<PutRuleRequest> {
        /** The shop or client whose rule it is. Empty means "default". */
        public PutRuleRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** What people call it. "*": the switch of all rules. */
        public PutRuleRequest name(String name) {
            return set("name", name);
        }

        /** Replaces the version before completely. */
        public PutRuleRequest rule(Rule rule) {
            return set("rule", rule);
        }

        /** The newest version that the caller knows, 0 for none: if there is another by now, the call fails with STARS_CONFLICT. Absent: whatever there is. */
        public PutRuleRequest expectedVersion(long expectedVersion) {
            return set("expected_version", expectedVersion);
        }
    }

    public static final class RollBackRuleRequest extends Fields<RollBackRuleRequest> {
        /** The shop or client whose rule it is. Empty means "default". */
        public RollBackRuleRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** What people call it. */
        public RollBackRuleRequest name(String name) {
            return set("name", name);
        }

        /** The version that counts again. 0: the one before the newest. */
        public RollBackRuleRequest version(long version) {
            return set("version", version);
        }

        /** As of a PutRule. */
        public RollBackRuleRequest expectedVersion(long expectedVersion) {
            return set("expected_version", expectedVersion);
        }
    }

    public static final class DeleteRuleRequest extends Fields<DeleteRuleRequest> {
        /** The shop or client whose rule it is. Empty means "default". */
        public DeleteRuleRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** What people call it. */
        public DeleteRuleRequest name(String name) {
            return set("name", name);
        }

        /** As of a PutRule. */
        public DeleteRuleRequest expectedVersion(long expectedVersion) {
            return set("expected_version", expectedVersion);
        }
    }

    public static final class EstimateRuleRequest extends Fields<EstimateRuleRequest> {
        /** The shop or client whose rule it is. Empty means "default". */
        public EstimateRuleRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** As of a PreviewRule. */
        public EstimateRuleRequest name(String name) {
            return set("name", name);
        }

        /** As of a PreviewRule. Records of answers have no language, page category, seeds and tags: conditions of these are taken to hold. */
        public EstimateRuleRequest rule(Rule rule) {
            return set("rule", rule);
        }

        /** Answers that are sampled, at most 1000. 0: 200. The same answers are sampled for all rules. */
        public EstimateRuleRequest answers(long answers) {
            return set("answers", answers);
        }

        /** Of the last so many days, at most 28. 0: 7. */
        public EstimateRuleRequest days(long days) {
            return set("days", days);
        }
    }

    public static final class GetStatusRequest extends Fields<GetStatusRequest> {
        /** The shop or client whose model is shown. Empty means "default". */
        public GetStatusRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }
    }

    public static final class ListDeadLettersRequest extends Fields<ListDeadLettersRequest> {
        /** The shop or client whose messages they are. Empty means "default". */
        public ListDeadLettersRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Only of this topic, such as "catalog". Empty: of all. */
        public ListDeadLettersRequest topic(String topic) {
            return set("topic", topic);
        }

        /** Only those that this consumer group gave up. Empty: of all. */
        public ListDeadLettersRequest group(String group) {
            return set("group", group);
        }

        /** Only those with this error code. Empty: with any. */
        public ListDeadLettersRequest code(String code) {
            return set("code", code);
        }

        /** Most letters of a page, at most 500. 0: 50. */
        public ListDeadLettersRequest pageSize(long pageSize) {
            return set("page_size", pageSize);
        }

        /** The next_page_token of the page before. Empty: the first page. */
        public ListDeadLettersRequest pageToken(String pageToken) {
            return set("page_token", pageToken);
        }
    }

    public static final class ReplayDeadLettersRequest extends Fields<ReplayDeadLettersRequest> {
        /** The shop or client whose messages they are. Empty means "default". */
        public ReplayDeadLettersRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Ids of the list, at most 500. If one of them is not there, nothing is sent. */
        public ReplayDeadLettersRequest ids(List<String> ids) {
            return set("ids", ids);
        }
    }

    public static final class DropDeadLettersRequest extends Fields<DropDeadLettersRequest> {
        /** The shop or client whose messages they are. Empty means "default". */
        public DropDeadLettersRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Ids of the list, at most 500. If one of them is not there, nothing is erased. */
        public DropDeadLettersRequest ids(List<String> ids) {
            return set("ids", ids);
        }
    }

    public static final class ListAuditEntriesRequest extends Fields<ListAuditEntriesRequest> {
        /** The shop or client that things were done for. What is of no tenant is in the list too. Empty means "default". */
        public ListAuditEntriesRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Only by callers whose id has this text. Empty: by all. */
        public ListAuditEntriesRequest who(String who) {
            return set("who", who);
        }

        /** Only this action, such as "DeleteUser". Empty: all. */
        public ListAuditEntriesRequest action(String action) {
            return set("action", action);
        }

        /** Only entries from this time on. */
        public ListAuditEntriesRequest since(Instant since) {
            return set("since", since);
        }

        /** Only entries before this time. */
        public ListAuditEntriesRequest until(Instant until) {
            return set("until", until);
        }

        /** Most entries of a page, at most 500. 0: 50. */
        public ListAuditEntriesRequest pageSize(long pageSize) {
            return set("page_size", pageSize);
        }

        /** The next_page_token of the page before. Empty: the first page. */
        public ListAuditEntriesRequest pageToken(String pageToken) {
            return set("page_token", pageToken);
        }
    }

    public static final class ListKeysRequest extends Fields<ListKeysRequest> {
        /** The shop or client whose keys they are. Empty means "default". */
        public ListKeysRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }
    }

    public static final class CreateKeyRequest extends Fields<CreateKeyRequest> {
        /** The tenant of the key where tenants names none. Empty means "default". */
        public CreateKeyRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Who has it, such as "shop". */
        public CreateKeyRequest name(String name) {
            return set("name", name);
        }

        /** What its callers may do: rights that the caller of this has too. */
        public CreateKeyRequest rights(List<String> rights) {
            return set("rights", rights);
        }

        /** Its tenants: those that the caller of this may use. */
        public CreateKeyRequest tenants(List<String> tenants) {
            return set("tenants", tenants);
        }

        /** Days until it ends, at most 36500. 0: 90. */
        public CreateKeyRequest days(long days) {
            return set("days", days);
        }

        /** Works a second that it may ask for. Absent: the default of the server. */
        public CreateKeyRequest limit(double limit) {
            return set("limit", limit);
        }

        /** A name in a client certificate, which then is the credential. Absent: an API key is made. */
        public CreateKeyRequest certificate(String certificate) {
            return set("certificate", certificate);
        }
    }

    public static final class RevokeKeysRequest extends Fields<RevokeKeysRequest> {
        /** The shop or client whose keys they are. Empty means "default". */
        public RevokeKeysRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Ids of the list, at most 500. If one of them is not there, none is removed. */
        public RevokeKeysRequest ids(List<String> ids) {
            return set("ids", ids);
        }
    }

    public static final class ListModelsRequest extends Fields<ListModelsRequest> {
        /** The shop or client whose model it is. Empty means "default". */
        public ListModelsRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** Only this one, with all steps of its roll-outs. Empty: all. */
        public ListModelsRequest version(String version) {
            return set("version", version);
        }
    }

    public static final class TrainModelRequest extends Fields<TrainModelRequest> {
        /** The shop or client whose model it is. Empty means "default". */
        public TrainModelRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }
    }

    public static final class ServeModelRequest extends Fields<ServeModelRequest> {
        /** The shop or client whose model it is. Empty means "default". */
        public ServeModelRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The version that is to serve. */
        public ServeModelRequest version(String version) {
            return set("version", version);
        }

        /** Whether it serves even if a gate fails. */
        public ServeModelRequest force(boolean force) {
            return set("force", force);
        }
    }

    public static final class RollBackModelRequest extends Fields<RollBackModelRequest> {
        /** The shop or client whose model it is. Empty means "default". */
        public RollBackModelRequest tenantId(String tenantId) {
            return set("tenant_id", tenantId);
        }

        /** The version that the caller thinks serves: if another one does, the call fails with STARS_CONFLICT. Empty: whatever serves. */
        public RollBackModelRequest version(String version) {
            return set("version", version);
        }

        /** Whether the version before serves even if a gate fails. */
        public RollBackModelRequest force(boolean force) {
            return set("force", force);
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
     * @param rules Names of the merchandiser's rules whose conditions hold for the request, in the order in which they act.
     */
    public record RecommendResponse(
            String recommendationId,
            String modelVersion,
            List<RecommendedItem> items,
            List<Degradation> degradations,
            Instant vectorTime,
            Instant modelDataUntil,
            Instant catalogTime,
            List<String> rules) {
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
     * @param ruleEffects Rules of a merchandiser that acted on it.
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
            ItemDetails details,
            List<RuleEffect> ruleEffects) {
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
     * @param boost What boosts of a merchandiser's rules add, as fatigue does; negative: take off.
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
            double fatigue,
            double boost) {
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
     * A rule that acted on an item of an answer.
     *
     * @param rule Its name.
     * @param action What it did: pin, boost, bury or share.
     * @param moved Places that the item went up because of all rules together; negative: down. 0 where the ranking did not have it.
     */
    public record RuleEffect(
            String rule,
            String action,
            double moved) {
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
     * @param rules As of a Recommend.
     */
    public record PlacementAnswer(
            String surface,
            List<RecommendedItem> items,
            List<Degradation> degradations,
            List<String> rules) {
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
     * @param outcome Where it is, or what left it out.
     * @param position Its position in the list, from 0, if it is shown.
     * @param rule The rule that excludes it.
     * @param rank Its place in the ranking, from 1, of at most 1000.
     * @param score Its score in the ranking.
     * @param lastScore The score of the last item that the list would have by rank alone.
     * @param searchRank If no source found it: its best place, from 1, in the searches with the user's vectors, of at most 1000.
     * @param degradations As of a Recommend.
     */
    public record ExplainItemResponse(
            ItemOutcome outcome,
            Long position,
            String rule,
            Long rank,
            Double score,
            Double lastScore,
            Long searchRank,
            List<Degradation> degradations) {
    }

    /**
     * @param before The list with the rules that act now.
     * @param after The list with the rule. If its condition does not hold for the request, its name is not among {@code rules}.
     */
    public record PreviewRuleResponse(
            PlacementAnswer before,
            PlacementAnswer after) {
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

    /**
     * @param items Items that were counted. Variants of a product count each.
     * @param facets Brand, category and tags, then at most 20 attributes, the most frequent first. Fields without a value are left out.
     * @param incomplete Not all were counted: the search finds more items, or they have more different values, than one call counts.
     */
    public record CountFacetsResponse(
            long items,
            List<Facet> facets,
            boolean incomplete) {
    }

    /**
     * The values of one field.
     *
     * @param field Brand, category (each level counts), attributes.NAME, or tags.
     * @param values Those that most items have, the most frequent first.
     */
    public record Facet(
            String field,
            List<FacetValue> values) {
    }

    /**
     * How many items have a value.
     *
     * @param value As a filter writes it.
     * @param items Items that have it.
     */
    public record FacetValue(
            String value,
            long items) {
    }

    /**
     * @param items Items of the catalogue.
     * @param issues Each issue, also those that no item has.
     * @param countedTime When the items were counted: at most some minutes ago.
     * @param modelVersion The served model whose vectors were asked for. Empty: none serves.
     * @param shownSince What was shown is known since then: 30 days, or less where neither the archive nor the bus has more. Absent: it is not known, for there are more than 20 million records, or the archive cannot be read now.
     */
    public record GetCatalogHealthResponse(
            long items,
            List<IssueCount> issues,
            Instant countedTime,
            String modelVersion,
            Instant shownSince) {
    }

    /**
     * How many items have an issue.
     *
     * @param issue The issue.
     * @param items Items that have it.
     */
    public record IssueCount(
            ItemIssue issue,
            long items) {
    }

    /**
     * @param items In the order of their ids; duplicates are beside each other. At most the first 10000 of an issue are listed.
     * @param nextPageToken Where the next page begins. Empty: this is the last one.
     */
    public record ListItemsWithIssueResponse(
            List<FoundItem> items,
            String nextPageToken) {
    }

    /**
     * @param item The item as it is stored.
     * @param tags In the order of the terms.
     * @param correction The correction that is in force. Absent: none is.
     * @param tagger Who gave the tags: method, model and prompt. Empty: the tagger has not read the item yet.
     * @param taggedVersion The version of the item that the tags are made from. Absent: none yet.
     * @param modelVersion The served model. Empty: none serves.
     * @param hasVector Whether the served model has a vector of the item.
     * @param map The inspected item first, then the nearest ones in stock. Empty without a vector.
     * @param mapShare How much of the differences between these vectors the map shows, from 0 to 1.
     * @param changedTime When the change was made that the tags are of. Absent: nobody said, as in an import, or there are no tags yet.
     * @param indexedTime When tags and features of the text were stored; the vectors of live models follow at once. Absent: not yet.
     */
    public record InspectItemResponse(
            CatalogItemOutput item,
            List<ItemTag> tags,
            StandingCorrection correction,
            String tagger,
            Long taggedVersion,
            String modelVersion,
            boolean hasVector,
            List<MapPlace> map,
            double mapShare,
            Instant changedTime,
            Instant indexedTime) {
    }

    /**
     * A tag of an item.
     *
     * @param term A term of the vocabulary.
     * @param corrected A person added it. Otherwise it is the tagger's.
     */
    public record ItemTag(
            String term,
            boolean corrected) {
    }

    /**
     * What a person said about the tags of an item.
     *
     * @param add Terms that the item has, whatever the tagger says.
     * @param remove Terms that it has not.
     * @param version A later correction has a higher one. Those of the API and of ./stars are the time, microseconds since 1970.
     */
    public record StandingCorrection(
            List<String> add,
            List<String> remove,
            long version) {
    }

    /**
     * An item on a map, where items with similar vectors are near each other.
     *
     * @param item The item.
     * @param score The inner product with the inspected item, as answers use it. Higher is nearer.
     * @param x From -1 to 1.
     * @param y From -1 to 1.
     */
    public record MapPlace(
            FoundItem item,
            double score,
            double x,
            double y) {
    }

    /** @param version Of the correction: it replaces the ones before. */
    public record CorrectTagsResponse(
            long version) {
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
     * @param excludeSeen As of a Recommend.
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
            Boolean excludeSeen,
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

    /**
     * @param rows By time, placement and origin.
     * @param placements The most answers first, at most 50.
     * @param itemsShown Different items that answers had.
     * @param catalogItems Items in the catalogue now.
     * @param withinDays The rule of attribution, with its default filled.
     * @param asOf As of when: what the bus had then is counted.
     * @param knownSince What happened before may be missing: without an archive the bus has it no more, or too much to be read. Absent: nothing is missing.
     */
    public record GetActivityResponse(
            List<ActivityRow> rows,
            List<PlacementActivity> placements,
            long itemsShown,
            long catalogItems,
            long withinDays,
            Instant asOf,
            Instant knownSince) {
    }

    /**
     * What happened in one bucket. One without any activity is not there.
     *
     * @param start When the bucket begins.
     * @param placement The name of the list, or the surface of a page with one list. With DIRECT alone; empty: without a name, or beyond the 50 with the most answers.
     * @param origin Of the events. Rows of a placement are DIRECT.
     * @param answers Recorded answers that have the placement. An answer for a page counts for each of its placements.
     * @param confirmed Pages that a client confirmed as seen.
     */
    public record ActivityRow(
            Instant start,
            String placement,
            ActivityOrigin origin,
            long answers,
            long confirmed,
            EventCounts events) {
    }

    /**
     * Events of a user with an item. Each event counts once, as what it was when it happened: a refund is no purchase less.
     *
     * @param units That were bought. An event that says no quantity is of one.
     * @param revenue Of what was bought, at the present prices of the catalogue: events have no price.
     * @param unitsWithoutPrice Bought units of items that have no price in the catalogue now. They are not in the revenue.
     */
    public record EventCounts(
            long views,
            long addToCarts,
            long removalsFromCart,
            long purchases,
            long refunds,
            double units,
            double revenue,
            double unitsWithoutPrice) {
    }

    /**
     * What the answers of a placement had, over all buckets.
     *
     * @param items Different items that answers had.
     * @param topTenthShare The share of all shown places that the tenth of these items with the most has, from 0.1 to 1. 0 without items.
     * @param degradations What answers did without, by its code. Those of earlier releases do not say.
     * @param topItems Those in the most answers.
     */
    public record PlacementActivity(
            String placement,
            long answers,
            long items,
            double topTenthShare,
            List<AnswersWith> degradations,
            List<AnswersWith> modes,
            List<AnswersWith> modelVersions,
            List<ShownItem> topItems) {
    }

    /**
     * How many answers had something.
     *
     * @param name A code, a mode or a version.
     */
    public record AnswersWith(
            String name,
            long answers) {
    }

    /**
     * An item of a placement.
     *
     * @param answers Answers that have it there.
     * @param views That follow from them.
     */
    public record ShownItem(
            String itemId,
            long answers,
            long views,
            long purchases) {
    }

    /**
     * @param rules By name.
     * @param timeZone IANA name of the shop's time zone, which {@code from} and {@code until} are of.
     */
    public record ListRulesResponse(
            List<RuleHistory> rules,
            String timeZone) {
    }

    /**
     * The versions of a rule. Topic {@code stars.v1.rules} (compacted), key {@code name}. The rule named "*" is the switch of all others: it has no action, and unless it is LIVE, or was never put, none of them acts.
     *
     * @param tenantId The shop or client whose rule it is. Empty means "default".
     * @param name What people call it.
     * @param versions At most 20, newest first.
     */
    public record RuleHistory(
            String tenantId,
            String name,
            List<RuleVersion> versions) {
    }

    /**
     * One version of a rule.
     *
     * @param version 1 is the first, and each change has the next.
     * @param rule Absent: with this version it was deleted.
     * @param changedBy Id of the caller who changed it.
     * @param changedTime When it was changed.
     */
    public record RuleVersion(
            long version,
            RuleOutput rule,
            String changedBy,
            Instant changedTime) {
    }

    /**
     * What lists show for another reason than relevance.
     *
     * @param condition For which requests it acts. Absent: for all.
     * @param action What it does.
     * @param priority Of two rules that contradict each other, the one with the higher priority holds; of the same, the one whose name is first.
     * @param state Whether it acts.
     * @param from It acts from this moment on, in the shop's time zone, such as 2026-12-24 or 2026-12-24T18:00. Empty: it always did.
     * @param until It acts until just before this moment. Empty: without an end.
     * @param note What it is for, for people.
     */
    public record RuleOutput(
            RuleConditionOutput condition,
            RuleActionOutput action,
            long priority,
            RuleState state,
            String from,
            String until,
            String note) {
    }

    /**
     * For which requests a rule acts. All conditions that are said must hold; each list of values: one of them.
     *
     * @param surfaces The surface of the request or placement. None: all, and requests without one.
     * @param users Users of this segment. A rule with it never acts on a request without a profile.
     * @param regions The region of the request.
     * @param categories The category of the request, or that of one of its seeds, at any level.
     * @param tags The tags of the request, such as "campaign-spring" or what was searched for.
     * @param languages The language of the request: "de" holds for "de-AT" too.
     */
    public record RuleConditionOutput(
            List<String> surfaces,
            SegmentOutput users,
            List<String> regions,
            List<String> categories,
            List<String> tags,
            List<String> languages) {
    }

    /**
     * Users for whom all conditions hold.
     *
     * @param features What UpsertUsers sent of them: the field {@code attributes.NAME} is the feature NAME. Absent: no condition.
     * @param events What they did: at most 16.
     */
    public record SegmentOutput(
            FilterOutput features,
            List<EventConditionOutput> events) {
    }

    /**
     * What users of a segment did, or did not do. Only events that are kept count: the last 2000 of a user, without those that were taken back.
     *
     * @param types Events of one of these types. Empty: of any.
     * @param items Events with an item that passes. Absent: with any.
     * @param withinDays Events of the last so many days. 0: of any time.
     * @param never The user did nothing of that.
     */
    public record EventConditionOutput(
            List<InteractionType> types,
            FilterOutput items,
            long withinDays,
            Boolean never) {
    }

    /**
     * What a rule does.
     *
     * @param pin Puts items on places.
     * @param boost Moves items up or down.
     * @param exclude No item that passes is shown. It beats pins.
     * @param share Reserves places.
     * @param cap Bounds how many items of one value a list has.
     * @param only Only items that pass are shown. It beats pins.
     */
    public record RuleActionOutput(
            RulePinsOutput pin,
            RuleBoostOutput boost,
            FilterOutput exclude,
            RuleShareOutput share,
            RuleCapOutput cap,
            FilterOutput only) {
    }

    /**
     * Puts items on places.
     *
     * @param pins From 1 to 20, each with its own item and place.
     */
    public record RulePinsOutput(
            List<RulePinOutput> pins) {
    }

    /**
     * Puts an item on a place, if it may be shown: filters, stock, region, exclusions and dislikes hold.
     *
     * @param itemId The item. Where a variant of it is in the list, that one goes.
     * @param position From 0, and below k; where the list is shorter, its end. If the place is taken by a pin before this one, the next free one.
     */
    public record RulePinOutput(
            String itemId,
            long position) {
    }

    /**
     * Moves items of a ranking up or down. It fetches no item that the ranking does not have.
     *
     * @param items Items that pass.
     * @param factor Above 1: up; below 1, and above 0: down; at most 1000, at least 0.001. Where the second stage ranks, its natural logarithm is added to the score, which is in log-odds. In other lists, an item's place, from 1, is divided by it.
     */
    public record RuleBoostOutput(
            FilterOutput items,
            double factor) {
    }

    /**
     * Reserves places for items: at least this share of the list, as far as there are any that may be shown.
     *
     * @param items Items that pass.
     * @param share From 0 to 1 of the places, rounded down.
     */
    public record RuleShareOutput(
            FilterOutput items,
            double share) {
    }

    /**
     * At most so many items of one value.
     *
     * @param field Category, brand or attributes.NAME.
     * @param level Of a category: its level, 0 the broadest. Absent: the finest.
     * @param items From 1.
     */
    public record RuleCapOutput(
            String field,
            Long level,
            long items) {
    }

    /**
     * @param version The version that counts from now on.
     * @param warnings Contradictions with rules that are live, items that cannot be shown, filters that no item passes: at most 50.
     */
    public record PutRuleResponse(
            long version,
            List<RuleWarning> warnings) {
    }

    /**
     * What a person should look at in a rule. It counts all the same.
     *
     * @param code What it is. A code never changes its meaning.
     * @param message The same for a person.
     * @param otherRule The other rule, if two contradict each other.
     * @param itemId The item, if it is about one.
     */
    public record RuleWarning(
            String code,
            String message,
            String otherRule,
            String itemId) {
    }

    /** @param version The version that counts from now on: a new one, with the content of the earlier one. */
    public record RollBackRuleResponse(
            long version) {
    }

    /** @param version The version that says that it is deleted. */
    public record DeleteRuleResponse(
            long version) {
    }

    /**
     * @param answers Answers that were made again: fewer than asked for if there are fewer, or if the time was up.
     * @param lists Lists of these answers that were made again, as of now.
     * @param actedOn Lists that the rule acts on, or the stored one of its name.
     * @param changed Lists that would have other items, or another order.
     * @param skipped Lists that could not be made again: their mode needs seeds, which records do not have.
     * @param gaining At most 20 items that gain most lists, the largest gain first.
     * @param losing At most 20 items that lose most lists, the largest loss first.
     * @param expectedDcg Of the changed lists.
     * @param loggedFeedback Of the changed lists.
     * @param assumed Conditions of the rule that were taken to hold: languages, categories or tags.
     * @param since When the oldest of these answers was made. Absent: there are none.
     * @param warnings As of a PutRule.
     */
    public record EstimateRuleResponse(
            long answers,
            long lists,
            long actedOn,
            long changed,
            long skipped,
            List<RuleItemChange> gaining,
            List<RuleItemChange> losing,
            ExpectedDcg expectedDcg,
            LoggedFeedback loggedFeedback,
            List<String> assumed,
            Instant since,
            List<RuleWarning> warnings) {
    }

    /**
     * An item that more or fewer of the lists would have that the rule acts on.
     *
     * @param itemId The item.
     * @param listsBefore Lists that have it without the rule.
     * @param listsAfter Lists that have it with the rule.
     */
    public record RuleItemChange(
            String itemId,
            long listsBefore,
            long listsAfter) {
    }

    /**
     * Expected DCG: the sum over the places, from 1, of the probability by the model that the user chooses the item, if one of both lists / log2(place + 1). An item that the model has no score for counts 0.
     *
     * @param lists Changed lists that the model could score. If it is 0, the other fields say nothing.
     * @param before Mean of these lists without the rule.
     * @param after Mean with it.
     * @param changeLow 95% interval of the mean of after - before, by the spread between users. Absent with one user.
     * @param changeHigh The upper bound.
     * @param losing At most 10 lists that lose most, the largest loss first.
     */
    public record ExpectedDcg(
            long lists,
            double before,
            double after,
            Double changeLow,
            Double changeHigh,
            List<RuleListChange> losing) {
    }

    /**
     * A list that the rule would change.
     *
     * @param userId Who it is for.
     * @param surface Its surface or placement.
     * @param dcgBefore Expected DCG without the rule.
     * @param dcgAfter Expected DCG with it.
     */
    public record RuleListChange(
            String userId,
            String surface,
            double dcgBefore,
            double dcgAfter) {
    }

    /**
     * What the logged behaviour of users can say about the rule.
     *
     * @param placesChanged Places that would have another item.
     * @param placesByChance Of these, places that exploration filled by chance when the list was shown. Only there does the log hold evidence of other items.
     * @param notEstimable Why there is no counterfactual estimate.
     */
    public record LoggedFeedback(
            long placesChanged,
            long placesByChance,
            String notEstimable) {
    }

    /**
     * @param time When this was so.
     * @param ready Whether the process that answers takes requests. Others may differ.
     * @param checks What the process that answers looks at.
     * @param groups Of the whole installation, as the bus knows it.
     * @param groupsProblem Why groups are missing. Empty: they are not.
     * @param modelVersion The model that this process serves. Empty: none.
     * @param modelDataUntil The end of the data that it learned from.
     * @param countedSince The process that answers counts since then.
     * @param freshness The stages in this process. In {@code ./stars up}, these are all; a gateway of its own has those of its answers.
     * @param calls What this process answered, the most frequent call first.
     * @param degradations Lists of this process that were less than they could have been, by reason, the most frequent first.
     */
    public record GetStatusResponse(
            Instant time,
            boolean ready,
            List<StatusCheck> checks,
            List<GroupLag> groups,
            String groupsProblem,
            String modelVersion,
            Instant modelDataUntil,
            Instant countedSince,
            List<StageFreshness> freshness,
            List<CallStatistics> calls,
            List<CodeCount> degradations) {
    }

    /**
     * What a process needs, or does its work less well without.
     *
     * @param name Its name, such as "vector-index" or "model".
     * @param ok Whether it is there.
     * @param message What is wrong, in words. Empty: nothing.
     * @param degrades Whether answers go on without it, only less well.
     */
    public record StatusCheck(
            String name,
            boolean ok,
            String message,
            boolean degrades) {
    }

    /**
     * How far behind a consumer group is.
     *
     * @param service The service whose work it is.
     * @param group The consumer group.
     * @param messages Messages that it has not handled yet, without those that wait for a retry.
     */
    public record GroupLag(
            String service,
            String group,
            long messages) {
    }

    /**
     * How old data of a kind is when it comes to a stage. Data older than a day is imported history, and is not counted.
     *
     * @param flow "interaction", "impression" or "catalogue".
     * @param stage Such as "vector_stored" or "indexed".
     * @param count How many came there.
     * @param medianSeconds Half of them were no older, in seconds: the bound of a bucket of the histogram. Absent: they were above all bounds.
     * @param p95Seconds 95% of them were no older, in seconds; absent likewise.
     */
    public record StageFreshness(
            String flow,
            String stage,
            long count,
            Double medianSeconds,
            Double p95Seconds) {
    }

    /**
     * How one call of the API was answered, over gRPC and HTTP.
     *
     * @param method Its name, such as "Recommend". "unknown": callers whom the server does not know.
     * @param requests Requests that were answered, those with an error among them.
     * @param errors Answers with an error, the most frequent code first.
     * @param medianSeconds Half of the answers took no longer, in seconds: the bound of a bucket of the histogram. Absent: longer than all bounds.
     * @param p95Seconds 95% of the answers took no longer, in seconds; absent likewise.
     */
    public record CallStatistics(
            String method,
            long requests,
            List<CodeCount> errors,
            Double medianSeconds,
            Double p95Seconds) {
    }

    /**
     * How often an error code was answered.
     *
     * @param code Such as "STARS_UNAVAILABLE".
     * @param count Answers with it.
     */
    public record CodeCount(
            String code,
            long count) {
    }

    /**
     * @param letters By topic, oldest first. A page may have none and yet not be the last.
     * @param nextPageToken Where the next page begins. Empty: this is the last one.
     */
    public record ListDeadLettersResponse(
            List<DeadLetter> letters,
            String nextPageToken) {
    }

    /**
     * A message that a consumer group gave up.
     *
     * @param id Topic and place among its dead letters, such as "catalog/0/17".
     * @param topic The topic that it was sent to, such as "stars.v1.catalog".
     * @param group The consumer group that gave it up.
     * @param key Its key: the tenant, "/", and the id of a user, an item or a region.
     * @param code The code of the error.
     * @param reason What was wrong, in words.
     * @param failedTime When the group gave it up.
     * @param attempts How often it was handled.
     * @param replays How often it was sent again after it had become a dead letter.
     * @param replayable Whether its group takes it again.
     * @param content The message, as JSON. Absent where content_problem says why.
     * @param contentProblem Why the message is not shown: its bytes are no such message, or it is too large.
     */
    public record DeadLetter(
            String id,
            String topic,
            String group,
            String key,
            String code,
            String reason,
            Instant failedTime,
            long attempts,
            long replays,
            boolean replayable,
            Map<String, ?> content,
            String contentProblem) {
    }

    /** @param replayed Messages that were sent again. What fails again comes back to the list. */
    public record ReplayDeadLettersResponse(
            long replayed) {
    }

    /** @param dropped Messages that were erased. */
    public record DropDeadLettersResponse(
            long dropped) {
    }

    /**
     * @param entries Newest first. A page may have none and yet not be the last.
     * @param nextPageToken Where the next page begins. Empty: this is the last one.
     */
    public record ListAuditEntriesResponse(
            List<AuditEntry> entries,
            String nextPageToken) {
    }

    /**
     * An entry of the audit log.
     *
     * @param id Of the action: the entries of its begin and of its end have the same.
     * @param time When it was written.
     * @param writer The process and its machine.
     * @param who Id of the caller, name of an operator of the command line, or name of a service.
     * @param rights Rights of the caller; none for an operator.
     * @param tenantId The tenant that it was done for. Empty: it is of the whole installation.
     * @param action Name of the call or of the command.
     * @param target What it was done to. A user is a keyed hash.
     * @param outcome "begun" before the action, "done" or "failed" after it; "noted" has no action.
     * @param code The code of the failure.
     */
    public record AuditEntry(
            String id,
            Instant time,
            String writer,
            String who,
            List<String> rights,
            String tenantId,
            String action,
            Map<String, ?> target,
            String outcome,
            String code) {
    }

    /** @param keys Keys for this tenant. Those that are for a tenant that the caller may not use are not among them. */
    public record ListKeysResponse(
            List<ApiKey> keys) {
    }

    /**
     * The credential of a program that calls STARS, without its secret.
     *
     * @param id What revokes it.
     * @param name Who has it. Several keys may have one name.
     * @param rights What its callers may do.
     * @param tenants Its tenants. A call that names none is for the first.
     * @param createdTime When it was made.
     * @param expiresTime When it ends.
     * @param limit Works a second that it may ask for. Absent: the default of the server.
     * @param certificate The name in a client certificate that is the credential. Absent: an API key is.
     */
    public record ApiKey(
            String id,
            String name,
            List<String> rights,
            List<String> tenants,
            Instant createdTime,
            Instant expiresTime,
            Double limit,
            String certificate) {
    }

    /**
     * @param key What was made.
     * @param token The API key. It is stored nowhere, and no other answer has it. Empty: the credential is a certificate.
     */
    public record CreateKeyResponse(
            ApiKey key,
            String token) {
    }

    /** @param revoked Keys that were removed. */
    public record RevokeKeysResponse(
            long revoked) {
    }

    /**
     * @param models Newest first.
     * @param training How the last training goes. Absent: there was none, or of an older release.
     */
    public record ListModelsResponse(
            List<ModelState> models,
            TrainingStep training) {
    }

    /**
     * What is known of one version.
     *
     * @param version Name and digest of the model.
     * @param state "serves"; "before": a roll-back may return to it; "rolled back"; "filling"; "refused"; "served": it did once, its vectors are gone; "new": not tried yet.
     * @param announced Whether its training announced it. One that was trained for an evaluation is not.
     * @param manifest What its training wrote. Absent: the model is not in the registry, or damaged.
     * @param rollOuts Steps of its roll-outs, oldest first, with what each gate measured: the last step, or all where the request names the version.
     */
    public record ModelState(
            String version,
            String state,
            boolean announced,
            ModelManifest manifest,
            List<RollOut> rollOuts) {
    }

    /**
     * Everything needed to serve one version. Topic {@code stars.v1.models} (compacted), key {@code tenant_id}.
     *
     * @param tenantId The shop or client whose data it is. Empty means "default".
     * @param version Name and digest of the model.
     * @param createdTime When it was trained.
     * @param config The model's configuration, as {@code libs/engine/model} reads it.
     * @param files Everything that the folder must hold.
     * @param servingWidth S, with any extra dimensions counted.
     * @param itemCount Items that it learned from.
     * @param dataFrom The first and the last (exclusive) moment of the training data.
     * @param metrics What was measured when it was trained, by name.
     * @param embeddingModel The embedding model whose vectors it reads.
     * @param tagVocabularyVersion The vocabulary whose tags it knows.
     * @param signals The signals that it knows.
     * @param timeZone IANA name: the clock that hour, weekday and holidays are read from.
     * @param comparison How it did beside the model that served when it was trained; absent where there was none, or nothing to measure on.
     */
    public record ModelManifest(
            String tenantId,
            String version,
            Instant createdTime,
            Object config,
            List<ModelFile> files,
            long servingWidth,
            long itemCount,
            Instant dataFrom,
            Instant dataUntil,
            Map<String, Double> metrics,
            String embeddingModel,
            String tagVocabularyVersion,
            List<SignalSpec> signals,
            String timeZone,
            ModelComparison comparison) {
    }

    /**
     * One file of a model, relative to the manifest's folder.
     *
     * @param path Where it is.
     * @param sha256 Its digest, hex.
     * @param bytes Its size.
     */
    public record ModelFile(
            String path,
            String sha256,
            long bytes) {
    }

    /**
     * A signal that the model knows and the input it feeds.
     *
     * @param name What the signal is called.
     * @param scope "time", "holiday", "region" or "item".
     * @param width Numbers that it takes in the input.
     */
    public record SignalSpec(
            String name,
            String scope,
            long width) {
    }

    /**
     * Two models measured on the same sessions, which neither has seen.
     *
     * @param version The version that served.
     * @param metric The larger, the better.
     * @param from Sessions are at or after this moment.
     */
    public record ModelComparison(
            String version,
            String metric,
            double candidate,
            double serving,
            long sessions,
            Instant from) {
    }

    /**
     * A step of a roll-out. Topic {@code stars.v1.roll-outs}, key {@code tenant_id}.
     *
     * @param tenantId The shop or client whose data it is. Empty means "default".
     * @param version The version that was to serve.
     * @param before The version that served when the step was done; empty where there was none.
     * @param cause "training", "request" or "roll-back".
     * @param requestId Of the request, where there was one.
     * @param outcome "filling": its vectors are being made. "served": it serves. "refused": it does not, and what served goes on.
     * @param reason Why it was refused.
     * @param gates What was checked before.
     * @param forced Whether it serves in spite of a gate that failed.
     * @param time When it came to this.
     */
    public record RollOut(
            String tenantId,
            String version,
            String before,
            String cause,
            String requestId,
            String outcome,
            String reason,
            List<GateResult> gates,
            boolean forced,
            Instant time) {
    }

    /**
     * What one gate before a switch found.
     *
     * @param gate The name of the gate.
     * @param outcome "passed", "failed", or "skipped" where there was nothing to measure.
     * @param value What it measured.
     * @param bound What {@code value} must reach or, by the gate, not exceed.
     * @param detail What a person should know.
     */
    public record GateResult(
            String gate,
            String outcome,
            double value,
            double bound,
            String detail) {
    }

    /**
     * How a tenant's last training goes: somebody asked for one, or it is under way, or it ended. Topic {@code stars.v1.trainings} (compacted), key {@code tenant_id}.
     *
     * @param tenantId The shop or client whose model it is. Empty means "default".
     * @param requestId Of the request, where there was one.
     * @param outcome "asked", "started", "trained", "reused" (there was nothing new to learn from), "failed" or "stopped".
     * @param version Of the model that came of it.
     * @param reason Why it failed.
     * @param time When it came to this.
     */
    public record TrainingStep(
            String tenantId,
            String requestId,
            String outcome,
            String version,
            String reason,
            Instant time) {
    }

    /** @param requestId Steps of the training name it. */
    public record TrainModelResponse(
            String requestId) {
    }

    /** @param requestId Steps of the roll-out name it. They come as soon as an embedder runs. */
    public record ServeModelResponse(
            String requestId) {
    }

    /** @param requestId Steps of the roll-out name it. They come as soon as an embedder runs. */
    public record RollBackModelResponse(
            String requestId) {
    }
}

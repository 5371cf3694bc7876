package example.stars;

import example.stars.Types.*;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Calls STARS. Each method takes the request and gives the answer of one call of the API. It throws {@link StarsException},
 * or {@link java.util.concurrent.CancellationException} if the thread is interrupted. Threads may share a client.
 */
public final class StarsClient extends ApiCalls implements AutoCloseable {
    private final EventQueue events;

    private StarsClient(Sender sender, EventQueue events) {
        super(sender);
        this.events = events;
    }

    /** A client of the server at an address such as {@code https://stars.shop.example}. */
    public static Builder builder(String url) {
        return new Builder(url);
    }

    /** What a client is made with. Only the address is needed. */
    public static final class Builder {
        private final String url;
        private String key;
        private Duration timeout = Duration.ofSeconds(5);
        private ObjIntConsumer<StarsException> onLostEvents = (error, count) -> { };

        private Builder(String url) {
            this.url = url;
        }

        /** An API key. Null: the server asks for none. */
        public Builder key(String key) {
            this.key = key;
            return this;
        }

        /** How long a call may take, with all of its tries. Default: 5 seconds. */
        public Builder timeout(Duration timeout) {
            this.timeout = timeout;
            return this;
        }

        /** Hears of events that the server refuses, and how many found no room while it was away. */
        public Builder onLostEvents(ObjIntConsumer<StarsException> onLostEvents) {
            this.onLostEvents = onLostEvents;
            return this;
        }

        public StarsClient build() {
            Sender sender = Sender.to(url, key, timeout);
            return new StarsClient(sender, new EventQueue(new ApiCalls(sender)::track, onLostEvents));
        }
    }

    /** This client for calls that may take another time. It has the same connections and events. */
    public StarsClient withTimeout(Duration timeout) {
        return new StarsClient(sender.within(timeout), events);
    }

    /** Events to be sent soon, many in one call. */
    public EventQueue events() {
        return events;
    }

    /** Sends events at once. Those without an id get one, so that an event that is sent again counts once. */
    @Override
    public TrackResponse track(TrackRequest request) {
        TrackRequest complete = new TrackRequest();
        request.values.forEach((list, given) -> {
            complete.set(list, ((List<?>) given).stream().map(EventQueue::complete).toList());
        });
        return super.track(complete);
    }

    /** {@link #recommend}, with item ids for the answer if the server gives none in time. */
    public OrFallback<RecommendResponse> recommendOr(RecommendRequest request, List<String> fallback) {
        return or(() -> recommend(request), listOf(fallback), RecommendResponse.class);
    }

    /** {@link #recommendPage}, with a fallback: item ids for each placement, in the same order. */
    public OrFallback<RecommendPageResponse> recommendPageOr(RecommendPageRequest request, List<List<String>> fallback) {
        List<?> placements = (List<?>) request.values.getOrDefault("placements", List.of());
        List<?> lists = IntStream.range(0, Math.min(placements.size(), fallback.size())).mapToObj(at -> {
            Object surface = ((Placement) placements.get(at)).values.getOrDefault("surface", "");
            return Map.of("surface", surface, "items", itemsOf(fallback.get(at)), "degradations", List.of(), "rules", List.of());
        }).toList();
        Map<String, Object> answer = Map.of("recommendation_id", "", "model_version", "", "placements", lists);
        return or(() -> recommendPage(request), answer, RecommendPageResponse.class);
    }

    /** {@link #recommendGroups}, with a fallback as of {@link #recommendOr}: groups, best first. */
    public OrFallback<RecommendGroupsResponse> recommendGroupsOr(
            RecommendGroupsRequest request, List<FallbackGroup> fallback) {
        List<?> groups = fallback.stream()
                .map(group -> Map.of("value", group.value(), "score", 0.0, "items", itemsOf(group.items())))
                .toList();
        Map<String, Object> answer =
                Map.of("recommendation_id", "", "model_version", "", "groups", groups, "degradations", List.of());
        return or(() -> recommendGroups(request), answer, RecommendGroupsResponse.class);
    }

    /** {@link #similarItems}, with a fallback as of {@link #recommendOr}. */
    public OrFallback<SimilarItemsResponse> similarItemsOr(SimilarItemsRequest request, List<String> fallback) {
        return or(() -> similarItems(request), listOf(fallback), SimilarItemsResponse.class);
    }

    /** {@link #popularItems}, with a fallback as of {@link #recommendOr}. */
    public OrFallback<PopularItemsResponse> popularItemsOr(PopularItemsRequest request, List<String> fallback) {
        return or(() -> popularItems(request), listOf(fallback), PopularItemsResponse.class);
    }

    /** Sends the events that wait, and ends the queue. Throws {@link StarsException} if they cannot be sent. */
    @Override
    public void close() {
        events.close();
    }

    /** The answer, or the fallback if the server did not answer, or could not. */
    private static <A> OrFallback<A> or(Supplier<A> call, Map<String, Object> fallback, Class<A> answer) {
        try {
            return new OrFallback<>(call.get(), null);
        } catch (StarsException cause) {
            if (!cause.isOfServer()) {
                throw cause;
            }
            return new OrFallback<>(Records.read(fallback, answer), cause);
        }
    }

    /** With the fields of all kinds of lists: an answer takes those that it has. */
    private static Map<String, Object> listOf(List<String> ids) {
        return Map.of(
                "recommendation_id", "", "model_version", "", "items", itemsOf(ids), "degradations", List.of(), "rules", List.of());
    }

    private static List<?> itemsOf(List<String> ids) {
        Map<String, Object> plain = Map.of(
                "title", "", "reason", "", "reason_code", "", "reason_arguments", Map.of(), "rule_effects", List.of());
        return IntStream.range(0, ids.size()).mapToObj(at -> {
            Map<String, Object> item = new HashMap<>(plain);
            item.put("item_id", ids.get(at));
            item.put("position", at);
            return item;
        }).toList();
    }
}

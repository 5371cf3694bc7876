package example.stars;

import example.stars.Types.Impression;
import example.stars.Types.Interaction;
import example.stars.Types.TrackRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps events for a moment and sends many in one call. Each has an id, so that one that is sent again counts once.
 * Threads may share it.
 */
public final class EventQueue {
    /** Events wait at most so long. */
    private static final long WAIT_MS = 1000;
    /** Events of one call. */
    private static final int MOST_IN_CALL = 500;
    /** Events that wait while the server is away. */
    private static final int MOST_WAITING = 10_000;
    /** A refused element: the whole call is refused for it. */
    private static final Pattern REFUSED = Pattern.compile("^(interactions|impressions)\\[(\\d{1,6})\\]");

    private record Waiting(String list, Map<String, Object> event) {
    }

    private final Consumer<TrackRequest> track;
    private final ObjIntConsumer<StarsException> onLost;
    /**
     * One call after the other: a failed one puts its events back. {@code synchronized} would block the carrier of a
     * virtual thread as long as a call takes.
     */
    private final ReentrantLock sending = new ReentrantLock();
    /** With its own lock. */
    private final List<Waiting> waiting = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "stars-events");
        thread.setDaemon(true);
        return thread;
    });
    private Future<?> nextFlush;

    EventQueue(Consumer<TrackRequest> track, ObjIntConsumer<StarsException> onLost) {
        this.track = track;
        this.onLost = onLost;
    }

    /** Takes what a user did. If its time is absent, it is now. */
    public void add(Interaction event) {
        keep("interactions", event);
    }

    /** Takes what a user was shown. If its time is absent, it is now. */
    public void addImpression(Impression event) {
        keep("impressions", event);
    }

    /** Sends all that waits. Throws {@link StarsException}; then the events wait for the next time. */
    public void flush() {
        sending.lock();
        try {
            for (List<Waiting> batch = take(); !batch.isEmpty(); batch = take()) {
                try {
                    send(batch);
                } finally {
                    putBack(batch);
                }
            }
        } finally {
            sending.unlock();
        }
    }

    void close() {
        synchronized (waiting) {
            if (nextFlush != null) {
                nextFlush.cancel(false);
            }
            timer.shutdown();
        }
        flush();
    }

    /** A copy of the event with an id and a time. */
    static Map<String, Object> complete(Object event) {
        // Read anew: what JSON does not have is an error here, and not later among the events of others.
        Map<String, Object> complete = new LinkedHashMap<>();
        ((Map<?, ?>) JsonReader.read(Json.write(event))).forEach((name, value) -> complete.put((String) name, value));
        if (complete.getOrDefault("event_id", "").equals("")) {
            complete.put("event_id", UUID.randomUUID().toString());
        }
        complete.putIfAbsent("time", Instant.now());
        return complete;
    }

    private void keep(String list, Fields<?> event) {
        Waiting complete = new Waiting(list, complete(event));
        synchronized (waiting) {
            waiting.add(complete);
            if (waiting.size() == MOST_IN_CALL) {
                flushIn(0);
            } else if (nextFlush == null) {
                flushIn(WAIT_MS);
            }
        }
        dropOldest();
    }

    /** With the lock of what waits. */
    private void flushIn(long ms) {
        if (timer.isShutdown()) {
            return;
        }
        if (nextFlush != null) {
            nextFlush.cancel(false);
        }
        nextFlush = timer.schedule(this::flushQuietly, ms, TimeUnit.MILLISECONDS);
    }

    /** What fails waits for the next time. */
    private void flushQuietly() {
        long wait = WAIT_MS;
        try {
            flush();
        } catch (RuntimeException failed) {
            wait = 10 * WAIT_MS;
        }
        synchronized (waiting) {
            nextFlush = null;
            if (!waiting.isEmpty()) {
                flushIn(wait);
            }
        }
    }

    private List<Waiting> take() {
        synchronized (waiting) {
            List<Waiting> first = waiting.subList(0, Math.min(waiting.size(), MOST_IN_CALL));
            List<Waiting> batch = new ArrayList<>(first);
            first.clear();
            return batch;
        }
    }

    private void putBack(List<Waiting> batch) {
        synchronized (waiting) {
            waiting.addAll(0, batch);
        }
        dropOldest();
    }

    /** Takes out of the batch what is sent, and what the server refuses: otherwise one wrong event would stop all others. */
    private void send(List<Waiting> batch) {
        while (!batch.isEmpty()) {
            try {
                track.accept(new TrackRequest()
                        .set("interactions", eventsOf(batch, "interactions"))
                        .set("impressions", eventsOf(batch, "impressions")));
                batch.clear();
            } catch (StarsException error) {
                Waiting refused = refusedIn(batch, error);
                if (refused == null) {
                    throw error;
                }
                batch.remove(refused);
                onLost.accept(error, 1);
            }
        }
    }

    private static List<Map<String, Object>> eventsOf(List<Waiting> batch, String list) {
        return batch.stream().filter(each -> each.list.equals(list)).map(Waiting::event).toList();
    }

    /** What an error refuses; null if it refuses no single event. */
    private static Waiting refusedIn(List<Waiting> batch, StarsException error) {
        Matcher found = REFUSED.matcher(error.field() == null || error.isOfServer() ? "" : error.field());
        if (!found.find()) {
            return null;
        }
        int place = Integer.parseInt(found.group(2));
        return batch.stream().filter(each -> each.list.equals(found.group(1))).skip(place).findFirst().orElse(null);
    }

    private void dropOldest() {
        int over;
        synchronized (waiting) {
            over = Math.max(waiting.size() - MOST_WAITING, 0);
            waiting.subList(0, over).clear();
        }
        if (over > 0) {
            onLost.accept(new StarsException("STARS_UNAVAILABLE", "too many events wait", null, 0, null), over);
        }
    }
}

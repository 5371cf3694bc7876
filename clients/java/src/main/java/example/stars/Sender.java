package example.stars;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests over connections that it keeps, and tries again where that helps. Threads may share it. */
record Sender(HttpClient http, String base, HttpRequest.Builder template, Duration timeout) {
    /** Tries of a call, the first one included. */
    private static final int MOST_TRIES = 4;
    /** Where the server says nothing: before the second try, doubled for each further one. */
    private static final long FIRST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** What another try may help against: no answer, too much to do, a server that is away or was started anew. */
    private static final Set<Integer> RETRIED = Set.of(0, 429, 502, 503);

    static Sender to(String url, String key, Duration timeout) {
        String base = url.replaceFirst("/$", "");
        HttpRequest.Builder template = HttpRequest.newBuilder(URI.create(base)).header("content-type", "application/json");
        if (key != null) {
            template.header("authorization", "Bearer " + key);
        }
        // Without TLS, the other version would ask each server for an upgrade.
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return new Sender(http, base, template, timeout);
    }

    Sender within(Duration other) {
        return new Sender(http, base, template, other);
    }

    /** Sends the fields of a request in the path, the query or the body. Throws StarsException. */
    <A> A send(String verb, String path, Map<String, Object> fields, Class<A> answer) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean isRead = verb.equals("GET");
        HttpRequest.Builder request = template.copy()
                .uri(URI.create(base + (isRead ? inUrl(path, fields) : path)))
                .method(verb, isRead ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.write(fields)));
        for (int tries = 1;; tries++) {
            Outcome outcome = tryOnce(request, deadline);
            if (outcome.error == null) {
                return answerOf(outcome.response, answer);
            }
            long wait = outcome.hintNanos();
            if (wait < 0) {
                wait = (long) ((FIRST_WAIT_NANOS << (tries - 1)) * ThreadLocalRandom.current().nextDouble(0.5, 1));
            }
            boolean helps = RETRIED.contains(outcome.error.status()) && tries < MOST_TRIES;
            if (!helps || System.nanoTime() + wait - deadline >= 0) {
                throw outcome.error;
            }
            pause(wait);
        }
    }

    /** Of the two, at least one. */
    private record Outcome(HttpResponse<String> response, StarsException error) {
        /** When the server wants to be asked again; below 0: it does not say. */
        long hintNanos() {
            String hint = response == null ? "" : response.headers().firstValue("retry-after").orElse("");
            return hint.matches("\\d{1,9}(\\.\\d+)?") ? (long) (Double.parseDouble(hint) * 1e9) : -1;
        }
    }

    private Outcome tryOnce(HttpRequest.Builder request, long deadline) {
        long left = Math.max(deadline - System.nanoTime(), 0);
        // Rounded up: 0 would be no time at all.
        request.setHeader("x-request-timeout-ms", Long.toString(TimeUnit.NANOSECONDS.toMillis(left) + 1));
        CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request.build(), BodyHandlers.ofString());
        try {
            // A time-out of the request would end with the headers of the answer.
            HttpResponse<String> response = sent.get(left, TimeUnit.NANOSECONDS);
            boolean isAnswer = response.statusCode() / 100 == 2;
            return new Outcome(response, isAnswer ? null : StarsException.of(response.statusCode(), response.body()));
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            String message = "the server cannot be reached: " + cause;
            return new Outcome(null, new StarsException("STARS_UNAVAILABLE", message, null, 0, cause));
        } catch (TimeoutException late) {
            throw new StarsException("STARS_DEADLINE_EXCEEDED", "no answer within " + timeout, null, 0, late);
        } catch (InterruptedException interrupted) {
            throw cancelled();
        } finally {
            sent.cancel(true);
        }
    }

    private static <A> A answerOf(HttpResponse<String> response, Class<A> answer) {
        try {
            return Records.read(JsonReader.read(response.body()), answer);
        } catch (RuntimeException cause) {
            throw new StarsException("STARS_INTERNAL", "the answer is not of STARS", null, response.statusCode(), cause);
        }
    }

    /** A request of a GET: text as it is, and all else as JSON. */
    private static String inUrl(String path, Map<String, Object> fields) {
        String filled = path;
        StringBuilder query = new StringBuilder();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            String json = Json.write(field.getValue());
            String text = json.startsWith("\"") ? JsonReader.read(json).toString() : json;
            String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            String place = "{" + field.getKey() + "}";
            if (filled.contains(place)) {
                filled = filled.replace(place, encoded);
            } else {
                query.append(query.isEmpty() ? '?' : '&').append(field.getKey()).append('=').append(encoded);
            }
        }
        return filled + query;
    }

    private static void pause(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException interrupted) {
            throw cancelled();
        }
    }

    /** The thread stays interrupted, so that what called it ends too. */
    private static CancellationException cancelled() {
        Thread.currentThread().interrupt();
        return new CancellationException("the thread was interrupted");
    }
}

package example.stars;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs cases of clients/cases: one as JSON in each line of the input, its outcome as JSON in a line of the output. */
final class RunCases {
    private RunCases() {
    }

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String outcome = Json.write(outcomeOf((Map<?, ?>) JsonReader.read(line)));
            // To Node.js, these two characters end a line.
            output.println(outcome.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"));
        }
    }

    private static Map<String, ?> outcomeOf(Map<?, ?> given) throws ReflectiveOperationException {
        if (given.containsKey("json")) {
            return read((String) given.get("json"));
        }
        List<Object> lost = new ArrayList<>();
        StarsClient stars = StarsClient.builder((String) given.get("url"))
                .key((String) given.get("key"))
                .timeout(Duration.ofMillis((Long) given.get("timeout_ms")))
                .onLostEvents((error, count) -> lost.add(shown(error)))
                .build();
        try {
            if (given.containsKey("call")) {
                return callOutcome(stars, given);
            }
            flushed(stars, given);
            return Map.of("flushed", true, "lost", lost);
        } catch (StarsException error) {
            return Map.of("error", shown(error));
        }
    }

    /** The JSON of a test of the reader and writer. */
    private static Map<String, ?> read(String json) {
        try {
            return Collections.singletonMap("answer", JsonReader.read(json));
        } catch (IllegalArgumentException error) {
            return Map.of("error", error.getMessage());
        }
    }

    private static void flushed(StarsClient stars, Map<?, ?> given) throws ReflectiveOperationException {
        for (Object event : given.containsKey("events") ? (List<?>) given.get("events") : List.of()) {
            stars.events().add((Types.Interaction) typed(event, Types.Interaction.class));
        }
        for (Object event : given.containsKey("impressions") ? (List<?>) given.get("impressions") : List.of()) {
            stars.events().addImpression((Types.Impression) typed(event, Types.Impression.class));
        }
        for (long left = given.containsKey("flushes") ? (Long) given.get("flushes") : 1; left > 1; left--) {
            try {
                stars.events().flush();
            } catch (StarsException error) {
                // Another flush follows.
            }
        }
        if (!given.containsKey("unflushed")) {
            stars.close();
        }
    }

    /** Calls the method of the name, or the one with a fallback. */
    private static Map<String, ?> callOutcome(StarsClient stars, Map<?, ?> given) throws ReflectiveOperationException {
        String call = (String) given.get("call");
        Object fallback = given.get("fallback");
        String name = call.substring(0, 1).toLowerCase() + call.substring(1) + (fallback == null ? "" : "Or");
        Method method = methodOf(StarsClient.class, name);
        Object request = typed(given.get("request"), method.getParameterTypes()[0]);
        Object answer;
        try {
            answer = fallback == null
                    ? method.invoke(stars, request)
                    : method.invoke(stars, request, typed(fallback, method.getGenericParameterTypes()[1]));
        } catch (InvocationTargetException failed) {
            if (failed.getCause() instanceof StarsException error) {
                throw error;
            }
            throw failed;
        }
        if (!(answer instanceof OrFallback<?> either)) {
            return Map.of("answer", shown(answer));
        }
        Map<String, Object> outcome = new LinkedHashMap<>(Map.of("answer", shown(either.answer())));
        outcome.put("fallback", either.cause() == null ? null : either.cause().code());
        return outcome;
    }

    /** The same by the setters of a request. */
    private static Object typed(Object value, Type type) throws ReflectiveOperationException {
        if (type instanceof Class<?> plain && Fields.class.isAssignableFrom(plain)) {
            Object fields = plain.getConstructor().newInstance();
            for (Map.Entry<?, ?> field : ((Map<?, ?>) value).entrySet()) {
                Method setter = methodOf(plain, Records.javaName((String) field.getKey()));
                setter.invoke(fields, typed(field.getValue(), setter.getGenericParameterTypes()[0]));
            }
            return fields;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            List<Object> list = new ArrayList<>();
            for (Object each : (List<?>) value) {
                list.add(typed(each, generic.getActualTypeArguments()[0]));
            }
            return list;
        }
        return Records.convert(value, type);
    }

    private static Method methodOf(Class<?> type, String name) {
        return Arrays.stream(type.getMethods()).filter(each -> each.getName().equals(name)).findFirst().orElseThrow();
    }

    private static Map<String, Object> shown(StarsException error) {
        return error.field() == null ? Map.of("code", error.code()) : Map.of("code", error.code(), "field", error.field());
    }

    /** An answer as the server gave it. */
    private static Object shown(Object answer) throws ReflectiveOperationException {
        if (answer instanceof List<?> list) {
            List<Object> shown = new ArrayList<>();
            for (Object each : list) {
                shown.add(shown(each));
            }
            return shown;
        }
        if (!(answer instanceof Record)) {
            return answer;
        }
        Map<String, Object> shown = new LinkedHashMap<>();
        for (RecordComponent component : answer.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(answer);
            if (value != null) {
                shown.put(component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(), shown(value));
            }
        }
        return shown;
    }
}

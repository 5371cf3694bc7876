package example.stars;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** Writes JSON. The JDK has none, and a library would be one more version that a shop has to agree on. */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {
    }

    /** Throws IllegalArgumentException for a number that is none, and for an object that JSON has no word for. */
    static String write(Object value) {
        Json json = new Json();
        json.append(value);
        return json.text.toString();
    }

    private void append(Object value) {
        if (value == null || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof Number number) {
            appendNumber(number);
        } else if (value instanceof CharSequence || value instanceof Instant) {
            appendText(value.toString());
        } else if (value instanceof Enum<?> constant) {
            appendText(constant.name().toLowerCase(Locale.ROOT));
        } else if (value instanceof Fields<?> fields) {
            append(fields.values);
        } else if (value instanceof Map<?, ?> map) {
            appendObject(map);
        } else if (value instanceof Iterable<?> list) {
            appendList(list);
        } else {
            throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
        }
    }

    private void appendNumber(Number number) {
        if (!Double.isFinite(number.doubleValue())) {
            throw new IllegalArgumentException("JSON has no number " + number);
        }
        text.append(number);
    }

    private void appendText(String value) {
        text.append('"');
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                // Half a pair would not survive UTF-8.
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private void appendObject(Map<?, ?> map) {
        String before = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(before);
            appendText(entry.getKey().toString());
            text.append(':');
            append(entry.getValue());
            before = ",";
        }
        text.append(map.isEmpty() ? "{}" : "}");
    }

    private void appendList(Iterable<?> list) {
        text.append('[');
        String before = "";
        for (Object each : list) {
            text.append(before);
            append(each);
            before = ",";
        }
        text.append(']');
    }
}

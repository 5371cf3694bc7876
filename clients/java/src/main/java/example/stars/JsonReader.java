package example.stars;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads JSON as maps, lists, strings, booleans, and numbers: Long if it is an integer that has room there, else Double. */
final class JsonReader {
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    /** Far deeper than any answer, and far less than a stack holds. */
    private static final int DEEPEST = 500;

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Throws IllegalArgumentException if the text is no JSON. */
    static Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(0);
        if (reader.next() != END) {
            throw reader.unexpected();
        }
        return value;
    }

    /** No JSON has this character outside of a string. */
    private static final char END = '\0';

    /** The next character that is no space; it stays the next one. */
    private char next() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : END;
    }

    private Object value(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the JSON is too deep");
        }
        return switch (next()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        take('{');
        if (next() != '}') {
            do {
                next();
                String name = string();
                next();
                take(':');
                fields.put(name, value(depth + 1));
            } while (another());
        }
        take('}');
        return fields;
    }

    private List<Object> list(int depth) {
        List<Object> elements = new ArrayList<>();
        take('[');
        if (next() != ']') {
            do {
                elements.add(value(depth + 1));
            } while (another());
        }
        take(']');
        return elements;
    }

    private boolean another() {
        if (next() != ',') {
            return false;
        }
        at++;
        return true;
    }

    private String string() {
        take('"');
        StringBuilder found = new StringBuilder();
        for (char c = character(); c != '"'; c = character()) {
            if (c < ' ') {
                throw unexpected();
            }
            found.append(c == '\\' ? escaped() : c);
        }
        return found.toString();
    }

    private char escaped() {
        char c = character();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                int code = 0;
                for (int digit = 0; digit < 4; digit++) {
                    char hex = character();
                    if (hex > 'f' || Character.digit(hex, 16) < 0) {
                        throw unexpected();
                    }
                    code = code * 16 + Character.digit(hex, 16);
                }
                yield (char) code;
            }
            default -> throw unexpected();
        };
    }

    private char character() {
        if (at == text.length()) {
            throw unexpected();
        }
        return text.charAt(at++);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw unexpected();
        }
        at += word.length();
        return value;
    }

    private Number number() {
        Matcher found = NUMBER.matcher(text).region(at, text.length());
        if (!found.lookingAt()) {
            throw unexpected();
        }
        at = found.end();
        String digits = found.group();
        boolean isInteger = found.group(2) == null && found.group(3) == null;
        if (isInteger && digits.length() < 19) {
            return Long.valueOf(digits);
        }
        double value = Double.parseDouble(digits);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("no number has room for " + digits);
        }
        return value;
    }

    private void take(char expected) {
        if (at == text.length() || text.charAt(at) != expected) {
            throw unexpected();
        }
        at++;
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("no JSON from character " + at + " on");
    }
}

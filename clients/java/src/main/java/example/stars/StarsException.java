package example.stars;

import java.util.Map;

/** Says why a call failed. */
public final class StarsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** For answers that are not of STARS: a proxy before it has no codes. */
    private static final Map<Integer, String> CODE_OF_STATUS = Map.of(
            401, "STARS_UNAUTHENTICATED",
            403, "STARS_PERMISSION_DENIED",
            404, "STARS_NOT_FOUND",
            413, "STARS_TOO_LARGE",
            429, "STARS_LIMIT_REACHED",
            502, "STARS_UNAVAILABLE",
            503, "STARS_UNAVAILABLE",
            504, "STARS_DEADLINE_EXCEEDED");

    private final String code;
    private final String field;
    private final int status;

    StarsException(String code, String message, String field, int status, Throwable cause) {
        super(code + ": " + message, cause);
        this.code = code;
        this.field = field;
        this.status = status;
    }

    /**
     * Stable: {@code STARS_…}. Where the server could not say it, STARS_UNAVAILABLE (no answer) or STARS_DEADLINE_EXCEEDED
     * (not in time).
     */
    public String code() {
        return code;
    }

    /** The path of the wrong field, such as {@code interactions[1].user_id}, or null. */
    public String field() {
        return field;
    }

    /** Of HTTP; 0 if there was no answer. */
    public int status() {
        return status;
    }

    /** A wrong request is a fault of the caller, who has to hear of it. */
    boolean isOfServer() {
        return status < 400 || status == 429 || status >= 500;
    }

    /** The error that an answer is. */
    static StarsException of(int status, String body) {
        try {
            Map<?, ?> error = (Map<?, ?>) ((Map<?, ?>) JsonReader.read(body)).get("error");
            String code = error.get("code").toString();
            return new StarsException(code, (String) error.get("message"), (String) error.get("field"), status, null);
        } catch (IllegalArgumentException | ClassCastException | NullPointerException cause) {
            String code = CODE_OF_STATUS.getOrDefault(status, "STARS_INTERNAL");
            return new StarsException(code, "HTTP " + status, null, status, null);
        }
    }
}

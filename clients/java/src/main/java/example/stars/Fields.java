package example.stars;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of a request, or of a part of one. What is not set, or is set to null, is not sent.
 *
 * @param <Self> The request, which its setters return
 */
public abstract class Fields<Self extends Fields<Self>> {
    final Map<String, Object> values = new LinkedHashMap<>();

    Fields() {
    }

    @SuppressWarnings("unchecked")
    final Self set(String name, Object value) {
        if (value == null) {
            values.remove(name);
        } else {
            values.put(name, value);
        }
        return (Self) this;
    }

    @Override
    public final boolean equals(Object other) {
        return other != null && getClass() == other.getClass() && values.equals(((Fields<?>) other).values);
    }

    @Override
    public final int hashCode() {
        return values.hashCode();
    }

    /** As it is sent: JSON. */
    @Override
    public final String toString() {
        return Json.write(values);
    }
}

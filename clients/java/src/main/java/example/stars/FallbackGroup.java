package example.stars;

import java.util.List;

/**
 * A group of a fallback.
 *
 * @param value Of the field that groups; of a category its path, broad to fine
 * @param items Item ids, best first
 */
public record FallbackGroup(List<String> value, List<String> items) {
}

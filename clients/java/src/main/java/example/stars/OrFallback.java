package example.stars;

/**
 * An answer, which may be made of the fallback.
 *
 * @param <A> The answer of a list or page
 * @param answer The answer of the server, or that of the fallback
 * @param cause Why it is that of the fallback; null: it is the server's
 */
public record OrFallback<A>(A answer, StarsException cause) {
}

/** The items of a session in their order, as numbers from 0; an item that comes twice in a row stands once. */
export type ItemSequence = ArrayLike<number>;

/** A simple ranking for a visitor of whom only the session so far is known. */
export interface BrowsingRow {
  name: string;
  /**
   * @param prefix The session so far, oldest first. Items that were never learned are allowed and tell nothing.
   * @returns At most `k` items, best first, also such as are in the prefix; fewer where the ranking knows no more.
   */
  rank(prefix: ItemSequence, k: number): number[];
}

/** A ranking that gives scores to the few items that it knows something of. */
export interface ScoredBrowsingRow extends BrowsingRow {
  /** Scores by item, for the prefix: an item without one is unknown to it. */
  scores(prefix: ItemSequence): Map<number, number>;
}

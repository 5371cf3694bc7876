/**
 * A user's history in columns. Texts (item ids and regions) are numbered by first use, so that
 * a text costs its bytes once however often it occurs.
 */
export interface PackedHistory {
  /** Milliseconds since 1970, ascending, [n]. */
  times: Float64Array;
  /** 64-bit hashes of event ids: low word, high word, [2n]. */
  idWords: Uint32Array;
  /** InteractionType, [n]. */
  types: Uint8Array;
  /** Number of the item's id among `texts`, [n]. */
  items: Uint16Array;
  /** Number of the region among `texts`, [n]. */
  regions: Uint16Array;
  /** Mark of the session; 0: none. [n] */
  sessions: Uint16Array;
  texts: string[];
}

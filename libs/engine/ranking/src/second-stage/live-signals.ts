/** Item signals that are live in the request's region. */
export interface LiveSignals {
  /** Whether any are known there. */
  known: boolean;
  /** By signal of the layout, [I]: 1 + place of the value in the layout; 0 for another value or none. */
  values: Uint8Array[];
  /** Items with any. */
  items: Int32Array;
}

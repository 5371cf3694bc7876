/** Item signals that are live in the request's region. */
export interface LiveSignals {
  /** Whether any are known there. */
  known: boolean;
  /** By name of the layout, [I]: 1 + place of the value in the layout; 0 where it is none of them or there is none. */
  values: Uint8Array[];
  /** Items with any. */
  items: Int32Array;
}

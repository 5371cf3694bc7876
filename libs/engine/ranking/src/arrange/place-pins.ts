import type { RankedItem } from '../round-robin.js';

/** An item that has a place whatever it is worth. */
export interface Pin {
  item: RankedItem;
  /** From 0. */
  position: number;
}

/** Pins that have a place in a list of `shown`: by their order, each on its own place or, if that is taken, on the next free one. */
export function placePins<P extends Pin>(pins: readonly P[], shown: number): Map<number, P> {
  const placed = new Map<number, P>();
  for (const pin of pins) {
    let place = pin.position;
    while (placed.has(place)) place++;
    if (place < shown) placed.set(place, pin);
  }
  return placed;
}

/** The other items in their order, around the pinned ones. A pin past the end of the list is at its end. */
export function aroundPins<Item>(others: readonly Item[], pinned: ReadonlyMap<number, Item>): Item[] {
  const list: Item[] = [];
  const left = [...pinned].sort(([a], [b]) => a - b);
  for (const item of others) {
    while (left[0]?.[0] === list.length) list.push(left.shift()![1]);
    list.push(item);
  }
  return [...list, ...left.map(([, item]) => item)];
}

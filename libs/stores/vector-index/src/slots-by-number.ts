import type { ItemNumbers } from './port.js';

/** What an array of places says of a number that was not looked up, and of an item that is not there; else a slot. */
const [UNKNOWN, ABSENT] = [-2, -1];
const LEAST = 1024;

/** Remembers the slots of numbered items: to find two hundred by their ids costs a request as much as to score them. */
export class SlotsByNumber {
  #spaces = new WeakMap<object, Int32Array>();

  constructor(private readonly slotOf: (itemId: string) => number | undefined) {}

  /** Forgets all: call it after an item came or went. */
  forget(): void {
    this.#spaces = new WeakMap();
  }

  /** Writes the slots of the numbered items; -1 of one that is not there. @returns how many they are */
  look(itemIds: readonly string[], { space, numbers }: ItemNumbers, slots: Int32Array): number {
    let places = this.#spaces.get(space) ?? new Int32Array(0);
    for (let n = 0; n < numbers.length; n++) {
      const number = numbers[n]!;
      if (number >= places.length) places = this.#longer(space, places, number + 1);
      if (places[number] === UNKNOWN) places[number] = this.slotOf(itemIds[n]!) ?? ABSENT;
      slots[n] = places[number]!;
    }
    return numbers.length;
  }

  #longer(space: object, places: Int32Array, size: number): Int32Array {
    const longer = new Int32Array(Math.max(LEAST, size, 2 * places.length)).fill(UNKNOWN);
    longer.set(places);
    this.#spaces.set(space, longer);
    return longer;
  }
}

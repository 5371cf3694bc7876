const BITS = 32;
/** A list is sorted by itself if its range has more words than this for each of its numbers: most of them are empty then. */
const WORDS_A_NUMBER = 16;

/** Sorts lists of whole numbers below a few million, by marks: a list that is dense in its range takes a tenth of a sort. */
export class SortedNumbers {
  #marks = new Uint32Array(64);

  /** Ascending, each once. May change `numbers`. */
  of(numbers: Uint32Array): Uint32Array {
    let [least, most] = [2 ** 32, 0];
    for (const number of numbers) {
      if (number < least) least = number;
      if (number > most) most = number;
    }
    const [first, last] = [Math.floor(least / BITS), Math.floor(most / BITS)];
    if (last - first > WORDS_A_NUMBER * numbers.length) {
      return numbers.sort().filter((number, at) => number !== numbers[at - 1]);
    }
    return this.#marked(numbers, first, last);
  }

  #marked(numbers: Uint32Array, first: number, last: number): Uint32Array {
    if (last >= this.#marks.length) this.#marks = new Uint32Array(2 * (last + 1));
    const marks = this.#marks;
    for (const number of numbers) marks[number >>> 5]! |= 1 << (number % BITS);
    let count = 0;
    for (let word = first; word <= last; word++) {
      for (let left = marks[word]!; left !== 0; left &= left - 1) {
        numbers[count++] = word * BITS + (BITS - 1 - Math.clz32(left & -left));
      }
      marks[word] = 0;
    }
    return numbers.subarray(0, count);
  }
}

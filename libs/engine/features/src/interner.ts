/** Half of what a Map of JavaScript takes. */
const MAP_ENTRIES = 2 ** 23;

/** String to dense index in order of first occurrence. */
export class Interner {
  strings: string[] = [];
  #indices = [new Map<string, number>()];

  of(text: string): number {
    for (const index of this.#indices) {
      const known = index.get(text);
      if (known !== undefined) return known;
    }
    if (this.#indices.at(-1)!.size >= MAP_ENTRIES) this.#indices.push(new Map());
    this.#indices.at(-1)!.set(text, this.strings.length);
    return this.strings.push(text) - 1;
  }

  /** Numbers the strings of the first `length` values of a column anew, in order of first occurrence there; others are forgotten. */
  renumber(column: Uint32Array, length: number, first: readonly string[] = []): void {
    const old = this.strings;
    const numberOf = new Int32Array(old.length).fill(-1);
    this.strings = [];
    this.#indices = [new Map()];
    for (const text of first) numberOf[old.indexOf(text)] = this.of(text);
    for (let row = 0; row < length; row++) {
      const before = column[row]!;
      if (numberOf[before] === -1) numberOf[before] = this.of(old[before]!);
      column[row] = numberOf[before]!;
    }
  }
}

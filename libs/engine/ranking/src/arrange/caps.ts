/** At most `items` of one value of a field. Of a category: of a level, 0 the broadest; no level: each item's finest. */
export interface CapRule {
  /** `category`, `brand` or `attributes.NAME`. */
  field: string;
  level?: number;
  items: number;
}

/** A value of a field that no more items may have. */
export interface FullValue {
  field: string;
  value: string;
}

/** The values that a cap counts of an item; of a category: the path, broad to fine. A cap ignores items without one. */
export type CappedValues = (itemId: string, cap: CapRule) => readonly (readonly string[])[];

/** Counts placed items by value, and says which items still may be placed. */
export class CapCounts {
  readonly #counts = new Map<string, number>();

  constructor(
    private readonly caps: readonly CapRule[],
    private readonly valuesOf: CappedValues,
  ) {}

  allows(itemId: string): boolean {
    return this.caps.every((cap, index) =>
      this.#keys(itemId, index).every((key) => (this.#counts.get(key) ?? 0) < cap.items),
    );
  }

  add(itemId: string): void {
    for (const index of this.caps.keys())
      for (const key of this.#keys(itemId, index)) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /** Of a category: its name at its level. */
  full(): FullValue[] {
    const values = new Map<string, FullValue>();
    for (const [key, count] of this.#counts) {
      const [index, ...path] = JSON.parse(key) as [number, ...string[]];
      const { field, items } = this.caps[index]!;
      const value = path.at(-1)!;
      if (count >= items) values.set(JSON.stringify([field, value]), { field, value });
    }
    return [...values.values()];
  }

  /** A category is its whole path: two shelves of one name in two departments are two. */
  #keys(itemId: string, index: number): string[] {
    return this.valuesOf(itemId, this.caps[index]!).map((path) => JSON.stringify([index, ...path]));
  }
}

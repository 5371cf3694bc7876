/** At most `items` of one category of a level, 0 the broadest; no level: each item's finest. */
export interface CategoryCapRule {
  level?: number;
  items: number;
}

/** Counts placed items by category, and says which items still may be placed. A cap of a level ignores items without a category of it. */
export class CategoryCounts {
  readonly #counts = new Map<string, number>();

  constructor(private readonly caps: readonly CategoryCapRule[]) {}

  /** @param category Broad to fine. */
  allows(category: readonly string[]): boolean {
    return this.caps.every((cap, index) => {
      const key = keyOf(cap, index, category);
      return key === undefined || (this.#counts.get(key) ?? 0) < cap.items;
    });
  }

  add(category: readonly string[]): void {
    this.caps.forEach((cap, index) => {
      const key = keyOf(cap, index, category);
      if (key !== undefined) this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    });
  }

  /** Names, at their levels, of the full categories. */
  full(): string[] {
    const names = new Set<string>();
    for (const [key, count] of this.#counts) {
      const [index, ...levels] = JSON.parse(key) as [number, ...string[]];
      if (count >= this.caps[index]!.items) names.add(levels.at(-1)!);
    }
    return [...names];
  }
}

/** A category is its whole path: two shelves of one name in two departments are two. */
function keyOf({ level }: CategoryCapRule, index: number, category: readonly string[]): string | undefined {
  const depth = level === undefined ? category.length : level + 1;
  return depth === 0 || category.length < depth ? undefined : JSON.stringify([index, ...category.slice(0, depth)]);
}

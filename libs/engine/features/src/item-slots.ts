import type { LearnedItems } from './learned-items.js';

/** The place of each learned item among the items of a step: the sampled candidates first, then other requested items. */
export class ItemSlots {
  readonly #slots = new Map<number, number>();

  /** @param candidates Item rows of the sampled candidates. */
  constructor(candidates: Int32Array) {
    for (const item of candidates) this.#slots.set(item, this.#slots.size);
  }

  /** The item's place; a new item gets the next one. */
  of(item: number): number {
    let slot = this.#slots.get(item);
    if (slot === undefined) {
      slot = this.#slots.size;
      this.#slots.set(item, slot);
    }
    return slot;
  }

  /** Content of the items: the model's ItemInputs. @param deltaMinCount An item with fewer interactions, of any kind, has no row in δ. */
  arrays(items: LearnedItems, deltaMinCount: number) {
    const rows = [...this.#slots.keys()];
    const width = items.reduction.width;
    const tagCount = items.tags.length / items.ids.length;
    const embedding = new Float32Array(rows.length * width);
    const tags = new Float32Array(rows.length * tagCount);
    rows.forEach((item, i) => {
      embedding.set(items.embedding.subarray(item * width, (item + 1) * width), i * width);
      tags.set(items.tags.subarray(item * tagCount, (item + 1) * tagCount), i * tagCount);
    });
    return { count: rows.length, embedding, tags, deltaRow: deltaRows(rows, items, deltaMinCount) };
  }
}

/** The whole catalogue, every item at its own row: the same arrays in every step, so that they can be cached. */
export function wholeCatalogue(items: LearnedItems, deltaMinCount: number) {
  const rows = items.ids.map((_, i) => i);
  return {
    count: rows.length,
    embedding: items.embedding,
    tags: items.tags,
    deltaRow: deltaRows(rows, items, deltaMinCount),
    constant: true,
  };
}

const deltaRows = (rows: readonly number[], { counts }: LearnedItems, deltaMinCount: number): Int32Array =>
  Int32Array.from(rows, (item) => (counts[item]! >= deltaMinCount ? item : -1));

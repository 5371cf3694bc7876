import type { ItemFeatures } from '@stars/contracts';
import { type ContentReduction, contentInto, lowerBound } from '@stars/features';
import { type BorrowedStatistics, ContentNeighbours } from '@stars/ranking';
import { type ContentArtifact, idHash, unit } from './content-artifact.js';

/** What the second stage gets of an item that the model has not learned. */
export interface LaterItem {
  /** Of a cold-start item, its neighbours: learned items in the order of δ's rows. Absent without neighbours. */
  borrowed?: BorrowedStatistics | undefined;
  /** Its class by level: that of its category or, if no learned item has that category, that of its first neighbour; -1 without one. */
  classes: readonly number[];
}

/** Recognises items that came after a model's training, and finds their neighbours. */
export class ColdStartItems {
  readonly #neighbours: ContentNeighbours;

  constructor(
    private readonly artifact: ContentArtifact,
    private readonly learned: ReadonlyMap<string, number>,
    private readonly reduction: ContentReduction,
    private readonly tagIndex: ReadonlyMap<string, number>,
    /** Learned items that count as cold-start items: they are nobody's neighbours. */
    private readonly hidden: ReadonlySet<number> = new Set(),
  ) {
    this.#neighbours = new ContentNeighbours(artifact);
  }

  /** Whether the item came later: it was neither learned nor in the catalogue at the training. */
  has(itemId: string): boolean {
    if (this.learned.has(itemId)) return false;
    const { known } = this.artifact;
    const wanted = idHash(itemId);
    return known[lowerBound(known, 0, known.length, wanted)] !== wanted;
  }

  /** Undefined if no learned item is a neighbour. */
  borrowedFor(features: ItemFeatures): BorrowedStatistics | undefined {
    const { width } = this.artifact;
    const text = new Float32Array(this.reduction.width);
    if (width > 0) contentInto(this.reduction, features, text, 0);
    const tags = features.tags.flatMap((tag) => this.tagIndex.get(tag) ?? []);
    return this.#neighbours.borrowedFor(
      { text: unit(text), tags: [...new Set(tags)], path: features.category },
      (item) => !this.hidden.has(item),
    );
  }

  /** @param levels Class of each learned item by level. @param ofTexts Whether the last level is that of equal texts, which a category does not tell. */
  describe(features: ItemFeatures, levels: readonly Int32Array[], ofTexts = false): LaterItem {
    const borrowed = this.has(features.itemId) ? this.borrowedFor(features) : undefined;
    const classOf = (level: Int32Array, l: number): number => {
      if (ofTexts && !borrowed && l === levels.length - 1) return -1;
      const known = this.#neighbours.classOf(features.category, level);
      return known < 0 && borrowed ? level[borrowed.items[0]!]! : known;
    };
    return { borrowed, classes: levels.map(classOf) };
  }
}

import type { ItemFeatures } from '@stars/contracts';
import { type ContentReduction, contentInto } from '@stars/features';
import { type BorrowedStatistics, ContentNeighbours } from '@stars/ranking';
import { type ContentArtifact, idHash, unit } from './content-artifact.js';

/** What is said of an item that came after the training. */
export interface ColdStartItem {
  /** Learned items in the order of δ's rows. */
  loan: BorrowedStatistics;
  /** Its class on each level that is asked for: that of its category; of one that nothing learned is of, that of its first lender. */
  classes: readonly number[];
}

/** Tells newcomers from what was there when a model was trained, and finds what lends to them. */
export class ColdStartItems {
  readonly #lenders: ContentNeighbours;

  constructor(
    private readonly artifact: ContentArtifact,
    private readonly learned: ReadonlyMap<string, number>,
    private readonly reduction: ContentReduction,
    private readonly tagIndex: ReadonlyMap<string, number>,
    /** Learned items that lend nothing: they are newcomers themselves. */
    private readonly hidden: ReadonlySet<number> = new Set(),
  ) {
    this.#lenders = new ContentNeighbours(artifact);
  }

  /** Neither learned nor there and not learned: it came later. */
  has(itemId: string): boolean {
    if (this.learned.has(itemId)) return false;
    const { known } = this.artifact;
    const wanted = idHash(itemId);
    let [low, high] = [0, known.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (known[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return known[low] !== wanted;
  }

  /** Undefined where nothing learned lends to it. */
  borrowedFor(features: ItemFeatures): BorrowedStatistics | undefined {
    const { width } = this.artifact;
    const text = new Float32Array(this.reduction.width);
    if (width > 0) contentInto(this.reduction, features, text, 0);
    const tags = features.tags.flatMap((tag) => this.tagIndex.get(tag) ?? []);
    return this.#lenders.borrowedFor(
      { text: unit(text), tags: [...new Set(tags)], path: features.category },
      (item) => !this.hidden.has(item),
    );
  }

  /** @param levels Class of each learned item by level. */
  describe(features: ItemFeatures, levels: readonly Int32Array[]): ColdStartItem | undefined {
    const loan = this.borrowedFor(features);
    if (!loan) return undefined;
    const classOf = (level: Int32Array): number => {
      const known = this.#lenders.classOf(features.category, level);
      return known < 0 ? level[loan.items[0]!]! : known;
    };
    return { loan, classes: levels.map(classOf) };
  }
}

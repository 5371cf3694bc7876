import { targetsOf, type UserHistory } from './histories.js';
import type { ImpressionLog } from './impression-log.js';
import type { CandidateSampler } from './sampled-candidates.js';

const DAY_MS = 86_400_000;
/** Draws for each place: a subclass may hold only positives. */
const ATTEMPTS = 4;

/**
 * Hard negatives of one basket, in the paper's order (docs/reference/model-equations.md, Loss): items shown on a page with one of its items and
 * not chosen, then items of the subclass of one of its items. Random negatives are in the sampled candidates of all rows.
 */
export class HardNegatives {
  /** @param width Most negatives of a basket. @param itemRow Learned row of an item, if it has one. */
  constructor(
    private readonly sampler: CandidateSampler,
    readonly width: number,
    private readonly impressions: ImpressionLog | undefined,
    private readonly itemRow: (itemId: string) => number | undefined,
  ) {}

  /**
   * @param basket Index in the history; a page must have shown one of its targets.
   * @param positives Learned rows that cannot be negatives: the targets of the rows that predict the basket.
   * @returns distinct learned rows
   */
  of(history: UserHistory, basket: number, positives: readonly number[], random: () => number): number[] {
    const found = new Set<number>();
    const no = new Set(positives);
    for (const row of this.#shown(history, basket)) {
      if (found.size >= this.width) return [...found];
      if (!no.has(row)) found.add(row);
    }
    for (let draw = 0; draw < ATTEMPTS * this.width && found.size < this.width; draw++) {
      const row = this.sampler.mate(positives, random);
      if (!no.has(row)) found.add(row);
    }
    return [...found];
  }

  /** Items of the newest page with one of the basket's targets, without those that the user chose, in whatever way, on that day. */
  #shown(history: UserHistory, basket: number): number[] {
    const { userId, starts, item, time } = history;
    if (!this.impressions) return [];
    const wanted = new Set(targetsOf(history, basket));
    for (const page of this.impressions.before(userId, time[starts[basket]!]!)) {
      const rows = page.itemIds.map((id) => this.itemRow(id)).filter((row) => row !== undefined);
      if (!rows.some((row) => wanted.has(row))) continue;
      const chosen = new Set<number>();
      for (let i = 0; i < time.length; i++) {
        if (time[i]! >= page.time && time[i]! < page.time + DAY_MS) chosen.add(item[i]!);
      }
      return rows.filter((row) => !chosen.has(row));
    }
    return [];
  }
}

/** How the candidate slice of a step is put together (model.md, section 4). */
export interface SliceOptions {
  /** Size C of the slice; at or above the number of items it is the full softmax. */
  candidates: number;
  /** Share of the sampled negatives that come from the subclasses of the step's positives. */
  subclassShare: number;
  /** Whether logits are corrected by the log of the probability with which a candidate got in. */
  samplingCorrection: boolean;
}

/** What the slice is drawn from. */
export interface ItemFrequencies {
  counts: Uint32Array;
  /** λ·log p_j of each item, or zeros. */
  prior: Float32Array;
  subclass: Uint32Array;
}

/** Draws candidate slices: the positives of a step, items of their subclasses, and items from the whole catalogue. */
export class CandidateSampler {
  private readonly members: Uint32Array[];
  private readonly total: number;
  private readonly stamp: Uint32Array;
  private now = 0;

  constructor(
    private readonly items: ItemFrequencies,
    private readonly options: SliceOptions,
  ) {
    const lists: number[][] = [];
    items.subclass.forEach((subclass, item) => {
      lists[subclass] ??= [];
      lists[subclass].push(item);
    });
    this.members = Array.from(lists, (list) => Uint32Array.from(list ?? []));
    this.total = Math.max(
      1,
      items.counts.reduce((sum, count) => sum + count, 0),
    );
    this.stamp = new Uint32Array(items.counts.length);
  }

  /**
   * @param positives Item rows, with repeats: as many as the step draws.
   * @returns distinct item rows, positives first, and what to subtract from each one's logit.
   */
  draw(positives: readonly number[], random: () => number): { rows: Int32Array; offset: Float32Array } {
    const { counts, prior, subclass } = this.items;
    const items = counts.length;
    if (this.options.candidates >= items) {
      return { rows: Int32Array.from({ length: items }, (_, i) => i), offset: prior.slice() };
    }
    this.now++;
    const rows: number[] = [];
    const take = (item: number): void => {
      if (this.stamp[item] === this.now) return;
      this.stamp[item] = this.now;
      rows.push(item);
    };
    for (const item of positives) take(item);
    const open = Math.max(0, this.options.candidates - rows.length);
    const hard = Math.floor(open * this.options.subclassShare);
    for (let i = 0; i < hard && positives.length > 0; i++) {
      const list = this.members[subclass[positives[Math.floor(random() * positives.length)]!]!]!;
      take(list[Math.floor(random() * list.length)]!);
    }
    const uniform = open - hard;
    while (rows.length < Math.min(this.options.candidates, items)) take(Math.floor(random() * items));
    const offset = Float32Array.from(rows, (item) => prior[item]!);
    if (this.options.samplingCorrection) {
      const missUniform = 1 - Math.min(0.999, uniform / items);
      rows.forEach((item, c) => {
        // In if drawn as one of the positives, or as a negative: popular items are in nearly every slice.
        const missPositive = (1 - counts[item]! / this.total) ** positives.length;
        // An item without a count can only be here by the fill beyond the uniform draws: as if one had been meant for it.
        offset[c]! += Math.log(Math.max(1 - missPositive * missUniform, 1 / items));
      });
    }
    return { rows: Int32Array.from(rows), offset };
  }
}

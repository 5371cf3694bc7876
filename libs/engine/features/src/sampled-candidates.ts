/** How the candidates of a step are sampled (docs/reference/model-equations.md, Loss). */
export interface SamplingOptions {
  /** Most sampled candidates C; at or above the number of items it is the whole catalogue: the full softmax. */
  candidates: number;
  /** Share of the sampled negatives that come from the subclasses of the step's positives. */
  subclassShare: number;
}

/** The items to draw from: I items. */
export interface CandidateItems {
  /** [I] b_j = λ·log p_j, or zeros. */
  prior: Float32Array;
  /** [I] */
  subclass: Uint32Array;
}

export interface SampledCandidates {
  /** Distinct item rows, the step's positives first. */
  rows: Int32Array;
  /** Number of positives; absent if the candidates are the catalogue, in its own order. */
  positives?: number;
  /** [C] b_j of each. */
  prior: Float32Array;
  /** [C] log of each candidate's sampling probability; absent if the candidates are the catalogue. */
  logQ?: Float32Array;
}

/** Draws candidates: the positives of a step, items of their subclasses, and items from the whole catalogue. */
export class CandidateSampler {
  readonly #members: Uint32Array[];
  readonly #stamp: Uint32Array;
  #now = 0;

  constructor(
    private readonly items: CandidateItems,
    private readonly options: SamplingOptions,
  ) {
    const lists: number[][] = [];
    items.subclass.forEach((subclass, item) => {
      lists[subclass] ??= [];
      lists[subclass].push(item);
    });
    this.#members = Array.from(lists, (list) => Uint32Array.from(list ?? []));
    this.#stamp = new Uint32Array(items.subclass.length);
  }

  /** Whether every step gets the whole catalogue. */
  get full(): boolean {
    return this.options.candidates >= this.items.subclass.length;
  }

  /** b_j of an item row. */
  priorOf(item: number): number {
    return this.items.prior[item]!;
  }

  /** A random item of the same subclass as one of `positives`. */
  mate(positives: readonly number[], random: () => number): number {
    const list = this.#members[this.items.subclass[positives[Math.floor(random() * positives.length)]!]!]!;
    return list[Math.floor(random() * list.length)]!;
  }

  /**
   * Σ exp(logit − log q) over the candidates is an unbiased estimate of the sum over the catalogue:
   * positives are always included, and any other item with a probability that is known exactly.
   * @param positives Item rows with repeats, one for each use in the step.
   */
  draw(positives: readonly number[], random: () => number): SampledCandidates {
    const { prior, subclass } = this.items;
    if (this.full) return { rows: Int32Array.from(subclass, (_, i) => i), prior: prior.slice() };
    this.#now++;
    const rows: number[] = [];
    const take = (item: number): void => {
      if (this.#stamp[item] === this.#now) return;
      this.#stamp[item] = this.#now;
      rows.push(item);
    };
    for (const item of positives) take(item);
    const certain = rows.length;
    const open = Math.max(0, this.options.candidates - certain);
    const hard = positives.length > 0 ? Math.floor(open * this.options.subclassShare) : 0;
    const uniform = this.#uniform(rows, open - hard, random);
    for (let i = 0; i < hard; i++) take(this.mate(positives, random));
    for (const item of uniform) take(item);
    const uniformMiss = 1 - (open - hard) / (subclass.length - certain);
    const share = this.#subclassShares(positives);
    const logQ = Float32Array.from(rows, (item, i) => {
      if (i < certain) return 0;
      const one = (share.get(subclass[item]!) ?? 0) / this.#members[subclass[item]!]!.length;
      return Math.log(1 - uniformMiss * (1 - one) ** hard);
    });
    return {
      rows: Int32Array.from(rows),
      positives: certain,
      prior: Float32Array.from(rows, (item) => prior[item]!),
      logQ,
    };
  }

  /** The share of the positives, with repeats, of each subclass. */
  #subclassShares(positives: readonly number[]): Map<number, number> {
    const shares = new Map<number, number>();
    for (const item of positives) {
      const subclass = this.items.subclass[item]!;
      shares.set(subclass, (shares.get(subclass) ?? 0) + 1 / positives.length);
    }
    return shares;
  }

  /** `count` distinct items that are not in `excluded`, each set of them equally likely. */
  #uniform(excluded: readonly number[], count: number, random: () => number): number[] {
    const items = this.items.subclass.length;
    const left = items - excluded.length;
    // By rejection; if most of the remaining items are wanted, the unwanted ones are drawn.
    const fewer = Math.min(count, left - count);
    const out = new Set(excluded);
    const drawn: number[] = [];
    while (drawn.length < fewer) {
      const item = Math.floor(random() * items);
      if (out.has(item)) continue;
      out.add(item);
      drawn.push(item);
    }
    if (fewer === count) return drawn;
    return Array.from({ length: items }, (_, item) => item).filter((item) => !out.has(item));
  }
}

/** Weights of pairs of (output row, candidate); see the model's Targets. */
export interface TargetPairs {
  rows: number;
  pairs: Int32Array;
  weights: Float32Array;
}

/** Collects the positives of one head's output rows. */
export class TargetCollector {
  readonly rows: number[] = [];
  /** Distinct item rows of each row of `rows`. */
  readonly lists: (readonly number[])[] = [];
  /** The time of the request that each row stands for, ms since 1970. */
  readonly times: number[] = [];

  /** @returns whether the row was added: a row without positives is left out. */
  add(row: number, positives: readonly number[], time: number): boolean {
    if (positives.length === 0) return false;
    this.rows.push(row);
    this.times.push(time);
    this.lists.push([...new Set(positives)]);
    return true;
  }

  get positives(): number[] {
    return this.lists.flat();
  }

  /** @param slot The place of each item in the call. */
  pairs(slot: (item: number) => number): TargetPairs {
    const total = this.lists.reduce((sum, list) => sum + list.length, 0);
    const pairs = new Int32Array(total * 2);
    const weights = new Float32Array(total);
    let at = 0;
    this.lists.forEach((list, row) => {
      for (const item of list) {
        pairs[2 * at] = row;
        pairs[2 * at + 1] = slot(item);
        weights[at++] = 1 / list.length;
      }
    });
    return { rows: this.lists.length, pairs, weights };
  }
}

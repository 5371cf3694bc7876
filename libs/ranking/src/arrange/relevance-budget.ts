/** Relevance of a place of the ranking, and what a place of the list weighs: 1 / log2(place + 2), from 0. */
export const discount = (place: number): number => 1 / Math.log2(place + 2);

/**
 * How much relevance a list of k may give up while it is filled place by place from a ranking. Its DCG, with each item's relevance
 * by its place in the ranking, stays at least (1 − budget) times that of the ranking's own first k: a choice is allowed
 * where the list could still be completed so, which is by the best of what is left, in order.
 */
export class RelevanceBudget {
  private left: number;
  private place = 0;

  /** @param n Ranked items, and k ≤ n of them wanted. @param budget From 0 to 1. */
  constructor(
    n: number,
    private readonly k: number,
    budget: number,
  ) {
    let dcg = 0;
    for (let place = 0; place < Math.min(n, k); place++) dcg += discount(place) ** 2;
    this.left = budget * dcg;
  }

  /**
   * What choosing each of the items that are left for the next place costs, as far as the budget goes: the loss grows from one to the
   * next, and the first costs nothing.
   * @param remaining Places in the ranking, ascending. @returns losses of a prefix of them, at least of the first
   */
  affordable(remaining: readonly number[]): number[] {
    const losses: number[] = [];
    const { k, place: p } = this;
    // DCG of the items up to the m-th in order, and of those before it if it goes first.
    let inOrder = 0;
    let moved = 0;
    for (let m = 0; m < remaining.length; m++) {
      const gain = discount(remaining[m]!);
      if (p + m < k) inOrder += gain * discount(p + m);
      const loss = m === 0 ? 0 : Math.max(0, inOrder - gain * discount(p) - moved);
      if (loss > this.left) break;
      losses.push(loss);
      if (p + m + 1 < k) moved += gain * discount(p + m + 1);
    }
    return losses;
  }

  /** Goes to the next place. @param loss Of the item that was chosen, as `affordable` gave it */
  spend(loss: number): void {
    this.left -= loss;
    this.place++;
  }
}

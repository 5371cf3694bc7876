import type { ItemSequence, ScoredBrowsingRow } from './browsing-row.js';
import type { SessionIndex } from './session-index.js';

/** Items of the session that count, and what one counts for each step further back. */
const [LOOKED_BACK, DECAY] = [30, 0.8];

/** Item-kNN: how often two items are in one session over the root of both counts, summed over the last items of the prefix. */
export class SessionItemKnn implements ScoredBrowsingRow {
  readonly name = 'item-kNN';

  constructor(private readonly index: SessionIndex) {}

  scores(prefix: ItemSequence): Map<number, number> {
    const scores = new Map<number, number>();
    const from = Math.max(0, prefix.length - LOOKED_BACK);
    for (const [item, weight] of summedWeights(prefix, from)) {
      for (const [other, together] of this.#together(item)) {
        const nearness = together / Math.sqrt(this.index.count(item) * this.index.count(other));
        scores.set(other, (scores.get(other) ?? 0) + weight * nearness);
      }
    }
    return scores;
  }

  rank(prefix: ItemSequence, k: number): number[] {
    return this.index.best(this.scores(prefix), k);
  }

  /** In how many sessions each other item is together with this one. */
  #together(item: number): Map<number, number> {
    const together = new Map<number, number>();
    for (const session of this.index.sessionsOf(item)) {
      for (const other of this.index.itemsOf(session)) {
        if (other !== item) together.set(other, (together.get(other) ?? 0) + 1);
      }
    }
    return together;
  }
}

/** What each item counts: an item that came back counts for each time. */
function summedWeights(prefix: ItemSequence, from: number): Map<number, number> {
  const weights = new Map<number, number>();
  for (let at = from; at < prefix.length; at++) {
    const item = prefix[at]!;
    weights.set(item, (weights.get(item) ?? 0) + DECAY ** (prefix.length - 1 - at));
  }
  return weights;
}

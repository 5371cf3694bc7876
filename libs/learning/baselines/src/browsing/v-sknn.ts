import type { ItemSequence, ScoredBrowsingRow } from './browsing-row.js';
import type { SessionIndex } from './session-index.js';

const NEIGHBOURS = 100;

/**
 * V-SKNN (Ludewig and Jannach 2018): an item scores the nearness of those of the 100 nearest sessions that hold it. Nearness sums, over
 * shared items, position weight · idf, over the root of both sessions' numbers of items.
 */
export class VSknn implements ScoredBrowsingRow {
  readonly name = 'V-SKNN';

  constructor(private readonly index: SessionIndex) {}

  scores(prefix: ItemSequence): Map<number, number> {
    const scores = new Map<number, number>();
    for (const { session, nearness } of this.#nearest(prefix)) {
      for (const item of this.index.itemsOf(session)) scores.set(item, (scores.get(item) ?? 0) + nearness);
    }
    return scores;
  }

  rank(prefix: ItemSequence, k: number): number[] {
    return this.index.best(this.scores(prefix), k);
  }

  /** Ties to the later session. */
  #nearest(prefix: ItemSequence): { session: number; nearness: number }[] {
    const positions = new Map<number, number>();
    for (let at = 0; at < prefix.length; at++) positions.set(prefix[at]!, (at + 1) / prefix.length);
    const sums = new Map<number, number>();
    for (const [item, position] of positions) {
      const sessions = this.index.sessionsOf(item);
      const weight = position * Math.log(this.index.sessions / sessions.length);
      for (const session of sessions) sums.set(session, (sums.get(session) ?? 0) + weight);
    }
    const near = [...sums].map(([session, sum]) => ({
      session,
      nearness: sum / Math.sqrt(positions.size * this.index.itemsOf(session).length),
    }));
    return near.sort((a, b) => b.nearness - a.nearness || b.session - a.session).slice(0, NEIGHBOURS);
  }
}

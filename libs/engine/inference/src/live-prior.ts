import { logPopularity, RECENT_ALPHA, type StarsConfig } from '@stars/model/definition';
import { type ItemStatisticsState, PURCHASE_DECAYS } from '@stars/ranking';

/**
 * What recent popularity changes in the scores of learned items. The searched vectors hold the prior of the end of the training
 * (docs/reference/model-equations.md, Loss); this is the difference to now.
 */
export class LivePrior {
  /** [I] λ·log p_j at the end of the training. */
  readonly #trained: Float32Array;
  #shift: Float32Array;

  /** @param statistics Of the training, until others replace them. @param config With a recent popularity prior that serves. */
  constructor(
    private readonly statistics: Pick<ItemStatisticsState, 'purchases'>,
    private readonly model: { readonly learnedItems: readonly string[]; rowOf(itemId: string): number | undefined },
    private readonly config: Pick<StarsConfig, 'priorDays' | 'priorWeight'>,
  ) {
    this.#trained = this.#now();
    this.#shift = this.#trained.map(() => 0);
  }

  shiftOf(itemId: string): number {
    const row = this.model.rowOf(itemId);
    return row === undefined ? 0 : this.#shift[row]!;
  }

  /** Brings it in line with the statistics. */
  settle(): void {
    const now = this.#now();
    this.#shift = this.#trained.map((trained, item) => trained - now[item]!);
  }

  #now(): Float32Array {
    const { priorDays, priorWeight } = this.config;
    const counts = this.statistics.purchases[(PURCHASE_DECAYS as readonly number[]).indexOf(priorDays)]!;
    // As of the morning after: the statistics are as of the day of their latest fact, and training counts before the day of a request.
    const fade = Math.exp(-1 / priorDays);
    const faded = counts.subarray(0, this.model.learnedItems.length).map((count) => count * fade);
    return logPopularity(faded, RECENT_ALPHA).map((logP) => logP * priorWeight);
  }
}

import { type InteractionLog, type LearnedItems, LocalClock, RecentPopularity, type TargetKind } from '@stars/features';
import { logPopularity, priorTrains, RECENT_ALPHA, type StarsConfig, unseenLogPopularity } from '@stars/model';

/** b_j = λ·log p_j, in training and at its end. I learned items. */
export interface PopularityPrior {
  /** [I] of the whole log; zeros if it does not train, or is of days. */
  training: Float32Array;
  /** As of each day; absent if `priorDays` is 0 or the prior does not train. */
  recent?: RecentPopularity;
  /** [I + 1] at the end of the log, last of an item that was never chosen. */
  served: Float32Array;
}

/** @param itemRow [items of the log] learned row, or -1. */
export function popularityPrior(
  log: InteractionLog,
  items: LearnedItems,
  itemRow: Int32Array,
  config: Pick<StarsConfig, 'priorDays' | 'priorPlace' | 'priorWeight'>,
  { target, timeZone }: { target: TargetKind | undefined; timeZone: string },
): PopularityPrior {
  const { priorDays: days, priorWeight } = config;
  const I = items.ids.length;
  const none = new Float32Array(I);
  const weighted = (counts: ArrayLike<number>, alpha: number): Float32Array => {
    const logP = new Float32Array(I + 1);
    logP.set(logPopularity(counts, alpha).map((x) => x * priorWeight));
    logP[I] = unseenLogPopularity(counts, alpha) * priorWeight;
    return logP;
  };
  if (days === 0) {
    const served = weighted(items.targets, 1);
    return { training: priorTrains(config) ? served.subarray(0, I) : none, served };
  }
  const counting = { itemRow, items: I, target, days, clock: new LocalClock(timeZone) };
  const recent = new RecentPopularity(log, counting, (counts) => weighted(counts, RECENT_ALPHA));
  return { training: none, served: recent.last, ...(priorTrains(config) ? { recent } : {}) };
}

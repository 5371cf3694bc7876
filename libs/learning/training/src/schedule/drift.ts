/** Events by key: a category, or the item if it has none. */
export type Counts = ReadonlyMap<string, number>;

/** How far the events since the end of a model's data differ from those that it learned from. */
export interface Drift {
  /** Events since then. */
  events: number;
  /**
   * Jensen-Shannon divergence of the distribution of their keys from that of the last weeks of the training data, bits in
   * [0, 1], less the expected value by chance.
   */
  divergence: number;
  /** Share of them on items without an event in the training data, [0, 1]. */
  unseen: number;
}

export interface DriftSettings {
  /** Divergence from which a training is due; 0: never. */
  divergence: number;
  /** Share of events on unseen items from which a training is due; 0: never. */
  unseen: number;
  /** With fewer recent events, drift is not measured. */
  fewestEvents: number;
  /** Length of the reference before the end of the training data, ms. */
  windowMs: number;
}

/**
 * Jensen-Shannon divergence of two distributions, bits in [0, 1]: the mean Kullback-Leibler divergence of each from their
 * mean. 0 if one of them is empty.
 */
export function jensenShannon(one: Counts, other: Counts): number {
  const [oneTotal, otherTotal] = [total(one), total(other)];
  if (oneTotal === 0 || otherTotal === 0) return 0;
  let sum = 0;
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [p, q] = [(one.get(key) ?? 0) / oneTotal, (other.get(key) ?? 0) / otherTotal];
    const mean = (p + q) / 2;
    if (p > 0) sum += (p / 2) * Math.log2(p / mean);
    if (q > 0) sum += (q / 2) * Math.log2(q / mean);
  }
  return Math.min(1, Math.max(0, sum));
}

/** The expected `jensenShannon` of two samples of one distribution, bits: (C - 1)·(1/n + 1/m) / (8·ln 2). */
export function chanceDivergence(one: Counts, other: Counts): number {
  const keys = new Set([...one.keys(), ...other.keys()]).size;
  const [n, m] = [total(one), total(other)];
  return n === 0 || m === 0 ? 0 : ((keys - 1) * (1 / n + 1 / m)) / (8 * Math.LN2);
}

/** @param unseen recent events on items without events in the training data */
export function driftOf(reference: Counts, recent: Counts, unseen: number): Drift {
  const events = total(recent);
  return {
    events,
    divergence: Math.max(0, jensenShannon(reference, recent) - chanceDivergence(reference, recent)),
    unseen: events === 0 ? 0 : unseen / events,
  };
}

/** Why a training is due, in words; undefined if it is not. */
export function driftReason(drift: Drift, settings: DriftSettings): string | undefined {
  if (drift.events < settings.fewestEvents) return undefined;
  if (settings.divergence > 0 && drift.divergence >= settings.divergence) {
    return `recent events diverge from the training data by ${drift.divergence.toFixed(3)} bits, ${settings.divergence} is the limit`;
  }
  if (settings.unseen > 0 && drift.unseen >= settings.unseen) {
    return `${(100 * drift.unseen).toFixed(1)}% of recent events are on items that the model has never seen, ${100 * settings.unseen}% is the limit`;
  }
  return undefined;
}

const total = (counts: Counts): number => [...counts.values()].reduce((sum, count) => sum + count, 0);

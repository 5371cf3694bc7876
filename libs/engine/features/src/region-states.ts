import { LRUCache } from 'lru-cache';
import type { LiveItemSignals } from './context-timeline.js';
import type { ContextReading } from './trusted-context.js';

/** Most regions that are kept: a request may name any. */
const KEPT_REGIONS = 1024;

type Context = Pick<ContextReading, 'revision' | 'liveItemSignals'>;

/** What is made of the item signals that are live in a region, kept until a signal begins, ends or is added there, or another context is read. */
export class RegionStates<T> {
  readonly #states = new LRUCache<
    string,
    { context: Context; from: number; until: number; revision: number; value: T }
  >({
    max: KEPT_REGIONS,
  });

  /** @param time ms UTC @param read Called if nothing is kept that still holds. */
  at(context: Context, region: string, time: number, read: (signals: LiveItemSignals['signals']) => T): T {
    const { revision } = context;
    const known = this.#states.get(region);
    const holds = known?.context === context && known.revision === revision;
    if (holds && time >= known.from && time < known.until) return known.value;
    const { until, signals } = context.liveItemSignals(region, time);
    const value = read(signals);
    this.#states.set(region, { context, from: time, until, revision, value });
    return value;
  }
}

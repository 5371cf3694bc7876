import type { ContextTimeline } from '@stars/features';
import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import type { CandidateFeatures } from './candidate-features.js';

/** Regions whose items are in memory at once. */
const REGIONS = 256;
/** Larger than every usual code of an item signal; larger values are clipped. */
const HIGHEST = 255;

interface RegionState {
  until: number;
  from: number;
  /** Per name [I], 0 if the signal is not live. */
  values: Uint8Array[];
  /** Items with any signal. */
  items: Int32Array;
}

/**
 * The item signals (displays, mailers, prices off) that are live at the session's time in the region of the user's last
 * event: the session's own region is not known.
 */
export class PromotionFeatures implements CandidateFeatures {
  readonly #states = new Map<string, RegionState>();
  readonly #indexOf: ReadonlyMap<string, number>;
  #state: RegionState | undefined;

  /** @param names the signals that are read. */
  constructor(
    private readonly set: EvaluationSet,
    private readonly timeline: ContextTimeline,
    readonly names: readonly string[],
  ) {
    this.#indexOf = new Map(set.catalogue.map((id, index) => [id, index]));
  }

  /** Items with a signal, of the current session. */
  get promoted(): Int32Array {
    return this.#state!.items;
  }

  advanceTo(session: EvaluationSession): void {
    const { log } = this.set;
    const region = session.historyTo > session.historyFrom ? log.regions[log.region[session.historyTo - 1]!]! : '';
    const known = this.#states.get(region);
    if (known === undefined || session.time < known.from || session.time >= known.until) {
      this.#states.delete(region);
      if (this.#states.size === REGIONS) this.#states.delete(this.#states.keys().next().value!);
      this.#states.set(region, this.#load(region, session.time));
    }
    this.#state = this.#states.get(region)!;
  }

  #load(region: string, time: number): RegionState {
    const { until, signals } = this.timeline.liveItemSignals(region, time);
    const values = this.names.map(() => new Uint8Array(this.set.catalogue.length));
    const items = new Set<number>();
    for (const { name, value, ids } of signals) {
      const of = values[this.names.indexOf(name)];
      if (of === undefined) continue;
      for (const id of ids) {
        const item = this.#indexOf.get(this.timeline.idOf(id));
        if (item === undefined) continue;
        of[item] = Math.max(1, Math.min(HIGHEST, Math.round(value)));
        items.add(item);
      }
    }
    return { from: time, until, values, items: Int32Array.from(items) };
  }

  write(item: number, row: Float32Array, at: number): void {
    for (const values of this.#state!.values) row[at++] = values[item]!;
  }
}

/** Names of the item signals that began before the first of the sessions: those that a model can learn. */
export function knownSignals(set: EvaluationSet, timeline: ContextTimeline): string[] {
  const first = set.sessions.reduce((least, { before }) => Math.min(least, before), Number.POSITIVE_INFINITY);
  return timeline.itemSignalValues(first).map(({ name }) => name);
}

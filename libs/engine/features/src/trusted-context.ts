import type { ContextTimeline, LiveItemSignals } from './context-timeline.js';
import type { SignalPeriod } from './place-periods.js';

/** What may be read of the context at a place and time. */
export interface ContextReading
  extends Pick<ContextTimeline, 'revision' | 'itemSignals' | 'liveItemSignals' | 'regionSignals'> {
  /** Whether inputs of this name (`time`, a holiday, a signal) may act at all; absent: all may. */
  allows?(name: string): boolean;
}

/** How far one signal is believed when a request is answered. */
export interface SignalRule {
  /** False: as if it had never been heard of. */
  on: boolean;
  /** Age (ms) from which a signal without an end of its own counts no more. */
  ttlMs: number;
  /** Share of a score, from 0 to 1, above which the signal raises an alarm. */
  alarmShare: number;
}

const DEFAULT_RULE: SignalRule = { on: true, ttlMs: Number.POSITIVE_INFINITY, alarmShare: 0.5 };
/** The rule of every signal that has none of its own. */
const ANY = '*';

/** Rules by the names of signals: those of the context topic, holidays as the calendar calls them, and `time`. */
export class SignalRules {
  readonly #rules: ReadonlyMap<string, SignalRule>;
  readonly #others: SignalRule;

  /** @param given What differs from the default, by name; of `*`, for all without a rule. */
  constructor(given: Readonly<Record<string, Partial<SignalRule>>> = {}) {
    this.#others = { ...DEFAULT_RULE, ...given[ANY] };
    this.#rules = new Map(Object.entries(given).map(([name, rule]) => [name, { ...this.#others, ...rule }]));
  }

  of(name: string): SignalRule {
    return this.#rules.get(name) ?? this.#others;
  }
}

/**
 * The context as offsets and rankings of the present read it: signals that are switched on and not stale; what is left out
 * has no effect, and is never an error. Histories are read from the timeline itself: what held then is past doubt.
 */
export class TrustedContext implements ContextReading {
  /** @param isCurrent Whether the topic was read lately; if not, nobody knows whether an endless signal still holds. */
  constructor(
    private readonly timeline: ContextTimeline,
    private readonly rules: SignalRules,
    private readonly isCurrent: () => boolean = () => true,
  ) {}

  get revision(): number {
    return 2 * this.timeline.revision + (this.isCurrent() ? 0 : 1);
  }

  allows(name: string): boolean {
    return this.rules.of(name).on;
  }

  regionSignals: ContextTimeline['regionSignals'] = (region, time, visit) => {
    this.timeline.regionSignals(region, time, (name, value, period) => {
      if (time < this.#end(name, period)) visit(name, value, period);
    });
  };

  itemSignals: ContextTimeline['itemSignals'] = (region, time, itemId, visit) => {
    this.timeline.itemSignals(region, time, itemId, (name, value, period) => {
      if (time < this.#end(name, period)) visit(name, value, period);
    });
  };

  liveItemSignals(region: string, time: number): LiveItemSignals {
    const all = this.timeline.liveItemSignals(region, time);
    const signals = all.signals.filter(({ name, period }) => time < this.#end(name, period));
    const until = signals.reduce((first, { name, period }) => Math.min(first, this.#end(name, period)), all.until);
    return { until, signals };
  }

  /** Names of region signals that are on and left out at `time` (ms), for nobody knows whether they still hold. */
  staleSignals(region: string, time: number): string[] {
    const stale: string[] = [];
    this.timeline.regionSignals(region, time, (name, _value, period) => {
      if (this.allows(name) && time >= this.#end(name, period)) stale.push(name);
    });
    return stale;
  }

  /** The moment (ms) from which a signal that holds in `period` is not believed. */
  #end(name: string, { from, until }: SignalPeriod): number {
    const { on, ttlMs } = this.rules.of(name);
    if (!on) return Number.NEGATIVE_INFINITY;
    if (until !== Number.POSITIVE_INFINITY) return until;
    if (!this.isCurrent()) return Number.NEGATIVE_INFINITY;
    // What has always held has no age that a limit could be added to.
    return ttlMs === Number.POSITIVE_INFINITY ? ttlMs : from + ttlMs;
  }
}

import type { ContextTimeline, LiveItemSignals } from './context-timeline.js';
import type { SignalPeriod } from './place-periods.js';

/** The context that may be used at a place and time. */
export interface ContextReading
  extends Pick<
    ContextTimeline,
    'revision' | 'itemSignals' | 'liveItemSignals' | 'idOf' | 'numberOf' | 'regionSignals'
  > {
  /** Whether inputs of this name (`time`, a holiday, a signal) are enabled; absent: all are. */
  allows?(name: string): boolean;
}

/** How far one signal is trusted in requests. */
export interface SignalRule {
  /** False: as if it did not exist. */
  on: boolean;
  /** Age (ms) from which an open-ended signal no longer counts. */
  ttlMs: number;
  /** Share of a score, from 0 to 1, above which the signal raises an alarm. */
  alarmShare: number;
}

const DEFAULT_RULE: SignalRule = { on: true, ttlMs: Number.POSITIVE_INFINITY, alarmShare: 0.5 };
/** The rule of every signal without its own. */
const ANY = '*';

/** Rules by the names of signals: those of the context topic, holidays by the calendar's names, and `time`. */
export class SignalRules {
  readonly #rules: ReadonlyMap<string, SignalRule>;
  readonly #others: SignalRule;

  /** @param given Differences from the default, by name; `*` is for all signals without a rule. */
  constructor(given: Readonly<Record<string, Partial<SignalRule>>> = {}) {
    this.#others = { ...DEFAULT_RULE, ...given[ANY] };
    this.#rules = new Map(Object.entries(given).map(([name, rule]) => [name, { ...this.#others, ...rule }]));
  }

  of(name: string): SignalRule {
    return this.#rules.get(name) ?? this.#others;
  }
}

/**
 * The current context for offsets and rankings: signals that are enabled and not stale. A signal that is left out has no
 * effect, and is never an error. Histories use the timeline itself, since past signals are certain.
 */
export class TrustedContext implements ContextReading {
  /** @param isCurrent Whether the topic was read recently; if not, an open-ended signal may no longer hold. */
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

  idOf(number: number): string {
    return this.timeline.idOf(number);
  }

  numberOf(id: string): number | undefined {
    return this.timeline.numberOf(id);
  }

  /** Names of enabled region signals that are left out at `time` (ms), because they may no longer hold. */
  staleSignals(region: string, time: number): string[] {
    const stale: string[] = [];
    this.timeline.regionSignals(region, time, (name, _value, period) => {
      if (this.allows(name) && time >= this.#end(name, period)) stale.push(name);
    });
    return stale;
  }

  /** The time (ms) from which a signal that holds in `period` is not trusted. */
  #end(name: string, { from, until }: SignalPeriod): number {
    const { on, ttlMs } = this.rules.of(name);
    if (!on) return Number.NEGATIVE_INFINITY;
    if (until !== Number.POSITIVE_INFINITY) return until;
    if (!this.isCurrent()) return Number.NEGATIVE_INFINITY;
    // A signal that has always held has no begin to which a limit could be added.
    return ttlMs === Number.POSITIVE_INFINITY ? ttlMs : from + ttlMs;
  }
}

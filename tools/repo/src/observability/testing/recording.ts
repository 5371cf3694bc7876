import { WORKSPACE } from '@stars/cli/command-line';
import { type AlertTest, testAlerts } from './promtool.js';
import type { Series } from './provoked-series.js';
import { readRules } from './rule-files.js';
import { readQuery } from './selectors.js';

/** Counters, and histograms, which count. */
const TYPE = /^# TYPE (\S+) (?:counter|histogram)$/gm;
const SAMPLE = /^((\w+)(?:\{.*\})?) (\S+)$/gm;
const PARTS = /_(bucket|count|sum)$/;
const TIME = /^\w+_timestamp_seconds\b/;
const MINUTE_S = 60;

/** What rules read; other series change nothing. */
const READ = new Set(readRules(WORKSPACE).flatMap(({ expr }) => readQuery(expr).selectors.map(({ metric }) => metric)));

interface Sample {
  /** As it was scraped. */
  raw: number;
  /** As it is in the series. */
  value: number;
  /** What is added in a minute that is like the last one. */
  step: number;
}

/**
 * Scrapes of a running system as Prometheus would have them if a minute lay between two of them. What takes hours goes on as
 * between the last two scrapes: counters rise as fast, gauges stay, and a time that moved goes on with the clock. Counters begin
 * with 0.
 */
export class Recording {
  readonly #start: number;
  readonly #minutes: ReadonlyMap<string, Sample>[] = [];
  readonly #checks: AlertTest['firing'][number][] = [];
  /** By counter, what it is higher in the series than it was scraped. */
  readonly #higher = new Map<string, number>();

  /** @param later The time of the first scrape, seconds from now. */
  constructor(
    private readonly scrape: () => Promise<string>,
    later = 0,
  ) {
    this.#start = Math.floor(Date.now() / 1000) + later;
  }

  /** So many scrapes, with work before each. */
  async minutes(count: number, work: () => Promise<unknown> = async () => undefined): Promise<void> {
    for (let n = 0; n < count; n++) {
      await work();
      this.#add(await this.scrape());
    }
  }

  goesOn(minutes: number): void {
    for (let n = 0; n < minutes; n++) {
      const next = [...this.#minutes.at(-1)!].map(([id, { raw, value, step }]) => {
        if (this.#higher.has(id)) this.#higher.set(id, this.#higher.get(id)! + step);
        return [id, { raw, value: value + step, step }] as const;
      });
      this.#minutes.push(new Map(next));
    }
  }

  /** Exactly these fire now: `alert severity`, and the window of those that have one. */
  fires(...alerts: readonly string[]): void {
    this.#checks.push({ minute: this.#minutes.length - 1, alerts });
  }

  /** Values by series, one for each minute, as promtool reads them. */
  get series(): Series {
    const ids = new Set(this.#minutes.flatMap((minute) => [...minute.keys()]));
    const valuesOf = (id: string): string => this.#minutes.map((minute) => minute.get(id)?.value ?? 'stale').join(' ');
    return Object.fromEntries([...ids].map((id) => [id, valuesOf(id)]));
  }

  /** What promtool says of all that was said to fire. */
  check(promtool: string): ReturnType<typeof testAlerts> {
    const { series } = this;
    return testAlerts(promtool, [{ name: 'recorded', start: this.#start, series, firing: this.#checks }]);
  }

  #add(text: string): void {
    const counters = new Set([...text.matchAll(TYPE)].map(([, name]) => name!));
    const samples = new Map<string, Sample>();
    for (const [, id, metric, raw] of text.matchAll(SAMPLE)) {
      if (!READ.has(metric!)) continue;
      const isCounter = counters.has(metric!) || counters.has(metric!.replace(PARTS, ''));
      samples.set(id!, isCounter ? this.#counted(id!, Number(raw)) : this.#measured(id!, Number(raw)));
    }
    this.#minutes.push(samples);
  }

  #counted(id: string, raw: number): Sample {
    const known = this.#minutes.at(-1)?.get(id);
    // What was counted before the recording is nothing new.
    if (!this.#higher.has(id)) this.#higher.set(id, this.#minutes.length === 0 ? -raw : 0);
    return { raw, value: raw + this.#higher.get(id)!, step: known ? raw - known.raw : 0 };
  }

  #measured(id: string, raw: number): Sample {
    const known = this.#minutes.at(-1)?.get(id);
    if (known === undefined || !TIME.test(id)) return { raw, value: raw, step: 0 };
    if (known.raw === raw) return { raw, value: known.value, step: 0 };
    // It is as old in the series as it was when it was scraped.
    const now = this.#start + this.#minutes.length * MINUTE_S;
    return { raw, value: now - (Date.now() / 1000 - raw), step: MINUTE_S };
  }
}

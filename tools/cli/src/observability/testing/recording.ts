import { WORKSPACE } from '../../workspace.js';
import { readRules } from '../rule-files.js';
import { readQuery } from '../selectors.js';
import { type AlertTest, testAlerts } from './promtool.js';

const TYPE = /^# TYPE (\S+) (\S+)$/gm;
const SAMPLE = /^((stars_\w+)(?:\{.*\})?) (\S+)$/gm;
const PARTS = /_(bucket|count|sum)$/;
const MINUTE_S = 60;

/** What rules read; other series change nothing. */
const READ = new Set(readRules(WORKSPACE).flatMap(({ expr }) => readQuery(expr).selectors.map(({ metric }) => metric)));

interface Sample {
  metric: string;
  /** As it was scraped. */
  raw: number;
  /** As it is in the series. */
  value: number;
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
  readonly #counters = new Set<string>();
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
    const [before, last] = [this.#minutes.at(-2), this.#minutes.at(-1)!];
    for (let n = 1; n <= minutes; n++) {
      const next = [...last].map(([id, { metric, raw, value }]) => {
        const known = before?.get(id);
        const moves = known !== undefined && known.raw !== raw;
        const step = isTime(metric)
          ? Number(moves) * MINUTE_S
          : this.#isCounter(metric)
            ? raw - (known?.raw ?? raw)
            : 0;
        if (n === minutes && this.#isCounter(metric)) this.#higher.set(id, (this.#higher.get(id) ?? 0) + n * step);
        return [id, { metric, raw, value: value + n * step }] as const;
      });
      this.#minutes.push(new Map(next));
    }
  }

  /** Exactly these fire now: `alert severity`, and the window of those that have one. */
  fires(...alerts: readonly string[]): void {
    this.#checks.push({ minute: this.#minutes.length - 1, alerts });
  }

  /** What promtool says of all that was said to fire. */
  check(promtool: string): ReturnType<typeof testAlerts> {
    const ids = new Set(this.#minutes.flatMap((minute) => [...minute.keys()]));
    const valuesOf = (id: string): string => this.#minutes.map((minute) => minute.get(id)?.value ?? 'stale').join(' ');
    const series = Object.fromEntries([...ids].map((id) => [id, valuesOf(id)]));
    return testAlerts(promtool, [{ name: 'recorded', start: this.#start, series, firing: this.#checks }]);
  }

  #add(text: string): void {
    for (const [, name, type] of text.matchAll(TYPE)) if (type !== 'gauge') this.#counters.add(name!);
    const before = this.#minutes.at(-1);
    const now = this.#start + this.#minutes.length * MINUTE_S;
    const samples = new Map<string, Sample>();
    for (const [, id, metric, text_] of text.matchAll(SAMPLE)) {
      if (!READ.has(metric!)) continue;
      const raw = Number(text_);
      const known = before?.get(id!);
      // What was counted earlier is nothing new.
      if (!before && this.#isCounter(metric!)) this.#higher.set(id!, -raw);
      let value = raw + (this.#higher.get(id!) ?? 0);
      // It is as old in the series as it was when it was scraped.
      if (isTime(metric!) && known) value = known.raw === raw ? known.value : now - (Date.now() / 1000 - raw);
      samples.set(id!, { metric: metric!, raw, value });
    }
    this.#minutes.push(samples);
  }

  #isCounter(metric: string): boolean {
    return this.#counters.has(metric) || this.#counters.has(metric.replace(PARTS, ''));
  }
}

const isTime = (metric: string): boolean => metric.endsWith('_timestamp_seconds');

import { type BasketRules, basketRules } from './baskets.js';
import type { FeatureSpec } from './feature-spec.js';
import { HolidayCalendar } from './holidays.js';
import { dayOf, hourOf, LocalClock, weekday } from './local-time.js';
import type { ContextReading } from './trusted-context.js';

const TYPES = 4;
const HOURS = 24;
const WEEKDAYS = 7;
/** Sine and cosine of the first three harmonics of the year. */
const SEASON = 6;
const GAPS = 16;
const HOUR_MS = 3_600_000;

/** Columns of each kind of input in a token's row of F numbers; a kind that the model lacks has no width. */
export type SideLayout = ReturnType<typeof sideLayout>;

export function sideLayout(spec: FeatureSpec) {
  const type = 0;
  const gap = type + TYPES;
  const hour = gap + (spec.recency === false ? 0 : GAPS);
  const timed = spec.context === false ? 0 : 1;
  const weekdayAt = hour + timed * HOURS;
  const season = weekdayAt + timed * WEEKDAYS;
  const holiday = season + timed * SEASON;
  const itemSignal = holiday + spec.holidays.length;
  const regionNumber = itemSignal + spec.itemSignals.reduce((sum, signal) => sum + 1 + signal.values.length, 0);
  const regionCategory = regionNumber + spec.regionNumbers.length;
  const width = regionCategory + spec.regionCategories.reduce((sum, category) => sum + category.values.length, 0);
  return {
    type,
    gap,
    /** First column of the context, which context dropout blanks as a whole. */
    context: hour,
    hour,
    weekday: weekdayAt,
    season,
    holiday,
    itemSignal,
    regionNumber,
    regionCategory,
    /** F */
    width,
  };
}

/** The columns of a row for time, and those after them for the exogenous state, without items' own signals. */
export function requestColumns(layout: SideLayout): {
  time: { column: number; width: number };
  signals: { column: number; width: number }[];
} {
  return {
    time: { column: layout.hour, width: layout.holiday - layout.hour },
    signals: [
      { column: layout.holiday, width: layout.itemSignal - layout.holiday },
      { column: layout.regionNumber, width: layout.width - layout.regionNumber },
    ],
  };
}

/** The signal or holiday of each number of the exogenous state. */
export const signalsOfInputs = (spec: FeatureSpec): string[] => [
  ...spec.holidays,
  ...spec.regionNumbers.map(({ name }) => name),
  ...spec.regionCategories.flatMap(({ name, values }) => values.map(() => name)),
];

/** Log-bucketed time since the previous basket, 1 to 15; 0 if there is none. */
export function gapBucket(milliseconds: number | undefined): number {
  if (milliseconds === undefined) return 0;
  return Math.min(GAPS - 1, 1 + Math.floor(Math.log2(1 + Math.max(0, milliseconds) / HOUR_MS)));
}

/** Most days kept: more than ten years, with bounded memory for any request times. */
const KEPT_DAYS = 5000;

/** Inputs of a local day: sine and cosine of each harmonic of the year, and holidays by their number. */
interface DayInputs {
  season: readonly number[];
  holidays: readonly number[];
}

/** Writes the engagement, recency and context of a token (docs/reference/model-equations.md, Item) as one row of F numbers. */
export class SideEncoder {
  readonly layout: SideLayout;
  /** Which events are a basket. */
  readonly baskets: BasketRules;
  readonly #hasRecency: boolean;
  readonly #hasContext: boolean;
  readonly #clock: LocalClock;
  readonly #holidays: HolidayCalendar;
  readonly #days = new Map<number, DayInputs>();
  readonly #itemSignals = new Map<string, { at: number; values: Map<number, number> }>();
  readonly #regionNumbers = new Map<string, { at: number; mean: number; deviation: number }>();
  readonly #regionCategories = new Map<string, Map<string, number>>();

  constructor(
    spec: FeatureSpec,
    private readonly timeline: ContextReading,
  ) {
    this.#hasRecency = spec.recency !== false;
    this.baskets = basketRules(spec);
    this.#hasContext = spec.context !== false;
    this.layout = sideLayout(spec);
    this.#clock = new LocalClock(spec.timeZone);
    this.#holidays = new HolidayCalendar(spec.country, spec.holidays);
    let at = this.layout.itemSignal;
    for (const { name, values } of spec.itemSignals) {
      this.#itemSignals.set(name, { at, values: new Map(values.map((value, i) => [value, at + 1 + i])) });
      at += 1 + values.length;
    }
    spec.regionNumbers.forEach((scale, i) => {
      this.#regionNumbers.set(scale.name, { at: this.layout.regionNumber + i, ...scale });
    });
    at = this.layout.regionCategory;
    for (const { name, values } of spec.regionCategories) {
      const first = at;
      this.#regionCategories.set(name, new Map(values.map((value, i) => [value, first + i])));
      at += values.length;
    }
  }

  /**
   * @param out The row starts at `base` and is zero there.
   * @param sincePrevious Milliseconds since the previous basket, if there is one.
   */
  write(
    out: Float32Array,
    base: number,
    token: { itemId: string; type: number; time: number; region: string },
    sincePrevious: number | undefined,
  ): void {
    const { layout } = this;
    if (token.type < TYPES) out[base + layout.type + token.type] = 1;
    if (this.#hasRecency) out[base + layout.gap + gapBucket(sincePrevious)] = 1;
    if (!this.#hasContext) return;
    this.#writeState(out, base, token);
    this.timeline.itemSignals(token.region, token.time, token.itemId, (name, value) => {
      const signal = this.#itemSignals.get(name);
      if (!signal) return;
      out[base + signal.at] = 1;
      const own = signal.values.get(value);
      if (own !== undefined) out[base + own] = 1;
    });
  }

  /** Width of the exogenous state z of `writeRequest`. */
  get signalWidth(): number {
    return requestColumns(this.layout).signals.reduce((sum, { width }) => sum + width, 0);
  }

  /**
   * Writes the state at a time and place for the offsets (docs/reference/model-equations.md, Offsets): time to row `row` of `time` [R, T], the
   * exogenous state to that of `signals` [R, Z]. Both rows must be zero before.
   */
  writeRequest(time: Float32Array, signals: Float32Array, row: number, at: { time: number; region: string }): void {
    if (!this.#hasContext) return;
    const whole = new Float32Array(this.layout.width);
    this.#writeState(whole, 0, at);
    const columns = requestColumns(this.layout);
    const { column, width } = columns.time;
    time.set(whole.subarray(column, column + width), row * width);
    let to = row * this.signalWidth;
    for (const part of columns.signals) {
      signals.set(whole.subarray(part.column, part.column + part.width), to);
      to += part.width;
    }
  }

  /** Time and the state of the region. */
  #writeState(out: Float32Array, base: number, token: { time: number; region: string }): void {
    const { layout } = this;
    const local = this.#clock.local(token.time);
    const day = dayOf(local);
    out[base + layout.hour + hourOf(local)] = 1;
    out[base + layout.weekday + weekday(day)] = 1;
    const { season, holidays } = this.#inputsOf(day);
    for (let i = 0; i < SEASON; i++) out[base + layout.season + i] = season[i]!;
    for (const holiday of holidays) out[base + layout.holiday + holiday] = 1;
    this.timeline.regionSignals(token.region, token.time, (name, value) => {
      const scale = this.#regionNumbers.get(name);
      // A value far outside the range of the training data is clipped.
      if (scale && typeof value === 'number' && Number.isFinite(value)) {
        out[base + scale.at] = Math.max(-5, Math.min(5, (value - scale.mean) / scale.deviation));
      }
      const own = this.#regionCategories.get(name)?.get(String(value));
      if (own !== undefined) out[base + own] = 1;
    });
  }

  #inputsOf(day: number): DayInputs {
    let inputs = this.#days.get(day);
    if (!inputs) {
      const angle = (2 * Math.PI * (day % 365.2425)) / 365.2425;
      const season = Array.from({ length: SEASON / 2 }, (_, i) => [
        Math.sin((i + 1) * angle),
        Math.cos((i + 1) * angle),
      ]);
      inputs = { season: season.flat(), holidays: this.#holidays.flags(day) };
      if (this.#days.size >= KEPT_DAYS) this.#days.clear();
      this.#days.set(day, inputs);
    }
    return inputs;
  }
}

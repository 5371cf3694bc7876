const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 86_400_000;
/** Most hours kept: more than ten years, with bounded memory for any request times. */
const KEPT_HOURS = 100_000;

/**
 * Clock time at one place. Offsets are looked up once for each hour of UTC and kept, so a conversion is a map access.
 * A few zones (Newfoundland, Lord Howe) change their offset within a UTC hour: times of such an hour are looked up
 * one by one.
 */
export class LocalClock {
  /** By hour of UTC; NaN if it changes within the hour. */
  readonly #offsets = new Map<number, number>();
  readonly #format: Intl.DateTimeFormat;

  /** @param timeZone IANA name; a RangeError otherwise. */
  constructor(readonly timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** The local clock's reading at `time` (ms UTC), as if it were a UTC time in ms. */
  local(time: number): number {
    const hour = Math.floor(time / HOUR);
    let offset = this.#offsets.get(hour);
    if (offset === undefined) {
      offset = this.#lookUp(hour * HOUR);
      if (this.#lookUp((hour + 1) * HOUR - SECOND) !== offset) offset = Number.NaN;
      if (this.#offsets.size >= KEPT_HOURS) this.#offsets.clear();
      this.#offsets.set(hour, offset);
    }
    return time + (Number.isNaN(offset) ? this.#lookUp(time) : offset);
  }

  /** Days since 1970-01-01 on the local calendar. */
  day(time: number): number {
    return dayOf(this.local(time));
  }

  /** 0 to 23. */
  hour(time: number): number {
    return hourOf(this.local(time));
  }

  /** The zone's offset from UTC at `time`, ms. */
  #lookUp(time: number): number {
    const second = Math.floor(time / SECOND) * SECOND;
    const parts = Object.fromEntries(this.#format.formatToParts(second).map((p) => [p.type, Number(p.value)]));
    const reading = Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!, parts.second!);
    return reading - second;
  }
}

/** Day number and hour of a reading of the local clock: both together cost one conversion. */
export const dayOf = (local: number): number => Math.floor(local / DAY);
export const hourOf = (local: number): number => ((Math.floor(local / HOUR) % 24) + 24) % 24;

/** 0 (Sunday) to 6 of a local day number. */
export const weekday = (day: number): number => (((day + 4) % 7) + 7) % 7;

/** `YYYY-MM-DD` of a local day number. */
export const dayToDate = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Local day number of `YYYY-MM-DD`. */
export const dateToDay = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY);

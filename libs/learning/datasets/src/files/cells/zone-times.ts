const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Times of a clock on the wall as moments. */
export class ZoneTimes {
  readonly #format: Intl.DateTimeFormat;
  /** Offset from UTC, ms, by hour since 1970. */
  readonly #offsets = new Map<number, number>();

  /** @param zone IANA name; a RangeError otherwise */
  constructor(readonly zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  }

  /**
   * @param wallMs What the clock shows, as if it were UTC, ms since 1970
   * @returns The moment, ms since 1970. Of an hour that comes twice, the first; in an hour that is skipped, as the clock would go on.
   */
  moment(wallMs: number): number {
    const before = wallMs - this.#offset(wallMs - DAY_MS);
    if (before + this.#offset(before) === wallMs) return before;
    const after = wallMs - this.#offset(wallMs + DAY_MS);
    return after + this.#offset(after) === wallMs ? after : before;
  }

  #offset(ms: number): number {
    const hour = Math.floor(ms / HOUR_MS);
    let offset = this.#offsets.get(hour);
    if (offset === undefined) {
      const name = this.#format.formatToParts(hour * HOUR_MS).find(({ type }) => type === 'timeZoneName')?.value ?? '';
      const [, sign, hours = '0', minutes = '0'] = /GMT([+-])(\d+):?(\d+)?/.exec(name) ?? [];
      offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
      this.#offsets.set(hour, offset);
    }
    return offset;
  }
}

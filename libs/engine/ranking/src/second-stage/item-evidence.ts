import { byDay } from './by-day.js';
import type { SessionLog } from './session-log.js';

/** Days of the windows in which views and additions to the cart are counted. */
export const EVIDENCE_WINDOWS = [7, 28] as const;
/** Place in `EVIDENCE_WINDOWS`. */
export const EVIDENCE_MONTH = 1;

/** Counts the events of one other kind (distinct user and day), on the same mornings as `ItemStatistics`. I items. */
export class ItemEvidence {
  /** [I] each, by window. */
  readonly windows: readonly Float32Array[];
  readonly #sessionOf: Uint32Array;
  readonly #order: Uint32Array;
  #entered = 0;
  readonly #left: number[] = EVIDENCE_WINDOWS.map(() => 0);

  constructor(
    private readonly log: SessionLog,
    items: number,
  ) {
    this.windows = EVIDENCE_WINDOWS.map(() => new Float32Array(items));
    this.#sessionOf = new Uint32Array(log.item.length);
    for (let session = 0; session < log.day.length; session++) {
      this.#sessionOf.fill(session, log.itemOffsets[session]!, log.itemOffsets[session + 1]!);
    }
    this.#order = byDay(log, this.#sessionOf);
  }

  /** Moves on to the morning of `day`; days never go back. */
  advanceTo(day: number): void {
    const { log } = this;
    const order = this.#order;
    const dayOf = (n: number): number => log.day[this.#sessionOf[order[n]!]!]!;
    for (; this.#entered < order.length && dayOf(this.#entered) < day; this.#entered++) {
      for (const counts of this.windows) counts[log.item[order[this.#entered]!]!]!++;
    }
    EVIDENCE_WINDOWS.forEach((days, w) => {
      let at = this.#left[w]!;
      for (; at < this.#entered && dayOf(at) < day - days; at++) this.windows[w]![log.item[order[at]!]!]!--;
      this.#left[w] = at;
    });
  }
}

import { LIMITS } from '@stars/contracts';
import type { UserHistory } from './histories.js';
import { REPEAT_AGES, RepeatedItems } from './repeated-items.js';

/** What the users of some rows had before; see the model's OwnItems. */
export interface OwnItemArrays {
  width: number;
  rows: Int32Array;
  ages: Float32Array;
}

/** Collects what the users of one head's output rows had before. */
export class RepeatCollector {
  readonly #rows: RepeatedItems<number>[] = [];
  #last: { history: UserHistory; end: number; now: number } | undefined;

  constructor(private readonly evidence: (type: number) => number) {}

  /** The next row's user had the last events before event `end`, as of `now` (ms): as many as a profile keeps. */
  add(history: UserHistory, end: number, now: number): void {
    const last = this.#last;
    if (last && last.history === history && last.end === end && last.now === now) {
      this.#rows.push(this.#rows.at(-1)!);
      return;
    }
    const had = new RepeatedItems<number>(now, this.evidence);
    for (let n = Math.max(0, end - LIMITS.historyEvents); n < end; n++)
      had.add(history.item[n]!, history.type[n]!, history.time[n]!);
    this.#rows.push(had);
    this.#last = { history, end, now };
  }

  /** @param slot The place of each item in the call. */
  arrays(slot: (item: number) => number): OwnItemArrays {
    const width = this.#rows.reduce((most, { items }) => Math.max(most, items.length), 0);
    const K = REPEAT_AGES.length;
    const rows = new Int32Array(this.#rows.length * width).fill(-1);
    const ages = new Float32Array(rows.length * K);
    this.#rows.forEach((had, n) => {
      had.items.forEach((item, m) => {
        rows[n * width + m] = slot(item);
      });
      ages.set(had.ages, n * width * K);
    });
    return { width, rows, ages };
  }
}

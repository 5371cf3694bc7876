import { groupCount } from './group-count.js';
import type { SessionLog } from './session-log.js';

/** Days in which the weight of something newly tried falls to 1/e. */
const NOVELTY_DECAY = 60;
/** How many of the last sessions show what the user does at present. */
const LATEST = 5;

/** How one user tries unseen items, in all and in each group. It is read for one user after the other. */
export class OwnNovelty {
  /** Share of unseen items among all purchases, and among those of the last sessions. */
  share = 0;
  latestShare = 0;
  /** Mean number of items of the last sessions, and items of the very last. */
  latestSize = 0;
  lastSize = 0;
  /** By level: distinct items, newly tried items decayed by age, and the day of the latest of them. [G] each. */
  readonly groups: { touched: number[]; distinct: Int32Array; tried: Float64Array; lastTried: Int32Array }[];
  readonly #had = new Set<number>();

  constructor(private readonly levels: readonly Int32Array[]) {
    this.groups = levels.map((level) => {
      const size = groupCount(level);
      return {
        touched: [],
        distinct: new Int32Array(size),
        tried: new Float64Array(size),
        lastTried: new Int32Array(size),
      };
    });
  }

  /** Reads the sessions `from` to `to` (exclusive) of one user, all before `day`. */
  read(log: SessionLog, from: number, to: number, day: number): void {
    this.#clear();
    let latestNew = 0;
    for (let session = from; session < to; session++) {
      const weight = Math.exp((log.day[session]! - day) / NOVELTY_DECAY);
      for (let at = log.itemOffsets[session]!; at < log.itemOffsets[session + 1]!; at++) {
        const item = log.item[at]!;
        if (this.#had.has(item)) continue;
        this.#had.add(item);
        if (to - session <= LATEST) latestNew++;
        this.#addTried(item, log.day[session]!, weight);
      }
    }
    if (to === from) return;
    const latest = Math.min(LATEST, to - from);
    const purchasesSince = (session: number): number => log.itemOffsets[to]! - log.itemOffsets[session]!;
    this.share = this.#had.size / purchasesSince(from);
    this.latestShare = latestNew / purchasesSince(to - latest);
    this.latestSize = purchasesSince(to - latest) / latest;
    this.lastSize = purchasesSince(to - 1);
  }

  #addTried(item: number, day: number, weight: number): void {
    for (let l = 0; l < this.levels.length; l++) {
      const group = this.levels[l]![item]!;
      if (group < 0) continue;
      const own = this.groups[l]!;
      if (own.distinct[group]!++ === 0) own.touched.push(group);
      own.tried[group]! += weight;
      own.lastTried[group] = day;
    }
  }

  #clear(): void {
    for (const own of this.groups) {
      for (const group of own.touched) {
        own.distinct[group] = 0;
        own.tried[group] = 0;
      }
      own.touched.length = 0;
    }
    this.#had.clear();
    this.share = 0;
    this.latestShare = 0;
    this.latestSize = 0;
    this.lastSize = 0;
  }
}

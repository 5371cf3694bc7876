import { DecayedWeights } from './decayed-weights.js';
import { atLeast } from './numbered-keys.js';
import type { PurchaseHistory } from './purchase-history.js';
import type { SessionLog } from './session-log.js';

/** In which the weight of something newly tried falls to 1/e: 60 days. */
const NOVELTY_WEIGHTS = new DecayedWeights([60]);
/** How many of the last sessions show what the user does at present. */
const LATEST = 5;

/** By number of the group in the user's history: distinct items, newly tried items decayed by age, and the day of the latest of them. */
export interface GroupNovelty {
  distinct: Int32Array;
  tried: Float64Array;
  lastTried: Int32Array;
}

/** How one user tries unseen items, in all and in each group. It is read for one user after the other. */
export class OwnNovelty {
  /** Share of unseen items among all purchases, and among those of the last sessions. */
  share = 0;
  latestShare = 0;
  /** Mean number of items of the last sessions, and items of the very last. */
  latestSize = 0;
  lastSize = 0;
  readonly groups: readonly GroupNovelty[];

  constructor(private readonly levels: readonly Int32Array[]) {
    this.groups = levels.map(() => ({
      distinct: new Int32Array(1),
      tried: new Float64Array(1),
      lastTried: new Int32Array(1),
    }));
  }

  /** @param history Of the sessions before `to` of the log. @param day That of the request. */
  read(history: PurchaseHistory, log: SessionLog, to: number, day: number): void {
    const { items, sessions, firstSession, firstDay, purchases } = history;
    this.levels.forEach((_, l) => {
      clear(this.groups[l]!, history.groups[l]!.groups.size + 1);
    });
    let latestNew = 0;
    for (let n = 1; n <= items.size; n++) {
      if (sessions - firstSession[n]! <= LATEST) latestNew++;
      for (let l = 0; l < this.levels.length; l++) {
        const group = history.groups[l]!.groups.numberOf(this.levels[l]![items.keys[n]!]!);
        if (group === 0) continue;
        const own = this.groups[l]!;
        own.distinct[group]!++;
        NOVELTY_WEIGHTS.addTo(own.tried, group, day - firstDay[n]!);
        own.lastTried[group] = firstDay[n]!;
      }
    }
    const latest = Math.min(LATEST, sessions);
    const inLatest = log.itemOffsets[to]! - log.itemOffsets[to - latest]!;
    this.share = items.size / Math.max(1, purchases);
    this.latestShare = latestNew / Math.max(1, inLatest);
    this.latestSize = inLatest / Math.max(1, latest);
    this.lastSize = latest > 0 ? log.itemOffsets[to]! - log.itemOffsets[to - 1]! : 0;
  }
}

function clear(own: GroupNovelty, size: number): void {
  own.distinct = atLeast(own.distinct, size);
  own.tried = atLeast(own.tried, size);
  own.lastTried = atLeast(own.lastTried, size);
  own.distinct.fill(0, 0, size);
  own.tried.fill(0, 0, size);
}

import { groupCount } from './group-count.js';
import type { SessionLog } from './session-log.js';

/** Days, and sessions, in which the weight of a purchase falls to 1/e. */
export const DAY_DECAYS = [7, 15, 30, 60, 90, 180, 365] as const;
export const SESSION_DECAYS = [1.5, 4, 10, 25] as const;
/** Place in `DAY_DECAYS` of the decay that orders the repeat candidates. */
export const ORDER_DECAY = 4;
export const GROUP_DECAYS = [30, 120] as const;
/** Each of the last sessions by itself. */
export const LATEST_SESSIONS = 6;

const DAYS = DAY_DECAYS.length;
const SESSIONS = SESSION_DECAYS.length;
const GROUPS = GROUP_DECAYS.length;

/** One user's history until a morning: by item and by group, in dense arrays that are emptied after use. I items. */
export class PurchaseHistory {
  /** Distinct items of the user in order of first purchase. */
  readonly items: number[] = [];
  readonly count: Int32Array;
  readonly firstDay: Int32Array;
  readonly lastDay: Int32Array;
  /** Number of the session among the user's, from 0. */
  readonly firstSession: Int32Array;
  readonly lastSession: Int32Array;
  /** Days between the last two purchases, and the two before; 0 if there are none. */
  readonly gap: Int32Array;
  readonly gapBefore: Int32Array;
  readonly sameWeekday: Int32Array;
  readonly sameDaypart: Int32Array;
  /** Bit v: bought in the last session but v. */
  readonly latest: Uint8Array;
  readonly logSizes: Float64Array;
  /** [I · D] */
  readonly byDay: Float64Array;
  readonly bySession: Float64Array;
  readonly groups: {
    touched: number[];
    count: Int32Array;
    lastDay: Int32Array;
    decayed: Float64Array;
  }[];
  sessions = 0;
  purchases = 0;
  lastSessionDay = 0;
  /** Mean days between sessions, of the last ten. */
  meanGap = 0;
  meanSize = 0;

  constructor(
    items: number,
    private readonly levels: readonly Int32Array[],
  ) {
    const ints = (): Int32Array => new Int32Array(items);
    this.count = ints();
    this.firstDay = ints();
    this.lastDay = ints();
    this.firstSession = ints();
    this.lastSession = ints();
    this.gap = ints();
    this.gapBefore = ints();
    this.sameWeekday = ints();
    this.sameDaypart = ints();
    this.latest = new Uint8Array(items);
    this.logSizes = new Float64Array(items);
    this.byDay = new Float64Array(items * DAYS);
    this.bySession = new Float64Array(items * SESSIONS);
    this.groups = levels.map((level) => {
      const size = groupCount(level);
      return {
        touched: [],
        count: new Int32Array(size),
        lastDay: new Int32Array(size),
        decayed: new Float64Array(size * GROUPS),
      };
    });
  }

  /** Reads the sessions `from` to `to` (exclusive) of one user, all before `day`. */
  read(log: SessionLog, from: number, to: number, day: number, hour: number): void {
    this.#clear();
    this.sessions = to - from;
    this.purchases = log.itemOffsets[to]! - log.itemOffsets[from]!;
    if (this.sessions > 0) {
      this.lastSessionDay = log.day[to - 1]!;
      const back = Math.min(10, this.sessions);
      this.meanGap = (day - log.day[to - back]!) / back;
      this.meanSize = this.purchases / this.sessions;
    }
    const dayWeights = new Float64Array(DAYS);
    const sessionWeights = new Float64Array(SESSIONS);
    for (let session = from; session < to; session++) {
      const age = day - log.day[session]!;
      const back = to - session;
      DAY_DECAYS.forEach((days, d) => {
        dayWeights[d] = Math.exp(-age / days);
      });
      SESSION_DECAYS.forEach((sessions, d) => {
        sessionWeights[d] = Math.exp(-back / sessions);
      });
      const groupWeights = GROUP_DECAYS.map((days) => Math.exp(-age / days));
      const logSize = Math.log(log.itemOffsets[session + 1]! - log.itemOffsets[session]!);
      const weekday = age % 7 === 0 ? 1 : 0;
      const daypart = Math.abs(log.hour[session]! - hour) <= 2 ? 1 : 0;
      for (let at = log.itemOffsets[session]!; at < log.itemOffsets[session + 1]!; at++) {
        const item = log.item[at]!;
        this.#addPurchase(item, log.day[session]!, session - from);
        this.sameWeekday[item]! += weekday;
        this.sameDaypart[item]! += daypart;
        this.logSizes[item]! += logSize;
        if (back <= LATEST_SESSIONS) this.latest[item]! |= 1 << (back - 1);
        for (let d = 0; d < DAYS; d++) this.byDay[item * DAYS + d]! += dayWeights[d]!;
        for (let d = 0; d < SESSIONS; d++) this.bySession[item * SESSIONS + d]! += sessionWeights[d]!;
        this.#addToGroups(item, log.day[session]!, groupWeights);
      }
    }
  }

  /** The user's items, those bought often and lately first; ties to the lower number. */
  inOrder(): number[] {
    const { byDay } = this;
    return [...this.items].sort((a, b) => byDay[b * DAYS + ORDER_DECAY]! - byDay[a * DAYS + ORDER_DECAY]! || a - b);
  }

  #addPurchase(item: number, day: number, session: number): void {
    if (this.count[item]!++ === 0) {
      this.items.push(item);
      this.firstDay[item] = day;
      this.firstSession[item] = session;
    } else {
      this.gapBefore[item] = this.gap[item]!;
      this.gap[item] = day - this.lastDay[item]!;
    }
    this.lastDay[item] = day;
    this.lastSession[item] = session;
  }

  #addToGroups(item: number, day: number, weights: readonly number[]): void {
    for (let l = 0; l < this.levels.length; l++) {
      const group = this.levels[l]![item]!;
      if (group < 0) continue;
      const own = this.groups[l]!;
      if (own.count[group]!++ === 0) own.touched.push(group);
      own.lastDay[group] = day;
      for (let d = 0; d < GROUPS; d++) own.decayed[group * GROUPS + d]! += weights[d]!;
    }
  }

  #clear(): void {
    for (const item of this.items) {
      this.count[item] = 0;
      this.gap[item] = 0;
      this.gapBefore[item] = 0;
      this.sameWeekday[item] = 0;
      this.sameDaypart[item] = 0;
      this.latest[item] = 0;
      this.logSizes[item] = 0;
      // For so few values a loop is several times as fast as `fill`.
      for (let d = 0; d < DAYS; d++) this.byDay[item * DAYS + d] = 0;
      for (let d = 0; d < SESSIONS; d++) this.bySession[item * SESSIONS + d] = 0;
    }
    this.items.length = 0;
    for (const own of this.groups) {
      for (const group of own.touched) {
        own.count[group] = 0;
        own.decayed.fill(0, group * GROUPS, group * GROUPS + GROUPS);
      }
      own.touched.length = 0;
    }
    this.sessions = 0;
    this.purchases = 0;
    this.meanGap = 0;
    this.meanSize = 0;
  }
}

import { DecayedWeights } from './decayed-weights.js';
import { atLeast, NumberedKeys } from './numbered-keys.js';
import type { SessionLog } from './session-log.js';

/** Days, and sessions, in which the weight of a purchase falls to 1/e. */
export const DAY_DECAYS = [7, 15, 30, 60, 90, 365] as const;
export const SESSION_DECAYS = [1.5, 4, 10, 25] as const;
/** Place in `DAY_DECAYS` of the decay that orders the repeat candidates. */
export const ORDER_DECAY = 4;
export const GROUP_DECAYS = [30, 120] as const;

const DAYS = DAY_DECAYS.length;
const SESSIONS = SESSION_DECAYS.length;
const GROUPS = GROUP_DECAYS.length;

const DAY_WEIGHTS = new DecayedWeights(DAY_DECAYS);
const SESSION_WEIGHTS = new DecayedWeights(SESSION_DECAYS);
const GROUP_WEIGHTS = new DecayedWeights(GROUP_DECAYS);

/** What one user bought from the groups of one level. Arrays are by number of the group; place 0 stands for other groups. */
export class GroupHistory {
  readonly groups = new NumberedKeys();
  count = new Int32Array(1);
  lastDay = new Int32Array(1);
  /** [· GROUP_DECAYS] */
  decayed = new Float64Array(GROUPS);

  add(group: number, day: number, age: number): void {
    const { size } = this.groups;
    const n = this.groups.add(group);
    if (n > size) this.#startAt(n);
    this.count[n]!++;
    this.lastDay[n] = day;
    GROUP_WEIGHTS.addTo(this.decayed, n * GROUPS, age);
  }

  #startAt(n: number): void {
    this.count = atLeast(this.count, n + 1);
    this.lastDay = atLeast(this.lastDay, n + 1);
    this.decayed = atLeast(this.decayed, (n + 1) * GROUPS);
    this.count[n] = 0;
    for (let d = 0; d < GROUPS; d++) this.decayed[n * GROUPS + d] = 0;
  }
}

/** Arrays of a history with one number an item. */
const BY_ITEM = [
  ...(['count', 'firstDay', 'lastDay', 'firstSession', 'lastSession'] as const),
  ...(['gap', 'sameWeekday', 'sameDaypart'] as const),
];

/** One user's history until a morning. Arrays are by number of the item; place 0 stands for items that the user never had. */
export class PurchaseHistory {
  /** Distinct items of the user in order of first purchase. */
  readonly items = new NumberedKeys();
  count = new Int32Array(1);
  firstDay = new Int32Array(1);
  lastDay = new Int32Array(1);
  /** Number of the session among the user's, from 0. */
  firstSession = new Int32Array(1);
  lastSession = new Int32Array(1);
  /** Days between the last two purchases; 0 if there are none. */
  gap = new Int32Array(1);
  sameWeekday = new Int32Array(1);
  sameDaypart = new Int32Array(1);
  /** [· DAY_DECAYS] and [· SESSION_DECAYS] */
  byDay = new Float64Array(DAYS);
  bySession = new Float64Array(SESSIONS);
  readonly groups: readonly GroupHistory[];
  sessions = 0;
  purchases = 0;
  lastSessionDay = 0;
  /** Mean days between sessions, of the last ten. */
  meanGap = 0;
  meanSize = 0;

  constructor(private readonly levels: readonly Int32Array[]) {
    this.groups = levels.map(() => new GroupHistory());
  }

  has(item: number): boolean {
    return this.items.numberOf(item) > 0;
  }

  /** Reads the sessions `from` to `to` (exclusive) of one user, all before `day`. */
  read(log: SessionLog, from: number, to: number, day: number, hour: number): void {
    this.items.clear();
    for (const { groups } of this.groups) groups.clear();
    this.sessions = to - from;
    this.purchases = log.itemOffsets[to]! - log.itemOffsets[from]!;
    this.items.reserve(this.purchases);
    this.#reserve(this.purchases + 1);
    const back = Math.min(10, this.sessions);
    this.meanGap = back > 0 ? (day - log.day[to - back]!) / back : 0;
    this.meanSize = back > 0 ? this.purchases / this.sessions : 0;
    if (back > 0) this.lastSessionDay = log.day[to - 1]!;
    for (let session = from; session < to; session++) {
      const on = log.day[session]!;
      const age = day - on;
      const back = to - session;
      const weekday = age % 7 === 0 ? 1 : 0;
      const daypart = Math.abs(log.hour[session]! - hour) <= 2 ? 1 : 0;
      for (let at = log.itemOffsets[session]!; at < log.itemOffsets[session + 1]!; at++) {
        const item = log.item[at]!;
        const n = this.#addPurchase(item, on, session - from);
        this.sameWeekday[n]! += weekday;
        this.sameDaypart[n]! += daypart;
        DAY_WEIGHTS.addTo(this.byDay, n * DAYS, age);
        SESSION_WEIGHTS.addTo(this.bySession, n * SESSIONS, back);
        for (let l = 0; l < this.levels.length; l++) {
          const group = this.levels[l]![item]!;
          if (group >= 0) this.groups[l]!.add(group, on, age);
        }
      }
    }
  }

  /** Numbers of the user's items, those bought often and lately first; ties to the lower item. */
  inOrder(): Int32Array {
    const { byDay } = this;
    const { keys, size } = this.items;
    const numbers = new Int32Array(size);
    for (let n = 0; n < size; n++) numbers[n] = n + 1;
    return numbers.sort(
      (a, b) => byDay[b * DAYS + ORDER_DECAY]! - byDay[a * DAYS + ORDER_DECAY]! || keys[a]! - keys[b]!,
    );
  }

  /** @returns the number of the item */
  #addPurchase(item: number, day: number, session: number): number {
    const { size } = this.items;
    const n = this.items.add(item);
    if (n > size) this.#startAt(n, day, session);
    else this.gap[n] = day - this.lastDay[n]!;
    this.count[n]!++;
    this.lastDay[n] = day;
    this.lastSession[n] = session;
    return n;
  }

  #startAt(n: number, day: number, session: number): void {
    this.count[n] = 0;
    this.firstDay[n] = day;
    this.firstSession[n] = session;
    this.gap[n] = 0;
    this.sameWeekday[n] = 0;
    this.sameDaypart[n] = 0;
    for (let d = 0; d < DAYS; d++) this.byDay[n * DAYS + d] = 0;
    for (let d = 0; d < SESSIONS; d++) this.bySession[n * SESSIONS + d] = 0;
  }

  #reserve(size: number): void {
    if (size <= this.count.length) return;
    for (const name of BY_ITEM) this[name] = atLeast(this[name], size);
    this.byDay = atLeast(this.byDay, this.count.length * DAYS);
    this.bySession = atLeast(this.bySession, this.count.length * SESSIONS);
  }
}

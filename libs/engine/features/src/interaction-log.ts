import {
  countedType,
  IdSet,
  idBits,
  isBrowsing,
  isEngagement,
  type Subject,
  standingPlaces,
  standingType,
  subjectId,
} from '@stars/contracts';
import { type BrowsingLog, BrowsingRows } from './browsing-log.js';
import { InteractionColumns } from './interaction-columns.js';
import { Interner } from './interner.js';

/**
 * Every interaction of one tenant that stands (see `standingEvents`) in columns, sorted by user, then time, then arrival. Strings are dense
 * indices here. User u's rows are `userOffsets[u]` to `userOffsets[u + 1]` (exclusive). N rows, U users.
 */
export interface InteractionLog {
  users: string[];
  items: string[];
  /** Index 0 is "" (no region). */
  regions: string[];
  /** [U + 1] */
  userOffsets: Uint32Array;
  /** [N] index into `items`. */
  item: Uint32Array;
  /** [N] milliseconds since 1970, UTC. */
  time: Float64Array;
  /** [N] `InteractionType`. */
  type: Uint8Array;
  /** [N] index into `regions`. */
  region: Uint32Array;
  /** [N] order of arrival on the bus: breaks ties that are not baskets. */
  arrival: Uint32Array;
  /** [N] explicit value such as a rating; NaN if there is none. */
  value: Float32Array;
  /** [N] 32-bit hash of the session id; 0 if there is none. */
  session: Uint32Array;
  /** What these users looked around in; absent: nothing is known. */
  browsing?: BrowsingLog;
}

/** One interaction for a builder. */
export interface InteractionRow extends Subject {
  /** A row of an id that is held already is the same row. Absent: it is not compared. */
  eventId?: string;
  userId: string;
  type: number;
  time: number;
  region: string;
  value?: number;
  sessionId: string;
}

const NO_ID = [0, 0] as const;

/** FNV-1a, 32 bits: enough to separate the few sessions of one user. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/**
 * Collects rows in order of arrival and sorts them into an InteractionLog. With a limit it keeps the newest rows; of equal
 * times, those that arrived first. A repeated row counts once, however much came between: it is compared with all rows that are held,
 * and what was dropped is too old to come back.
 */
export class InteractionLogBuilder {
  readonly #users = new Interner();
  readonly #items = new Interner();
  readonly #regions = new Interner();
  readonly #rows = new InteractionColumns();
  /** Of the rows that are held. */
  #ids = new IdSet();
  #dropped = 0;
  readonly #browsing = new BrowsingRows();

  /** @param maxRows Twice as many are held at a time, never more. */
  constructor(private readonly maxRows = Number.POSITIVE_INFINITY) {
    this.#regions.of('');
  }

  /** Rows left out because they are older than the `maxRows` newest; final once the log is built. Repeated ones count again. */
  get left(): number {
    return this.#dropped;
  }

  get length(): number {
    return this.#rows.length;
  }

  /** @param position Where it is on the bus, if rows do not come in that order: of all rows or of none. */
  add(row: InteractionRow, position?: number): void {
    const rows = this.#rows;
    if (rows.length >= 2 * this.maxRows) this.#keepNewest();
    const [high, low] = row.eventId ? idBits(row.eventId) : NO_ID;
    if (low !== 0 && !this.#ids.addBits(high, low)) return;
    rows.grow();
    const at = rows.length++;
    rows.user[at] = this.#users.of(row.userId);
    rows.item[at] = this.#items.of(subjectId(row));
    rows.time[at] = row.time;
    rows.type[at] = countedType(row);
    rows.region[at] = this.#regions.of(row.region);
    rows.value[at] = row.value ?? Number.NaN;
    rows.session[at] = row.sessionId === '' ? 0 : hash32(row.sessionId);
    rows.idHigh[at] = high;
    rows.idLow[at] = low;
    if (position !== undefined) rows.setPosition(at, position);
  }

  /** As if rows had come in the order of their positions. */
  #inOrder(): void {
    const rows = this.#rows;
    if (rows.position.length === 0) return;
    rows.sort();
    rows.position = new Float64Array(0);
    this.#users.renumber(rows.user, rows.length);
    this.#items.renumber(rows.item, rows.length);
    this.#regions.renumber(rows.region, rows.length, ['']);
  }

  /** A row dropped here has `maxRows` newer rows, so no later row can bring it back. */
  #keepNewest(): void {
    const { maxRows } = this;
    const rows = this.#rows;
    if (rows.length <= maxRows) return;
    const cutoff = rows.time.slice(0, rows.length).sort()[rows.length - maxRows]!;
    let newer = 0;
    for (let row = 0; row < rows.length; row++) if (rows.time[row]! > cutoff) newer++;
    let ties = maxRows - newer;
    let kept = 0;
    this.#ids = new IdSet();
    for (let row = 0; row < rows.length; row++) {
      const time = rows.time[row]!;
      if (time < cutoff || (time === cutoff && ties-- <= 0)) continue;
      if (rows.idLow[row] !== 0) this.#ids.addBits(rows.idHigh[row]!, rows.idLow[row]!);
      rows.move(row, kept++);
    }
    this.#dropped += rows.length - kept;
    rows.length = kept;
    // Users without an event that is kept would grow without limit.
    this.#users.renumber(rows.user, rows.length);
  }

  /** As if neither a refund nor its purchase had come, nor any dislike: see `standingPlaces`. Puts browsing aside. */
  #keepStanding(): void {
    const rows = this.#rows;
    const columns = {
      itemAt: (row: number) => rows.item[row]!,
      typeAt: (row: number) => rows.type[row]!,
      timeAt: (row: number) => rows.time[row]!,
    };
    if (rows.type.subarray(0, rows.length).every(isEngagement)) return;
    const offsets = this.#userOffsets();
    const order = orderOf(rows, offsets);
    const stands = new Uint8Array(rows.length);
    for (let u = 0; u + 1 < offsets.length; u++) {
      const standing = standingPlaces(order.subarray(offsets[u], offsets[u + 1]), columns);
      for (let i = 0; i < standing.length; i++) stands[standing[i]!] = 1;
    }
    for (const row of order) {
      if (!isBrowsing(rows.type[row]!)) continue;
      const [userId, subject] = [this.#users.strings[rows.user[row]!]!, this.#items.strings[rows.item[row]!]!];
      this.#browsing.add(userId, subject, rows.time[row]!);
    }
    let kept = 0;
    for (let row = 0; row < rows.length; row++) {
      if (!stands[row]) continue;
      rows.type[row] = standingType(rows.type[row]!);
      rows.move(row, kept++);
    }
    rows.length = kept;
    this.#users.renumber(rows.user, kept);
    this.#items.renumber(rows.item, kept);
    this.#regions.renumber(rows.region, kept, ['']);
  }

  /** [U + 1] Where each user's rows begin, once rows are sorted by user. */
  #userOffsets(): Uint32Array {
    const { user, length } = this.#rows;
    const users = this.#users.strings.length;
    const offsets = new Uint32Array(users + 1);
    for (let i = 0; i < length; i++) offsets[user[i]! + 1]!++;
    for (let u = 0; u < users; u++) offsets[u + 1]! += offsets[u]!;
    return offsets;
  }

  build(): InteractionLog {
    const rows = this.#rows;
    this.#keepNewest();
    this.#inOrder();
    this.#keepStanding();
    const n = rows.length;
    const userOffsets = this.#userOffsets();
    const order = orderOf(rows, userOffsets);
    const log: InteractionLog = {
      users: this.#users.strings,
      items: this.#items.strings,
      regions: this.#regions.strings,
      userOffsets,
      item: new Uint32Array(n),
      time: new Float64Array(n),
      type: new Uint8Array(n),
      region: new Uint32Array(n),
      arrival: order,
      value: new Float32Array(n),
      session: new Uint32Array(n),
    };
    for (let i = 0; i < n; i++) {
      const from = order[i]!;
      log.item[i] = rows.item[from]!;
      log.time[i] = rows.time[from]!;
      log.type[i] = rows.type[from]!;
      log.region[i] = rows.region[from]!;
      log.value[i] = rows.value[from]!;
      log.session[i] = rows.session[from]!;
    }
    const browsing = this.#browsing.build(log.users);
    return browsing ? { ...log, browsing } : log;
  }
}

/** Rows by user, time and arrival. JavaScript sorts no more than 128 million numbers by a comparison: it has only those of one user. */
function orderOf({ user, time, length }: InteractionColumns, userOffsets: Uint32Array): Uint32Array {
  const order = new Uint32Array(length);
  const next = userOffsets.slice();
  for (let row = 0; row < length; row++) order[next[user[row]!]!++] = row;
  for (let u = 0; u + 1 < userOffsets.length; u++) {
    order.subarray(userOffsets[u], userOffsets[u + 1]).sort((a, b) => time[a]! - time[b]! || a - b);
  }
  return order;
}

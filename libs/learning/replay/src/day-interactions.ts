import { type InteractionLog, isTargetType, type LocalClock, type TargetKind } from '@stars/features';

/**
 * Distinct (user, local day, item), as the first row of each, in the log's order (user, then time).
 * M interactions, U users.
 */
export interface DayInteractions {
  /** [U + 1] */
  userOffsets: Uint32Array;
  /** [M] row of the log. */
  row: Uint32Array;
  /** [M] local day number. */
  day: Int32Array;
  /** [M] index of the item: of the log's items, or of the catalogue after `inCatalogue`. */
  item: Uint32Array;
  /** [M] the user's first row of that day, of any kind: what was known before it was known when the day's session began. */
  begin: Uint32Array;
}

export interface DayInteractionsOptions {
  /** [U] where each user's rows end (exclusive); absent: all rows. */
  ends?: Uint32Array;
  /** Absent: events of every kind. */
  target?: TargetKind;
}

/** Every distinct (user, local day, item) of the log, or of its target events; `item` is an index into `log.items`. */
export function dayInteractions(
  log: InteractionLog,
  clock: LocalClock,
  { ends, target }: DayInteractionsOptions = {},
): DayInteractions {
  const n = log.item.length;
  const row = new Uint32Array(n);
  const day = new Int32Array(n);
  const item = new Uint32Array(n);
  const begin = new Uint32Array(n);
  const userOffsets = new Uint32Array(log.users.length + 1);
  const lastSeen = new Uint32Array(log.items.length);
  let userDay = 0;
  let first = 0;
  let m = 0;
  for (let u = 0; u < log.users.length; u++) {
    let previous = Number.NaN;
    const end = ends?.[u] ?? log.userOffsets[u + 1]!;
    for (let r = log.userOffsets[u]!; r < end; r++) {
      const d = clock.day(log.time[r]!);
      if (d !== previous) {
        userDay++;
        first = r;
      }
      previous = d;
      if (target !== undefined && !isTargetType(target, log.type[r]!)) continue;
      const i = log.item[r]!;
      if (lastSeen[i] === userDay) continue;
      lastSeen[i] = userDay;
      row[m] = r;
      day[m] = d;
      item[m] = i;
      begin[m] = first;
      m++;
    }
    userOffsets[u + 1] = m;
  }
  return { userOffsets, ...firstOf(m, { row, day, item, begin }) };
}

const firstOf = (m: number, { row, day, item, begin }: Omit<DayInteractions, 'userOffsets'>) => ({
  row: row.slice(0, m),
  day: day.slice(0, m),
  item: item.slice(0, m),
  begin: begin.slice(0, m),
});

/** The interactions whose item is in the catalogue; `item` becomes the catalogue's index. */
export function inCatalogue(all: DayInteractions, catalogueOf: Int32Array): DayInteractions {
  const n = all.row.length;
  const row = new Uint32Array(n);
  const day = new Int32Array(n);
  const item = new Uint32Array(n);
  const begin = new Uint32Array(n);
  const userOffsets = new Uint32Array(all.userOffsets.length);
  let m = 0;
  for (let u = 0; u + 1 < all.userOffsets.length; u++) {
    for (let a = all.userOffsets[u]!; a < all.userOffsets[u + 1]!; a++) {
      const index = catalogueOf[all.item[a]!]!;
      if (index < 0) continue;
      row[m] = all.row[a]!;
      day[m] = all.day[a]!;
      item[m] = index;
      begin[m] = all.begin[a]!;
      m++;
    }
    userOffsets[u + 1] = m;
  }
  return { userOffsets, ...firstOf(m, { row, day, item, begin }) };
}

/** Distinct days in [from, to), a range of one user. */
export function countDays(interactions: DayInteractions, from: number, to: number): number {
  let days = 0;
  for (let a = from; a < to; a++) {
    if (a === from || interactions.day[a] !== interactions.day[a - 1]) days++;
  }
  return days;
}

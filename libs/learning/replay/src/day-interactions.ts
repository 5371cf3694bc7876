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
  const [row, item, begin, day] = [new Uint32Array(n), new Uint32Array(n), new Uint32Array(n), new Int32Array(n)];
  const userOffsets = new Uint32Array(log.users.length + 1);
  const lastSeen = new Uint32Array(log.items.length);
  let [userDay, first, m] = [0, 0, 0];
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
  return { userOffsets, row: row.slice(0, m), day: day.slice(0, m), item: item.slice(0, m), begin: begin.slice(0, m) };
}

/** Some of the interactions, and how many of them were kept before each: [M + 1]. */
export function keptInteractions(
  { userOffsets, row, day, item, begin }: DayInteractions,
  keeps: (item: number) => boolean,
): { interactions: DayInteractions; before: Uint32Array } {
  const before = new Uint32Array(row.length + 1);
  item.forEach((of, at) => {
    before[at + 1] = before[at]! + (keeps(of) ? 1 : 0);
  });
  const isKept = (_: number, at: number): boolean => before[at + 1]! > before[at]!;
  const interactions = {
    userOffsets: userOffsets.map((at) => before[at]!),
    ...{ row: row.filter(isKept), day: day.filter(isKept), item: item.filter(isKept), begin: begin.filter(isKept) },
  };
  return { interactions, before };
}

/** The interactions whose item is in the catalogue; `item` becomes the catalogue's index. */
export function inCatalogue(all: DayInteractions, catalogueOf: Int32Array): DayInteractions {
  const { interactions } = keptInteractions(all, (item) => catalogueOf[item]! >= 0);
  return { ...interactions, item: interactions.item.map((item) => catalogueOf[item]!) };
}

/** Distinct days in [from, to), a range of one user. */
export function countDays(interactions: DayInteractions, from: number, to: number): number {
  let days = 0;
  for (let a = from; a < to; a++) {
    if (a === from || interactions.day[a] !== interactions.day[a - 1]) days++;
  }
  return days;
}

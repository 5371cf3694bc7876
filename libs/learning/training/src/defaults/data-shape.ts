import { hasText, isTargetType, type TargetKind, type TrainingData } from '@stars/features';

/** The properties of a log that the choice of a recipe depends on. Shares lie in [0, 1]. */
export interface DataShape {
  events: number;
  /** Events of the target kind. */
  targets: number;
  /** With an event. */
  users: number;
  /** With an event. */
  items: number;
  /** Events of a user in the middle. */
  medianLength: number;
  /** Of the targets after a user's first time with one, the share whose item was a target of that user before. */
  repeatShare: number;
  /** Mean number of targets of one user at one time: 1 if every one stands alone. */
  basketSize: number;
  /** Share of the targets with a session id. */
  sessionShare: number;
  /** Share of the items of which more is known than their id. */
  textShare: number;
  /** Number of signals, by name: of regions, such as weather, and of items, such as promotions. */
  signals: number;
}

type Keep = (row: number, user: number) => boolean;

/**
 * Measures the rows that `keep` allows, in one pass.
 * @param before ms; signals that began at or after it are not counted. @param target Absent: every event is a target.
 */
export function shapeOf(
  data: Pick<TrainingData, 'log' | 'items' | 'timeline'>,
  keep: Keep,
  before = Number.POSITIVE_INFINITY,
  target?: TargetKind,
): DataShape {
  const { log } = data;
  const lengths: number[] = [];
  const seenItems = new Uint8Array(log.items.length);
  let [events, targets, later, repeats, baskets, inSession] = [0, 0, 0, 0, 0, 0];
  for (let user = 0; user < log.users.length; user++) {
    const own = new Set<number>();
    let length = 0;
    let [first, time] = [Number.NaN, Number.NaN];
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (!keep(row, user)) continue;
      const item = log.item[row]!;
      length++;
      seenItems[item] = 1;
      if (!isTargetType(target, log.type[row]!)) continue;
      targets++;
      if (Number.isNaN(first)) first = log.time[row]!;
      if (log.time[row] !== first) {
        later++;
        if (own.has(item)) repeats++;
      }
      own.add(item);
      if (log.time[row] !== time) baskets++;
      time = log.time[row]!;
      if (log.session[row] !== 0) inSession++;
    }
    if (length === 0) continue;
    events += length;
    lengths.push(length);
  }
  let [items, withText] = [0, 0];
  log.items.forEach((id, item) => {
    if (seenItems[item] === 0) return;
    items++;
    const features = data.items.get(id);
    if (features && hasText(features)) withText++;
  });
  lengths.sort((a, b) => a - b);
  const users = lengths.length;
  const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
  return {
    ...{ events, targets, users, items },
    medianLength: lengths[Math.floor(users / 2)] ?? 0,
    repeatShare: share(repeats, later),
    basketSize: share(targets, baskets),
    sessionShare: share(inSession, targets),
    textShare: share(withText, items),
    signals: data.timeline.regionSignalValues(before).size + data.timeline.itemSignalValues(before).length,
  };
}

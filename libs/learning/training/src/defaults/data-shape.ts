import { hasText, isTargetType, type TargetKind, type TrainingData } from '@stars/features';
import { browses, type Looks } from './browses.js';
import { SessionCounts } from './session-counts.js';

/** The properties of a log that the choice of a recipe depends on. Shares lie in [0, 1]. */
export interface DataShape extends Looks {
  events: number;
  /** Events of the target kind. */
  targets: number;
  /** With an event. */
  users: number;
  /** With an event. */
  items: number;
  /** Events of a user in the middle. */
  medianLength: number;
  /** Of the targets after a user's first session with one, the share whose item was a target of that user in an earlier session. */
  repeatShare: number;
  /** Distinct items of a session in the middle, with events of any kind. */
  sessionLength: number;
  /** Whether people look before they take. */
  browses: boolean;
  /** Mean number of targets of one user at one time: 1 if every one stands alone. */
  basketSize: number;
  /** Share of the items of which more is known than their id. */
  textShare: number;
  /** Number of signals, by name: of regions, such as weather, and of items, such as promotions. */
  signals: number;
}

type Keep = (row: number, user: number) => boolean;

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

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
  const counts = new SessionCounts(log, target);
  const lengths: number[] = [];
  const seenItems = new Uint8Array(log.items.length);
  let [events, baskets] = [0, 0];
  for (let user = 0; user < log.users.length; user++) {
    const rows: number[] = [];
    let time = Number.NaN;
    for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
      if (!keep(row, user)) continue;
      rows.push(row);
      seenItems[log.item[row]!] = 1;
      if (!isTargetType(target, log.type[row]!)) continue;
      if (log.time[row] !== time) baskets++;
      time = log.time[row]!;
    }
    if (rows.length === 0) continue;
    counts.addUser(rows);
    events += rows.length;
    lengths.push(rows.length);
  }
  lengths.sort((a, b) => a - b);
  const users = lengths.length;
  const { targets } = counts;
  const looks: Looks = {
    viewShare: share(counts.views, events),
    viewedFirstShare: share(counts.viewedFirst, targets),
    sessionShare: share(counts.withSession, targets),
  };
  return {
    ...{ events, targets, users, ...itemsOf(data, seenItems) },
    medianLength: lengths[Math.floor(users / 2)] ?? 0,
    repeatShare: share(counts.repeats, counts.later),
    sessionLength: counts.medianLength,
    ...looks,
    browses: browses(looks, target),
    basketSize: share(targets, baskets),
    signals: data.timeline.regionSignalValues(before).size + data.timeline.itemSignalValues(before).length,
  };
}

/** @param seen [items of the log] 1 if an event of the item counts. */
function itemsOf(
  { log, items: features }: Pick<TrainingData, 'log' | 'items'>,
  seen: Uint8Array,
): Pick<DataShape, 'items' | 'textShare'> {
  let [items, withText] = [0, 0];
  log.items.forEach((id, item) => {
    if (seen[item] === 0) return;
    items++;
    const known = features.get(id);
    if (known && hasText(known)) withText++;
  });
  return { items, textShare: share(withText, items) };
}

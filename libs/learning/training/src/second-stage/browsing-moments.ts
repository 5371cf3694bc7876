import { isTargetType, type LocalClock, lowerBound, shuffle } from '@stars/features';
import { createRandom } from '@stars/model';
import { SESSION_PAUSE_MS } from '@stars/ranking';
import { type EvaluationSession, type EvaluationSet, sessionOf } from '@stars/replay';

/** Most moments of one session: more of a long one say little more. */
const MOST_MOMENTS = 12;
/** Share of the labels, by weight, that are what people take; the others are what they open next. */
const TAKEN_SHARE = 0.6;

/** A moment of a session with what followed: what was taken, and what was opened next. */
export interface BrowsingMoment extends EvaluationSession {
  /** [target] How much each of the targets counts. */
  weights: Float32Array;
  /** Which of the targets is taken, a catalogue index; absent: none is. */
  taken?: number | undefined;
}

/** What follows a moment: catalogue indices. */
interface Following {
  row: number;
  /** ms: of the last event that is known. A request comes right after it. */
  time: number;
  /** The next item that the session had not met. */
  opened: number | undefined;
  /** The next item that is taken, and was not before; of a log in which to look is to take, the next other item. */
  taken: number | undefined;
}

/**
 * Sessions from local day `from` on as of moments in their middle. Both questions are asked of each: what is opened next that was not
 * seen, and what is taken. `targetNew` is what of both was not seen.
 */
export function browsingMoments(set: EvaluationSet, clock: LocalClock, from: number, seed: number): BrowsingMoment[] {
  const random = createRandom(seed);
  const { log } = set;
  const found: { user: number; following: Following }[] = [];
  for (const user of log.users.keys()) {
    for (const rows of sessionsOf(set, user)) {
      if (clock.day(log.time[rows[0]!]!) < from) continue;
      const moments = shuffle(
        random,
        rows.filter((row) => row > log.userOffsets[user]!),
      );
      let kept = 0;
      for (const row of moments) {
        const following = followingOf(set, rows, row);
        if (following.opened === undefined && following.taken === undefined) continue;
        found.push({ user, following });
        if (++kept === MOST_MOMENTS) break;
      }
    }
  }
  const takes = found.filter(({ following: { taken } }) => taken !== undefined).length;
  const opens = found.filter(({ following: { opened } }) => opened !== undefined).length;
  // Far more is opened than taken: both kinds count together as the share says.
  const ofOpened = takes === 0 ? 1 : ((1 - TAKEN_SHARE) / TAKEN_SHARE) * (takes / Math.max(1, opens));
  return found.map(({ user, following }) => momentOf(set, clock, user, following, ofOpened));
}

function momentOf(
  set: EvaluationSet,
  clock: LocalClock,
  user: number,
  { row, time, opened, taken }: Following,
  ofOpened: number,
): BrowsingMoment {
  const weightOf = new Map<number, number>();
  if (taken !== undefined) weightOf.set(taken, 1);
  if (opened !== undefined) weightOf.set(opened, (weightOf.get(opened) ?? 0) + ofOpened);
  const target = Uint32Array.from(weightOf.keys()).sort();
  const session = sessionOf(set, user, { row, day: clock.day(time), before: time, target });
  const weights = Float32Array.from(target, (item) => weightOf.get(item)!);
  return { ...session, time, targetNew: Uint32Array.from(opened === undefined ? [] : [opened]), weights, taken };
}

/** The same moments as requests because of the item that was met last: of the page of a product. What is taken is another item. */
export const becauseOfLast = (set: EvaluationSet, moments: readonly BrowsingMoment[]): BrowsingMoment[] =>
  moments.flatMap((moment) => {
    const seed = set.catalogueOf[set.log.item[moment.historyTo - 1]!]!;
    const places = [...moment.target.keys()].filter((n) => moment.target[n] !== seed);
    if (seed < 0 || places.length === 0) return [];
    return {
      ...moment,
      seeds: Uint32Array.of(seed),
      target: Uint32Array.from(places, (n) => moment.target[n]!),
      weights: Float32Array.from(places, (n) => moment.weights[n]!),
    };
  });

/** Rows of each session of a user, of items of the catalogue. */
function* sessionsOf({ log, catalogueOf }: EvaluationSet, user: number): Generator<number[]> {
  let rows: number[] = [];
  for (let row = log.userOffsets[user]!; row < log.userOffsets[user + 1]!; row++) {
    if (catalogueOf[log.item[row]!]! < 0) continue;
    if (rows.length > 0 && log.time[row]! - log.time[rows.at(-1)!]! > SESSION_PAUSE_MS) {
      yield rows;
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) yield rows;
}

/** @param rows Of the session. @param row The first that is not known. */
function followingOf({ log, catalogueOf, target }: EvaluationSet, rows: readonly number[], row: number): Following {
  const itemOf = (at: number): number => catalogueOf[log.item[at]!]!;
  const isTarget = (at: number): boolean => isTargetType(target, log.type[at]!);
  const at = lowerBound(rows, 0, rows.length, row);
  const [before, after] = [rows.slice(0, at), rows.slice(at)];
  const seen = new Set(before.map(itemOf));
  const opened = after.map(itemOf).find((item) => !seen.has(item));
  const taken = target === 'view' ? before.slice(-1) : before.filter(isTarget);
  const had = new Set(taken.map(itemOf));
  const next = after
    .filter(isTarget)
    .map(itemOf)
    .find((item) => !had.has(item));
  return { row, time: log.time[before.at(-1) ?? row]!, opened, taken: next };
}

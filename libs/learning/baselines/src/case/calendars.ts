import type { EvaluationSet } from '@stars/replay';
import { HORIZON, MOST_ITEMS } from './settings.js';

/** A user at the beginning of a day: the interactions from `from` to `to` (exclusive) are known. */
export interface Moment {
  from: number;
  to: number;
  /** Local day number. */
  day: number;
}

/** Items of B users, S each, the latest first; shorter lists are padded at their ends. */
export interface Calendars {
  size: number;
  length: number;
  /** [B·S] */
  items: Int32Array;
  /** [B·S] 1: an item, 0: padding. */
  present: Float32Array;
  /** [B·S, HORIZON] 1: the user had the item on that day; the day before the moment comes first. */
  days: Float32Array;
}

/** The distinct items of the last HORIZON days with their places, the latest first. */
export function latestItems({ interactions }: EvaluationSet, { from, to, day }: Moment): Map<number, number> {
  const places = new Map<number, number>();
  for (let a = to - 1; a >= from && places.size < MOST_ITEMS; a--) {
    if (day - interactions.day[a]! > HORIZON) break;
    const item = interactions.item[a]!;
    if (!places.has(item)) places.set(item, places.size);
  }
  return places;
}

export function calendarsOf(set: EvaluationSet, moments: readonly Moment[]): Calendars {
  const { day, item } = set.interactions;
  const lists = moments.map((moment) => latestItems(set, moment));
  const length = Math.max(1, ...lists.map(({ size }) => size));
  const rows = moments.length * length;
  const items = new Int32Array(rows);
  const present = new Float32Array(rows);
  const days = new Float32Array(rows * HORIZON);
  moments.forEach((moment, b) => {
    for (const [own, place] of lists[b]!) {
      items[b * length + place] = own;
      present[b * length + place] = 1;
    }
    for (let a = moment.to - 1; a >= moment.from; a--) {
      // With leave-one-out, an earlier event may be of the same day.
      const age = Math.max(1, moment.day - day[a]!);
      if (age > HORIZON) break;
      const place = lists[b]!.get(item[a]!);
      if (place !== undefined) days[(b * length + place) * HORIZON + age - 1] = 1;
    }
  });
  return { size: moments.length, length, items, present, days };
}

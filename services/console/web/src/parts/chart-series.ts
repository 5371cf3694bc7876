/** A line of a chart. */
export interface Series {
  name: string;
  /** One for each label. */
  values: readonly number[];
}

/** Each has a colour and a dash of its own. */
export const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [10, 3, 2, 3], [12, 4]];
export const MOST_SERIES = DASHES.length;

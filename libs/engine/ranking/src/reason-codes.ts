/** The names of the arguments of each code. A code never changes its meaning; the sentences are in `reason-texts`. */
export const REASON_ARGUMENTS = {
  BOUGHT_ONCE: ['date'],
  BOUGHT_OFTEN: ['times', 'date'],
  CARTED: ['date'],
  VIEWED: ['date'],
  RETURNED: ['date'],
  BECAUSE_BOUGHT: ['item_id', 'title'],
  BECAUSE_CARTED: ['item_id', 'title'],
  BECAUSE_VIEWED: ['item_id', 'title'],
  LIKE_RETURNED: ['item_id', 'title'],
  GOES_WITH_LAST: ['item_id', 'title'],
  USUAL_CATEGORY: ['category'],
  SIMILAR_TO: ['title'],
  GOES_WITH: ['item_id', 'title'],
  TRENDING: [],
  POPULAR: [],
  POPULAR_IN_REGION: ['region'],
  NEW: [],
  BACK_IN_STOCK: ['date'],
  PRICE_DROPPED: ['price_before', 'price'],
  PICKED: [],
} as const satisfies Record<string, readonly string[]>;

export type ReasonCode = keyof typeof REASON_ARGUMENTS;

/** Why an item is shown, without the words. */
export interface Reason {
  code: ReasonCode;
  /** By name. Dates are days of the time zone, such as `2017-11-03`, and prices numbers such as `9.5`; titles, categories and regions are shortened. */
  arguments: Record<string, string>;
}

/** @param given Every argument of the code. */
export const reason = <C extends ReasonCode>(
  code: C,
  given: Readonly<Record<(typeof REASON_ARGUMENTS)[C][number], string>>,
): Reason => ({ code, arguments: given });

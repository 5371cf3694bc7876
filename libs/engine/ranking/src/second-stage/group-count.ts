/** How many groups there are: their numbers begin at 0. @param groupOf Of each item; -1 for none. */
export const groupCount = (groupOf: Int32Array): number =>
  groupOf.reduce((most, group) => Math.max(most, group + 1), 0);

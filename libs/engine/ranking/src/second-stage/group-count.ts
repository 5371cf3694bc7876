/** The number of groups, which are numbered from 0. @param groupOf Group of each item; -1 for none. */
export const groupCount = (groupOf: Int32Array): number =>
  groupOf.reduce((most, group) => Math.max(most, group + 1), 0);

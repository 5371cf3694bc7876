/** The list in pieces of `size`, in order; the last may be shorter. None for an empty list. */
export function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** The list in runs: neighbours that are alike stay together. */
export function runs<T>(list: readonly T[], areAlike: (one: T, next: T) => boolean): T[][] {
  const all: T[][] = [];
  for (const each of list) {
    const last = all.at(-1);
    if (last && areAlike(last[0]!, each)) last.push(each);
    else all.push([each]);
  }
  return all;
}

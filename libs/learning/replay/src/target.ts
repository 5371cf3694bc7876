/** Distinct values, ascending. */
export function ascendingSet(values: Iterable<number>): Uint32Array {
  return Uint32Array.from(new Set(values)).sort();
}

/** The values of `target` that are not among `seen`. */
export function withoutSeen(target: Uint32Array, seen: Uint32Array): Uint32Array {
  const left = new Set(target);
  for (const item of seen) left.delete(item);
  return target.filter((item) => left.has(item));
}

/** How many elements of a sorted list are among the first, of which `isFirst` is true. */
export function countFirst<T>(list: readonly T[], isFirst: (element: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isFirst(list[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place in [from, to) of ascending values that is not below `wanted`; `to` if there is none. */
export function lowerBound(values: ArrayLike<number>, from: number, to: number, wanted: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

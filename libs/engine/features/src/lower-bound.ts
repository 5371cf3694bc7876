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

/** A longer array of the same kind that begins with the values of `old`. */
export function grown<T extends Uint8Array | Uint32Array | Float64Array>(old: T, size: number): T {
  const array = new (old.constructor as new (size: number) => T)(size);
  array.set(old);
  return array;
}

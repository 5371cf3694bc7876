/**
 * An immutable set of (id hash, offset) pairs, ascending by hash. The memory of ids consists of runs: one for each publish, merged into larger ones later (a log-structured merge tree). In a
 * B-tree, each random id would change a page: docs/decisions/0003-one-sqlite-file.md.
 */
export interface IdRun {
  /** Whole numbers in [0, 2^52), ascending; equal ones are allowed. */
  hashes: Float64Array;
  /** Of each hash's message: its offset in the topic, less `base`. */
  offsets: Uint32Array;
  base: number;
}

/** Positions of `hashes` in ascending order of hash. */
export const sortOrder = (hashes: Float64Array): Uint32Array =>
  Uint32Array.from(hashes.keys()).sort((a, b) => hashes[a]! - hashes[b]!);

/** First position at or after `from` whose hash is not below `hash`. */
export function seek(hashes: Float64Array, hash: number, from = 0): number {
  let low = from;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hashes[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One run of all pairs of both. */
export function mergeRuns(a: IdRun, b: IdRun): IdRun {
  const length = a.hashes.length + b.hashes.length;
  const base = Math.min(a.base, b.base);
  const merged: IdRun = { hashes: new Float64Array(length), offsets: new Uint32Array(length), base };
  let i = 0;
  let j = 0;
  for (let at = 0; at < length; at++) {
    const fromA = j >= b.hashes.length || (i < a.hashes.length && a.hashes[i]! <= b.hashes[j]!);
    merged.hashes[at] = fromA ? a.hashes[i]! : b.hashes[j]!;
    merged.offsets[at] = fromA ? a.offsets[i++]! + a.base - base : b.offsets[j++]! + b.base - base;
  }
  return merged;
}

/** Bytes of a run: the base (f64), the hashes (f64), the offsets above it (u32). */
export function encodeRun({ hashes, offsets, base }: IdRun): Uint8Array {
  const bytes = new Uint8Array(8 + hashes.length * 12);
  new Float64Array(bytes.buffer, 0, 1).fill(base);
  new Float64Array(bytes.buffer, 8, hashes.length).set(hashes);
  new Uint32Array(bytes.buffer, 8 + hashes.length * 8).set(offsets);
  return bytes;
}

/** Views of the bytes, which must not change. */
export function decodeRun(bytes: Uint8Array): IdRun {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const count = (byteLength - 8) / 12;
  return {
    base: new Float64Array(buffer, byteOffset, 1)[0]!,
    hashes: new Float64Array(buffer, byteOffset + 8, count),
    offsets: new Uint32Array(buffer, byteOffset + 8 + count * 8, count),
  };
}

import { hash } from 'node:crypto';

/** Hashes lie in [0, 2^48): whole numbers that a double holds exactly. */
export const ID_HASH_BITS = 48;

/** Equal hashes are only a hint, and the caller compares the ids. */
export const idHash = (id: string): number => Number.parseInt(hash('sha1', id).slice(0, ID_HASH_BITS / 4), 16);

/**
 * An immutable set of (id hash, offset) pairs, ascending by hash. The memory of ids consists of runs: one for each publish, merged into larger ones later (a log-structured merge tree). In a
 * B-tree, each random id would change a page: docs/decisions/0003-one-sqlite-file.md.
 */
export interface IdRun {
  /** Ascending; equal ones are allowed. */
  hashes: Float64Array;
  /** Of each hash's message. */
  offsets: Float64Array;
}

/** A run of hashes in any order, and the offset of each. */
export function runOf(hashes: readonly number[], offsets: readonly number[]): IdRun {
  const order = [...hashes.keys()].sort((a, b) => hashes[a]! - hashes[b]!);
  return {
    hashes: Float64Array.from(order, (i) => hashes[i]!),
    offsets: Float64Array.from(order, (i) => offsets[i]!),
  };
}

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
  const merged: IdRun = { hashes: new Float64Array(length), offsets: new Float64Array(length) };
  for (let at = 0, i = 0, j = 0; at < length; at++) {
    const fromA = j >= b.hashes.length || (i < a.hashes.length && a.hashes[i]! <= b.hashes[j]!);
    merged.hashes[at] = fromA ? a.hashes[i]! : b.hashes[j]!;
    merged.offsets[at] = fromA ? a.offsets[i++]! : b.offsets[j++]!;
  }
  return merged;
}

/** Bytes of a run: the hashes, then the offsets (f64). */
export function encodeRun({ hashes, offsets }: IdRun): Uint8Array {
  const all = new Float64Array(2 * hashes.length);
  all.set(hashes);
  all.set(offsets, hashes.length);
  return new Uint8Array(all.buffer);
}

/** Views of the bytes, which must not change. */
export function decodeRun(bytes: Uint8Array): IdRun {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const all = new Float64Array(buffer, byteOffset, byteLength / 8);
  return { hashes: all.subarray(0, all.length / 2), offsets: all.subarray(all.length / 2) };
}

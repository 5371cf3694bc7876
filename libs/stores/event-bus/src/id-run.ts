/**
 * An immutable set of (id hash, offset) pairs, ascending by hash. The memory of ids consists of runs: one for each publish, merged into larger ones later (a log-structured merge tree). In a
 * B-tree, each random id would change a page.
 */
export interface IdRun {
  /** Whole numbers in [0, 2^52), ascending; equal ones are allowed. */
  hashes: Float64Array;
  /** Offset in the topic of each hash's message. */
  offsets: Float64Array;
}

/** Positions of `hashes` in ascending order of hash. */
export function sortOrder(hashes: Float64Array): Uint32Array {
  // The native sort of numbers is several times faster than one with a callback, but loses the positions.
  const sorted = hashes.slice().sort();
  const order = new Uint32Array(hashes.length);
  const taken = new Uint8Array(hashes.length);
  for (let i = 0; i < hashes.length; i++) {
    let at = lowerBound(sorted, hashes[i]!, 0, sorted.length);
    while (taken[at] === 1) at++;
    taken[at] = 1;
    order[at] = i;
  }
  return order;
}

function lowerBound(hashes: Float64Array, hash: number, from: number, until: number): number {
  let low = from;
  let high = until;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (hashes[middle]! < hash) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mergeTwo(a: IdRun, b: IdRun): IdRun {
  const length = a.hashes.length + b.hashes.length;
  const merged: IdRun = { hashes: new Float64Array(length), offsets: new Float64Array(length) };
  let i = 0;
  let j = 0;
  for (let at = 0; at < length; at++) {
    const fromA = j >= b.hashes.length || (i < a.hashes.length && a.hashes[i]! <= b.hashes[j]!);
    merged.hashes[at] = fromA ? a.hashes[i]! : b.hashes[j]!;
    merged.offsets[at] = fromA ? a.offsets[i++]! : b.offsets[j++]!;
  }
  return merged;
}

/** One run of all pairs. */
export function mergeRuns(runs: readonly IdRun[]): IdRun {
  let queue = [...runs];
  while (queue.length > 1) {
    const next: IdRun[] = [];
    for (let i = 0; i < queue.length; i += 2) {
      const [a, b] = [queue[i]!, queue[i + 1]];
      next.push(b === undefined ? a : mergeTwo(a, b));
    }
    queue = next;
  }
  return queue[0] ?? { hashes: new Float64Array(0), offsets: new Float64Array(0) };
}

/** First position at or after `from` whose hash is not below `hash`: galloping, so that ascending queries cost little. */
export function seek(hashes: Float64Array, hash: number, from: number): number {
  let step = 1;
  let low = from;
  while (low + step < hashes.length && hashes[low + step]! < hash) {
    low += step;
    step *= 2;
  }
  return lowerBound(hashes, hash, low, Math.min(hashes.length, low + step + 1));
}

/** Bytes of a run: the lowest offset (f64), the hashes (f64), each offset above the lowest (u32). */
export function encodeRun(run: IdRun): Uint8Array {
  const count = run.hashes.length;
  const bytes = new Uint8Array(8 + count * 12);
  let base = Number.MAX_SAFE_INTEGER;
  for (const offset of run.offsets) base = Math.min(base, offset);
  new Float64Array(bytes.buffer, 0, 1)[0] = base;
  new Float64Array(bytes.buffer, 8, count).set(run.hashes);
  const relative = new Uint32Array(bytes.buffer, 8 + count * 8, count);
  for (let i = 0; i < count; i++) relative[i] = run.offsets[i]! - base;
  return bytes;
}

export function decodeRun(bytes: Uint8Array): IdRun {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const count = (aligned.byteLength - 8) / 12;
  const base = new Float64Array(aligned.buffer, aligned.byteOffset, 1)[0]!;
  const hashes = new Float64Array(aligned.buffer, aligned.byteOffset + 8, count);
  const relative = new Uint32Array(aligned.buffer, aligned.byteOffset + 8 + count * 8, count);
  return { hashes, offsets: Float64Array.from(relative, (value) => value + base) };
}

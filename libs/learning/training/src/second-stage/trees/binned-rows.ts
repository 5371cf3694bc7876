/** Most bins of a feature: a bin fits in a byte. */
export const BINS = 64;
/** Most rows of the sample that decides the ends of the bins. */
const SAMPLE = 200_000;
/** Number of values of sixteen bits. */
const CODES = 1 << 16;

/** N rows of F features, each value as its bin. */
export interface BinnedRows {
  rows: number;
  /** [F][N] */
  bins: Uint8Array[];
  /** [F] upper ends of all bins but the last: a value up to ends[b] lies in bin b or below. */
  ends: Float32Array[];
}

/** Rows in half precision, [n, F]. */
export interface HalfRows {
  features: Float16Array;
  candidates: number;
}

/** Bins of about equal numbers of rows; equal values are in one bin. @param features F */
export function binRows(parts: readonly HalfRows[], features: number): BinnedRows {
  const rows = parts.reduce((sum, { candidates }) => sum + candidates, 0);
  const stride = Math.max(1, Math.ceil(rows / SAMPLE));
  const sample = Array.from({ length: features }, () => new Float32Array(Math.ceil(rows / stride)));
  const values = Float32Array.from(new Float16Array(Uint16Array.from({ length: CODES }, (_, code) => code).buffer));
  eachRow(parts, features, (row, codes, at) => {
    if (row % stride !== 0) return;
    for (let f = 0; f < features; f++) sample[f]![row / stride] = values[codes[at + f]!]!;
  });
  const ends = sample.map(endsOf);
  // Half precision has few numbers: look each one up instead of searching.
  const binOfCode = new Uint8Array(features * CODES);
  ends.forEach((of, f) => {
    for (let code = 0; code < CODES; code++) binOfCode[f * CODES + code] = binOf(of, values[code]!);
  });
  const bins = Array.from({ length: features }, () => new Uint8Array(rows));
  eachRow(parts, features, (row, codes, at) => {
    for (let f = 0; f < features; f++) bins[f]![row] = binOfCode[f * CODES + codes[at + f]!]!;
  });
  return { rows, bins, ends };
}

function eachRow(
  parts: readonly HalfRows[],
  features: number,
  each: (row: number, codes: Uint16Array, at: number) => void,
): void {
  let row = 0;
  for (const { features: of, candidates } of parts) {
    const codes = new Uint16Array(of.buffer, of.byteOffset, of.length);
    for (let c = 0; c < candidates; c++) each(row++, codes, c * features);
  }
}

/** Ends halfway between neighbouring values that cut the sample into equal parts. */
function endsOf(sample: Float32Array): Float32Array {
  const sorted = sample.sort();
  const ends: number[] = [];
  let from = 0;
  for (let bin = 1; bin < BINS; bin++) {
    const wanted = Math.max(from, Math.floor((bin * sorted.length) / BINS));
    const value = sorted[Math.min(wanted, sorted.length - 1)]!;
    let next = wanted;
    while (next < sorted.length && sorted[next] === value) next++;
    if (next >= sorted.length) break;
    ends.push(Math.fround((value + sorted[next]!) / 2));
    from = next;
  }
  return Float32Array.from(new Set(ends));
}

/** How many of the ends are below the value. */
function binOf(ends: Float32Array, value: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ends[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

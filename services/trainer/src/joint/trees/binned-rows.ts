/** Bins of a feature, at most: a place in them fits a byte. */
export const BINS = 64;
/** Rows that decide where bins end. */
const SAMPLE = 200_000;

/** N rows of F features, each value as the bin it lies in. */
export interface BinnedRows {
  rows: number;
  /** [F][N] */
  bins: Uint8Array[];
  /** [F] upper ends of all bins but the last: a value up to ends[b] lies in bin b or below. */
  ends: Float32Array[];
}

/** Bins of about equal numbers of rows. @param parts Row-major rows of F features each. */
export function binRows(parts: readonly { features: ArrayLike<number>; candidates: number }[], features: number): BinnedRows {
  const rows = parts.reduce((sum, { candidates }) => sum + candidates, 0);
  const stride = Math.max(1, Math.ceil(rows / SAMPLE));
  const bins = Array.from({ length: features }, () => new Uint8Array(rows));
  const sample = Array.from({ length: features }, () => new Float32Array(Math.ceil(rows / stride)));
  eachRow(parts, features, (row, values, at) => {
    if (row % stride !== 0) return;
    for (let f = 0; f < features; f++) sample[f]![row / stride] = values[at + f]!;
  });
  const ends = sample.map(endsOf);
  eachRow(parts, features, (row, values, at) => {
    for (let f = 0; f < features; f++) bins[f]![row] = binOf(ends[f]!, values[at + f]!);
  });
  return { rows, bins, ends };
}

function eachRow(
  parts: readonly { features: ArrayLike<number>; candidates: number }[],
  features: number,
  visit: (row: number, values: ArrayLike<number>, at: number) => void,
): void {
  let row = 0;
  for (const { features: values, candidates } of parts) {
    for (let c = 0; c < candidates; c++) visit(row++, values, c * features);
  }
}

/** Ends halfway between neighbouring values, where the sample is cut into equal parts. */
function endsOf(sample: Float32Array): Float32Array {
  const sorted = sample.sort();
  const ends: number[] = [];
  let from = 0;
  for (let bin = 1; bin < BINS; bin++) {
    const wanted = Math.max(from, Math.floor((bin * sorted.length) / BINS));
    const value = sorted[Math.min(wanted, sorted.length - 1)]!;
    // A value is in one bin whole.
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

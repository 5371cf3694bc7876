/** Sweeps of Jacobi's method: a symmetric matrix of 51 rows needs some eight. */
const SWEEPS = 30;
/** What is left beside the diagonal, of the whole. */
const EXACT = 1e-24;

interface Plane {
  /** From -1 to 1, in the order of the vectors. */
  points: [x: number, y: number][];
  /** How much of the squared distances from the mean the plane keeps, 0 to 1. */
  share: number;
}

/**
 * The plane that keeps most of the differences between vectors (the first two principal components), the same for the same vectors.
 * It is found in the inner products of the vectors, for there are fewer vectors than dimensions.
 * @param vectors At most some fifty, of equal length
 */
export function planeOf(vectors: readonly Float32Array[]): Plane {
  const products = centredProducts(vectors);
  const total = products.reduce((sum, row, i) => sum + row[i]!, 0);
  if (!(total > 0)) return { points: vectors.map(() => [0, 0]), share: 0 };
  const axes = principalAxes(products).slice(0, 2);
  const columns = axes.map(({ value, direction }) => oriented(direction.map((part) => part * Math.sqrt(value))));
  const largest = Math.max(...columns.flat().map(Math.abs)) || 1;
  const at = (axis: number, n: number): number => (columns[axis]?.[n] ?? 0) / largest;
  return {
    points: vectors.map((_, n) => [at(0, n), at(1, n)]),
    share: Math.min(1, axes.reduce((sum, { value }) => sum + value, 0) / total),
  };
}

/** Inner products of the vectors without their mean. */
function centredProducts(vectors: readonly Float32Array[]): number[][] {
  const width = vectors[0]?.length ?? 0;
  const mean = Array.from({ length: width }, (_, d) => vectors.reduce((sum, v) => sum + v[d]!, 0) / vectors.length);
  const centred = vectors.map((vector) => mean.map((value, d) => vector[d]! - value));
  return centred.map((a) => centred.map((b) => a.reduce((sum, value, d) => sum + value * b[d]!, 0)));
}

/** Eigenvalues, largest first, with their directions (Jacobi's method). */
function principalAxes(matrix: readonly (readonly number[])[]): { value: number; direction: number[] }[] {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const directions = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  const whole = a.flat().reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let beside = 0;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) beside += a[p]![q]! ** 2;
    if (beside <= EXACT * whole) break;
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) rotate(a, directions, p, q);
  }
  return directions
    .map((direction, i) => ({ value: Math.max(0, a[i]![i]!), direction }))
    .sort((x, y) => y.value - x.value);
}

/** Makes the element (p, q) zero. @param directions A row each */
function rotate(a: number[][], directions: number[][], p: number, q: number): void {
  const apq = a[p]![q]!;
  if (apq === 0) return;
  const theta = (a[q]![q]! - a[p]![p]!) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (const row of a) [row[p], row[q]] = [c * row[p]! - s * row[q]!, s * row[p]! + c * row[q]!];
  for (const rows of [a, directions]) {
    const [rowP, rowQ] = [rows[p]!, rows[q]!];
    rows[p] = rowP.map((value, k) => c * value - s * rowQ[k]!);
    rows[q] = rowP.map((value, k) => s * value + c * rowQ[k]!);
  }
}

/** Of a direction and its opposite, the one whose largest part is positive. */
function oriented(direction: readonly number[]): number[] {
  const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) + 1e-9 ? value : best), 0);
  return direction.map((value) => (largest < 0 ? -value : value));
}

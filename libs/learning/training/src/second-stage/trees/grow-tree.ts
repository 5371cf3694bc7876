import { BINS, type BinnedRows } from './binned-rows.js';

export interface TreeShape {
  /** Most leaves. */
  leaves: number;
  /** Added to the sum of second derivatives of a leaf. */
  l2: number;
  /** Least sum of second derivatives, and least rows, of a leaf. */
  leastWeight: number;
  leastRows: number;
}

/** One tree over binned rows: nodes in the order in which they were split off. */
export interface BinnedTree {
  /** Column and last bin that goes left; -1 of a leaf. */
  feature: number[];
  bin: number[];
  /** The left child; the right one is the next. */
  left: number[];
  /** Newton's step of each node. */
  value: number[];
}

interface Split {
  gain: number;
  feature: number;
  bin: number;
}

interface Leaf {
  node: number;
  rows: Int32Array;
  /** [2 · Σ bins] sums of first and second derivatives, and [Σ bins] of rows, by bin of each column. */
  sums: Float64Array;
  counts: Int32Array;
  best: Split | undefined;
}

const WIDTH = BINS;

/**
 * Grows a tree leaf by leaf, the best gain first, by histograms of gradients (Ke et al. 2017, "LightGBM", section 2).
 * @param rows Rows to learn from. @param columns Columns that it may split by.
 * @param gradient [N], and `hessian` [N], derivatives of the loss by the score of each row.
 */
export function growTree(
  binned: BinnedRows,
  rows: Int32Array,
  columns: readonly number[],
  gradient: Float32Array,
  hessian: Float32Array,
  shape: TreeShape,
): BinnedTree {
  const tree: BinnedTree = { feature: [], bin: [], left: [], value: [] };
  const addNode = (leaf: Omit<Leaf, 'node' | 'best'>): Leaf => {
    const node = tree.feature.push(-1) - 1;
    tree.bin.push(0);
    tree.left.push(0);
    let [g, h] = [0, 0];
    for (let bin = 0; bin < WIDTH; bin++) {
      g += leaf.sums[2 * bin]!;
      h += leaf.sums[2 * bin + 1]!;
    }
    tree.value.push(-g / (h + shape.l2));
    return { ...leaf, node, best: bestSplit(leaf, binned, columns, g, h, shape) };
  };
  const leaves = [addNode({ rows, ...histograms(binned, rows, columns, gradient, hessian) })];
  while (leaves.length < shape.leaves) {
    const open = leaves.filter(({ best }) => best !== undefined);
    if (open.length === 0) break;
    const leaf = open.reduce((a, b) => (b.best!.gain > a.best!.gain ? b : a));
    leaves.splice(leaves.indexOf(leaf), 1);
    const { feature, bin } = leaf.best!;
    const [left, right] = divide(leaf.rows, binned.bins[feature]!, bin);
    const smaller = left.length <= right.length ? left : right;
    const few = histograms(binned, smaller, columns, gradient, hessian);
    const many = {
      sums: leaf.sums.map((sum, i) => sum - few.sums[i]!),
      counts: leaf.counts.map((count, i) => count - few.counts[i]!),
    };
    tree.feature[leaf.node] = feature;
    tree.bin[leaf.node] = bin;
    tree.left[leaf.node] = tree.feature.length;
    leaves.push(addNode({ rows: left, ...(smaller === left ? few : many) }));
    leaves.push(addNode({ rows: right, ...(smaller === left ? many : few) }));
  }
  return tree;
}

function histograms(
  { bins }: BinnedRows,
  rows: Int32Array,
  columns: readonly number[],
  gradient: Float32Array,
  hessian: Float32Array,
): Pick<Leaf, 'sums' | 'counts'> {
  const sums = new Float64Array(2 * WIDTH * columns.length);
  const counts = new Int32Array(WIDTH * columns.length);
  const g = new Float32Array(rows.length);
  const h = new Float32Array(rows.length);
  for (let n = 0; n < rows.length; n++) {
    g[n] = gradient[rows[n]!]!;
    h[n] = hessian[rows[n]!]!;
  }
  for (let c = 0; c < columns.length; c++) {
    const column = bins[columns[c]!]!;
    const from = c * WIDTH;
    for (let n = 0; n < rows.length; n++) {
      const at = from + column[rows[n]!]!;
      sums[2 * at]! += g[n]!;
      sums[2 * at + 1]! += h[n]!;
      counts[at]!++;
    }
  }
  return { sums, counts };
}

function bestSplit(
  { sums, counts, rows }: Pick<Leaf, 'sums' | 'counts' | 'rows'>,
  { ends }: BinnedRows,
  columns: readonly number[],
  g: number,
  h: number,
  { l2, leastWeight, leastRows }: TreeShape,
): Split | undefined {
  const whole = (g * g) / (h + l2);
  let best: Split | undefined;
  for (let c = 0; c < columns.length; c++) {
    const feature = columns[c]!;
    let [leftG, leftH, left] = [0, 0, 0];
    for (let bin = 0; bin < ends[feature]!.length; bin++) {
      const at = c * WIDTH + bin;
      leftG += sums[2 * at]!;
      leftH += sums[2 * at + 1]!;
      left += counts[at]!;
      if (left < leastRows || leftH < leastWeight) continue;
      if (rows.length - left < leastRows || h - leftH < leastWeight) break;
      const gain = leftG ** 2 / (leftH + l2) + (g - leftG) ** 2 / (h - leftH + l2) - whole;
      if (gain > 1e-9 && gain > (best?.gain ?? 0)) best = { gain, feature, bin };
    }
  }
  return best;
}

function divide(rows: Int32Array, column: Uint8Array, bin: number): [Int32Array, Int32Array] {
  const left = new Int32Array(rows.length);
  const right = new Int32Array(rows.length);
  let [lefts, rights] = [0, 0];
  for (const row of rows) {
    if (column[row]! <= bin) left[lefts++] = row;
    else right[rights++] = row;
  }
  return [left.subarray(0, lefts), right.subarray(0, rights)];
}

import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** A fixed linear map from text embeddings [D] to the model's e_i [E]: principal components, not trained further. */
export interface ContentReduction {
  inputWidth: number;
  width: number;
  /** [D] */
  mean: Float32Array;
  /** [D, E], row-major. */
  projection: Float32Array;
  /** Scales the components to about unit variance as a whole, so that the size of e does not depend on D. */
  scale: number;
}

/** Rows used to estimate the components: more cost time and change little. */
const SAMPLE = 8000;

/**
 * Fits the reduction (docs/reference/model-equations.md, Item: "allow a fixed reduction of e").
 * @param rows [n, D] embeddings, row-major.
 * @param width Wanted E; D if D is smaller.
 */
export function fitReduction(rows: Float32Array, inputWidth: number, width: number): ContentReduction {
  const count = rows.length / inputWidth;
  const stride = Math.max(1, Math.floor(count / SAMPLE));
  const sample: number[] = [];
  for (let r = 0; r < count; r += stride) sample.push(r);
  const mean = new Float32Array(inputWidth);
  for (const r of sample) for (let i = 0; i < inputWidth; i++) mean[i]! += rows[r * inputWidth + i]! / sample.length;
  const reducedWidth = Math.min(width, inputWidth);
  const covariance = new Float64Array(inputWidth * inputWidth);
  const centred = new Float64Array(inputWidth);
  let variance = 0;
  for (const r of sample) {
    for (let i = 0; i < inputWidth; i++) centred[i] = rows[r * inputWidth + i]! - mean[i]!;
    for (let i = 0; i < inputWidth; i++) {
      const x = centred[i]!;
      variance += x * x;
      const base = i * inputWidth;
      for (let j = 0; j <= i; j++) covariance[base + j]! += x * centred[j]!;
    }
  }
  // Equal embeddings differ only by rounding, which must not be scaled up to unit variance.
  const spread = variance / Math.max(1, sample.length);
  const alike = spread <= 1e-10 * mean.reduce((sum, x) => sum + x * x, 0);
  const scale = Math.sqrt(reducedWidth / (alike ? 1 : spread));
  const projection = new Float32Array(inputWidth * reducedWidth);
  if (reducedWidth === inputWidth) {
    for (let i = 0; i < inputWidth; i++) projection[i * reducedWidth + i] = 1;
    return { inputWidth, width: reducedWidth, mean, projection, scale };
  }
  const symmetric = new Matrix(inputWidth, inputWidth);
  for (let i = 0; i < inputWidth; i++) {
    for (let j = 0; j <= i; j++) {
      symmetric.set(i, j, covariance[i * inputWidth + j]!);
      symmetric.set(j, i, covariance[i * inputWidth + j]!);
    }
  }
  const decomposition = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });
  // Eigenvalues ascend: the last columns hold the largest components.
  for (let e = 0; e < reducedWidth; e++) {
    const column = inputWidth - 1 - e;
    for (let i = 0; i < inputWidth; i++) {
      projection[i * reducedWidth + e] = decomposition.eigenvectorMatrix.get(i, column);
    }
  }
  return { inputWidth, width: reducedWidth, mean, projection, scale };
}

/** Writes e_i [E] of one embedding [D] to `out` at `base`. */
export function reduceInto(
  reduction: ContentReduction,
  embedding: Float32Array,
  out: Float32Array,
  base: number,
): void {
  const { inputWidth, width, mean, projection, scale } = reduction;
  if (embedding.length !== inputWidth) {
    throw new RangeError(`an embedding of ${embedding.length} numbers where the model knows ${inputWidth}`);
  }
  out.fill(0, base, base + width);
  for (let i = 0; i < inputWidth; i++) {
    const x = (embedding[i]! - mean[i]!) * scale;
    const row = i * width;
    for (let e = 0; e < width; e++) out[base + e]! += x * projection[row + e]!;
  }
}

/**
 * The L2-normalised mean of one sequence's hidden states.
 * @param data [batch, length, width], row-major; length at least 1
 */
export function meanPool(data: Float32Array, row: number, length: number, width: number): Float32Array {
  const vector = new Float32Array(width);
  const start = row * length * width;
  for (let token = 0; token < length; token++) {
    const offset = start + token * width;
    for (let d = 0; d < width; d++) vector[d] = vector[d]! + data[offset + d]!;
  }
  return normalize(vector);
}

/** Scales a vector to length 1, in place; a zero vector stays zero. */
export function normalize(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const x of vector) squares += x * x;
  if (squares === 0) return vector;
  const scale = 1 / Math.sqrt(squares);
  for (let d = 0; d < vector.length; d++) vector[d] = vector[d]! * scale;
  return vector;
}

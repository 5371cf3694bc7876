const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The mean of values, at least one, and its standard error. */
export function meanWithError(values: readonly number[]): { mean: number; error: number } {
  const mean = meanOf(values);
  return { mean, error: Math.sqrt(meanOf(values.map((value) => (value - mean) ** 2)) / values.length) };
}

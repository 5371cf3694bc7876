export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The mean of values, at least one, and its standard error.
 * @param users Of each value. What one user does at several moments is alike, so deviations of one user add up.
 */
export function meanWithError(values: readonly number[], users: readonly number[]): { mean: number; error: number } {
  const mean = meanOf(values);
  const deviations = new Map<number, number>();
  values.forEach((value, n) => {
    deviations.set(users[n]!, (deviations.get(users[n]!) ?? 0) + value - mean);
  });
  const squares = [...deviations.values()].reduce((sum, deviation) => sum + deviation ** 2, 0);
  return { mean, error: Math.sqrt(squares) / values.length };
}

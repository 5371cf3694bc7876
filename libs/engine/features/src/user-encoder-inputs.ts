import type { FeatureSpec } from './feature-spec.js';

export type FeatureValue = number | string | boolean;

/** Writes a user's static features as inputs of the [USER] token (docs/reference/model-equations.md, Sequence). */
export class UserFeatureEncoder {
  readonly #categories: { name: string; rows: Map<string, number> }[];

  constructor(private readonly spec: FeatureSpec) {
    this.#categories = spec.userCategories.map(({ name, values }) => ({
      name,
      rows: new Map(values.map((value, i) => [value, i + 1])),
    }));
  }

  /** Table sizes: row 0 of each is "absent". */
  get categoricalSizes(): number[] {
    return this.spec.userCategories.map(({ values }) => values.length + 1);
  }

  /** @returns whether any feature was known. Absent numbers are 0, their mean. */
  write(
    features: Readonly<Record<string, FeatureValue>>,
    numbers: Float32Array,
    numberBase: number,
    rows: Int32Array,
    rowBase: number,
  ): boolean {
    let known = false;
    this.spec.userNumbers.forEach(({ name, mean, deviation }, i) => {
      const value = features[name];
      if (typeof value !== 'number' || !Number.isFinite(value)) return;
      numbers[numberBase + i] = Math.max(-5, Math.min(5, (value - mean) / deviation));
      known = true;
    });
    this.#categories.forEach(({ name, rows: index }, i) => {
      const value = features[name];
      const row = value === undefined ? 0 : (index.get(String(value)) ?? 0);
      rows[rowBase + i] = row;
      if (row > 0) known = true;
    });
    return known;
  }
}

import {
  type BasketRules,
  basketRules,
  evidenceOf,
  type FeatureSpec,
  REPEAT_AGES,
  repeatedItems,
  type TokenEvent,
} from '@stars/features';
import { AGE_SCALE } from '@stars/model';
import type { RepeatLogits } from '@stars/ranking';
import type { ModelArtifact } from './model-artifact.js';

const VECTORS = ['general', 'next'] as const;

/** Scores what users had, from their history alone: no tensor, and nothing that is stored for a user. */
export class RepeatHead {
  readonly #rules: BasketRules;
  readonly #evidence: (type: number) => number;

  /** @param ages [K] exp(a_k) of each vector. */
  private constructor(
    spec: FeatureSpec,
    private readonly ages: Record<(typeof VECTORS)[number], Float64Array>,
    private readonly rowOf: ReadonlyMap<string, number>,
    private readonly items: Float32Array,
  ) {
    this.#rules = basketRules(spec);
    this.#evidence = evidenceOf(spec);
  }

  /** Undefined if the model has none. @param rowOf The learned items that are known. */
  static create(
    { spec, weights, repeatability }: ModelArtifact,
    rowOf: ReadonlyMap<string, number>,
  ): RepeatHead | undefined {
    if (!repeatability) return undefined;
    const agesOf = (vector: (typeof VECTORS)[number]): Float64Array =>
      Float64Array.from(weights.get(`repeat.${vector}.ages`)!.values, (a) => Math.exp(a * AGE_SCALE));
    const ages = { general: agesOf('general'), next: agesOf('next') };
    return new RepeatHead(spec, ages, rowOf, repeatability);
  }

  /** ρ of each item of a user's events, as of `time` (ms since 1970). @param history Oldest first. */
  score(history: readonly TokenEvent[], time: number): ReadonlyMap<string, RepeatLogits> {
    const had = repeatedItems(history, this.#rules, this.#evidence, time);
    const K = REPEAT_AGES.length;
    return new Map(
      had.items.map((itemId, n): [string, RepeatLogits] => {
        // An item that was not learned is like the mean of those that were.
        const row = this.rowOf.get(itemId) ?? this.items.length / 2 - 1;
        const [general, next] = VECTORS.map((vector, v) => {
          const weights = this.ages[vector];
          let evidence = 1e-12;
          for (let k = 0; k < K; k++) evidence += had.ages[n * K + k]! * weights[k]!;
          return Math.log(evidence) + this.items[2 * row + v]!;
        });
        return [itemId, { general: general!, next: next! }];
      }),
    );
  }
}

import {
  type BasketRules,
  basketRules,
  evidenceOf,
  type FeatureSpec,
  REPEAT_AGES,
  repeatedItems,
  type TokenEvent,
} from '@stars/features';
import { AGE_SCALE } from '@stars/model/definition';
import type { RepeatLogits, RepeatScores } from '@stars/ranking';
import type { ModelArtifact } from './model-artifact.js';

const K = REPEAT_AGES.length;
/** Evidence of an item without any, so that it has a logarithm. */
const LEAST = 1e-12;

type Vector = keyof RepeatLogits;

/** Scores what users had, from their history alone: no tensor, and nothing that is stored for a user. */
export class RepeatHead {
  readonly #rules: BasketRules;
  readonly #evidence: (type: number) => number;

  /** @param ages [K] exp(a_k) of each vector. */
  private constructor(
    spec: FeatureSpec,
    private readonly ages: Record<Vector, Float64Array>,
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
    const agesOf = (vector: Vector): Float64Array =>
      Float64Array.from(weights.get(`repeat.${vector}.ages`)!.values, (a) => Math.exp(a * AGE_SCALE));
    const ages = { general: agesOf('general'), next: agesOf('next') };
    return new RepeatHead(spec, ages, rowOf, repeatability);
  }

  /** ρ of each item of a user's events, as of `time` (ms since 1970). @param history Oldest first. */
  score(history: readonly TokenEvent[], time: number): RepeatScores {
    const had = repeatedItems(history, this.#rules, this.#evidence, time);
    const { items, ages } = had;
    // Of most items nobody asks.
    const rhoOf = (place: number): RepeatLogits => {
      // An item that was not learned is like the mean of those that were.
      const row = this.rowOf.get(items[place]!) ?? this.items.length / 2 - 1;
      let [general, next] = [LEAST, LEAST];
      for (let k = 0; k < K; k++) {
        const age = ages[place * K + k]!;
        general += age * this.ages.general[k]!;
        next += age * this.ages.next[k]!;
      }
      return { general: Math.log(general) + this.items[2 * row]!, next: Math.log(next) + this.items[2 * row + 1]! };
    };
    return {
      get: (itemId) => {
        const place = had.placeOf(itemId);
        return place === undefined ? undefined : rhoOf(place);
      },
      *[Symbol.iterator]() {
        for (const [place, itemId] of items.entries()) yield [itemId, rhoOf(place)];
      },
    };
  }
}

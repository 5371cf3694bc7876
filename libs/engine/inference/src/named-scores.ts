import { type ModelScores, modelScores, NumberedKeys, type RepeatLogits, type ScoredItems } from '@stars/ranking';

/** The model's scores of items, by their places. */
export class NamedScores {
  readonly items = new NumberedKeys();
  readonly #general: number[] = [Number.NaN];
  readonly #next: number[] = [Number.NaN];

  add({ ids, general, next }: ScoredItems, placeOf: (itemId: string) => number): void {
    for (let n = 0; n < ids.length; n++) {
      const number = this.items.add(placeOf(ids[n]!));
      this.#general[number] = general[n]!;
      this.#next[number] = next[n]!;
    }
  }

  /** @param rhoOf ρ of an item that the user had; absent: the scores are without the repeat head. */
  of(
    candidates: Int32Array,
    best: { general: number; next: number },
    rhoOf?: (item: number) => RepeatLogits | undefined,
  ): ModelScores {
    const [general, next] = [new Float32Array(candidates.length), new Float32Array(candidates.length)];
    for (let place = 0; place < candidates.length; place++) {
      const number = this.items.numberOf(candidates[place]!);
      general[place] = this.#general[number]!;
      next[place] = this.#next[number]!;
    }
    return modelScores(general, next, best, rhoOf && ((place) => rhoOf(candidates[place]!)));
  }
}

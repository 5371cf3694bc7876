import type { EncodeUserInput, ServedModel } from '@stars/inference';
import type { PopularityTable, SecondStageServing } from '@stars/ranking';

/** A model whose arithmetic a test can do in its head: h_gen is the mean of the history's item vectors, h_next the last. */
export class PlainModel implements ServedModel {
  readonly dataUntil = Date.UTC(2017, 11, 1);
  readonly servingWidth: number;
  /** Ranks nothing, so that both searches and the items that the user had fill the list. */
  readonly secondStage: SecondStageServing = {
    gather: async (history, { region: asked }) => {
      const own = [...new Set(history.map(({ itemId }) => itemId))];
      const depth = { own: own.length, searched: 0, coldStartItems: 0 };
      return { own, others: [], sources: [], depth, region: asked || (history.at(-1)?.region ?? '') };
    },
    admit: async () => [],
    score: () => [],
  };

  readonly lists: ServedModel['lists'] = { selling: () => [], goingWith: () => [], soldOf: (ids) => ids.map(() => 0) };

  constructor(
    readonly version: string,
    readonly itemVectors: ReadonlyMap<string, Float32Array>,
    readonly popularity: PopularityTable,
  ) {
    this.servingWidth = [...itemVectors.values()][0]!.length;
  }

  goesWith(): boolean {
    return false;
  }

  async encodeUser({ history }: EncodeUserInput): Promise<{ general: Float32Array; next: Float32Array }> {
    const vectors = history.flatMap(({ itemId }) => this.itemVectors.get(itemId) ?? []);
    const general = new Float32Array(this.servingWidth);
    for (const vector of vectors) {
      for (let i = 0; i < general.length; i++) general[i]! += vector[i]! / vectors.length;
    }
    return { general, next: vectors.at(-1) ?? new Float32Array(this.servingWidth) };
  }
}

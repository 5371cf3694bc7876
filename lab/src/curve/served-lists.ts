import { type DataFolder, stackConfig } from '@stars/cli';
import { DEFAULT_TENANT } from '@stars/contracts';
import type { LocalClock, TrainingData } from '@stars/features';
import { type ModelArtifact, StarsModel } from '@stars/inference';
import { popularItems } from '@stars/ranking';
import {
  type EvaluationSet,
  modelForEvaluation,
  onlyItems,
  type RankedSessions,
  type RankOptions,
  seenItems,
  servedRanker,
} from '@stars/replay';
import { openPorts } from '@stars/stack';

/**
 * The lists that requests without options get with a model. As in serving, the search finds items that the model has learned, and
 * places that the ranking leaves empty get the model's popular items.
 */
export async function listsOfModel(
  artifact: ModelArtifact,
  data: TrainingData,
  set: EvaluationSet,
  clock: LocalClock,
  options: RankOptions,
): Promise<RankedSessions> {
  const loaded = await StarsModel.create(artifact);
  const model = modelForEvaluation(loaded, data, set);
  try {
    const learned = new Set(loaded.learnedItems);
    const searched = onlyItems(
      model,
      Uint8Array.from(set.catalogue, (id) => (learned.has(id) ? 1 : 0)),
    );
    const lists = await servedRanker(searched, loaded.joint, data, clock).rank(set, options);
    const places = new Map(set.catalogue.map((id, place) => [id, place]));
    const popular = popularItems(loaded.popularity, { limit: Number.POSITIVE_INFINITY });
    fill(
      lists,
      set,
      options,
      popular.flatMap(({ itemId }) => places.get(itemId) ?? []),
    );
    return lists;
  } finally {
    model.dispose();
    loaded.dispose();
  }
}

function fill({ k, items }: RankedSessions, set: EvaluationSet, { explore }: RankOptions, popular: number[]): void {
  set.sessions.forEach((session, n) => {
    const list = items.subarray(n * k, (n + 1) * k);
    const empty = list.indexOf(-1);
    if (empty < 0) return;
    const taken = new Set([...list, ...(explore ? seenItems(set, session) : [])]);
    const left = popular.filter((item) => !taken.has(item)).slice(0, k - empty);
    list.set(left, empty);
  });
}

/** The lists that requests get before the first model: the newest items of the folder's catalogue, the same for everybody. */
export async function listsWithoutModel(folder: DataFolder, set: EvaluationSet, k: number): Promise<RankedSessions> {
  const { catalog, close } = await openPorts(stackConfig(folder), ['catalog']);
  try {
    const newest = await catalog.newest(DEFAULT_TENANT, {}, k);
    const places = new Map(set.catalogue.map((id, place) => [id, place]));
    const list = Array.from({ length: k }, (_, n) => places.get(newest[n] ?? '') ?? -1);
    return { k, items: Int32Array.from(set.sessions.flatMap(() => list)) };
  } finally {
    await close();
  }
}

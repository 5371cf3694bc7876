import { type DataFolder, stackConfig } from '@stars/cli';
import { DEFAULT_TENANT } from '@stars/contracts';
import type { LocalClock, TrainingData } from '@stars/features';
import { type ModelArtifact, StarsModel } from '@stars/inference';
import { buyAgainList, type OwnEvent, orderWithoutModel, popularItems, RANKED_SELLERS } from '@stars/ranking';
import {
  type EvaluationSession,
  type EvaluationSet,
  forEachSession,
  knownFrom,
  modelForEvaluation,
  type RankedSessions,
  type RankOptions,
  StarsCandidates,
  seenItems,
  starsSecondStageRanker,
} from '@stars/replay';
import { openPorts } from '@stars/stack';
import { fillLists } from './fill-lists.js';
import { SalesTimeline } from './sales-timeline.js';

/** The lists that requests without options get with a model. Places that the ranking leaves empty get the model's popular items. */
export async function listsOfModel(
  artifact: ModelArtifact,
  data: TrainingData,
  set: EvaluationSet,
  clock: LocalClock,
  options: RankOptions,
): Promise<RankedSessions> {
  const loaded = StarsModel.create(artifact);
  const model = modelForEvaluation(loaded, data, set);
  const candidates = new StarsCandidates(model);
  const lists = await starsSecondStageRanker(loaded.secondStage!, data, clock, candidates).rank(set, options);
  const places = new Map(set.catalogue.map((id, place) => [id, place]));
  const popular = popularItems(loaded.popularity, { limit: Number.POSITIVE_INFINITY });
  const order = Int32Array.from(popular.flatMap(({ itemId }) => places.get(itemId) ?? []));
  fillLists(lists, set, options, () => order);
  return lists;
}

/**
 * The lists that requests get before the first model, as the statistics of all users move on through the tested days: the user's own
 * items, best sellers of late, and the newest items of the folder's catalogue.
 */
export async function listsWithoutModel(
  folder: DataFolder,
  set: EvaluationSet,
  options: RankOptions,
): Promise<RankedSessions> {
  const { k, explore } = options;
  const newest = await newestItems(folder, set.catalogue.length);
  const places = new Map(set.catalogue.map((id, place) => [id, place]));
  const sales = new SalesTimeline(set.log);
  const items = new Int32Array(set.sessions.length * k).fill(-1);
  const order = Uint32Array.from(set.sessions.keys()).sort((a, b) => set.sessions[a]!.before - set.sessions[b]!.before);
  await forEachSession(order, options, (n) => {
    const session = set.sessions[n]!;
    const { global, shares } = sales.until(session.before);
    const seen = new Set(explore ? seenItems(set, session) : []);
    const history = historyOf(set, session);
    const { items: own } = buyAgainList(history, session.time, history.length);
    const popular = global.slice(0, RANKED_SELLERS + k).map((itemId) => ({ itemId, score: shares?.get(itemId) ?? 0 }));
    const first = orderWithoutModel(own, popular, history, session.time);
    const ranked = new Set([...first.map(({ itemId }) => itemId), ...global, ...newest]);
    const known = [...ranked].flatMap((id) => places.get(id) ?? []).filter((item) => !seen.has(item));
    items.set(known.slice(0, k), n * k);
  });
  return { k, items };
}

const historyOf = ({ log }: EvaluationSet, session: EvaluationSession): OwnEvent[] =>
  Array.from({ length: session.historyTo - knownFrom(session) }, (_, n) => {
    const row = knownFrom(session) + n;
    return { itemId: log.items[log.item[row]!]!, time: log.time[row]!, type: log.type[row]! };
  });

async function newestItems(folder: DataFolder, count: number): Promise<string[]> {
  const { catalog, close } = await openPorts(stackConfig(folder), ['catalog']);
  try {
    return await catalog.latest(DEFAULT_TENANT, {}, { by: 'version', limit: count });
  } finally {
    await close();
  }
}

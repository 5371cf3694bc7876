import { type Difference, mean, pairedDifference } from '@stars/evaluation';
import type { StarsModel } from '@stars/inference';
import { entryOf } from '@stars/platform';
import {
  asStranger,
  drawnSessions,
  type EvaluationSession,
  type EvaluationSet,
  modelForEvaluation,
  type RankedSessions,
  type RankOptions,
  type ReplayModel,
  type SeedChoice,
  type Split,
  StarsCandidates,
  seededSessions,
  sessionMetrics,
  starsSecondStageRanker,
} from '@stars/replay';
import { previousSessions } from '../baselines/previous-sessions.js';
import type { Size } from '../curve/cut-log.js';
import { categoryPaths, modelOfCut } from '../curve/model-of-cut.js';
import type { OpenedLog } from '../curve/open-logs.js';
import type { Work } from '../logs/log.js';
import { alternativesList, bestOfCategory, goesWithList } from './related-rankers.js';
import { type Relation, relatedSessions } from './related-sessions.js';
import { coPurchases, popularity, type SeedRanker, textSimilarity, tunedSeedKnn } from './seed-rankers.js';

export interface SeedsRequest {
  size: Size;
  split: Split;
  seed: number;
  /** Most tested sessions. */
  sessions: number;
}

/** What one ranking of lists because of seeds reached. */
export interface SeedRow {
  seeds: Exclude<SeedChoice, 'mixed'> | Relation;
  users: 'known' | 'strangers';
  ranking: string;
  sessions: number;
  ndcg: number;
  hit: number;
  /** The list that is made for such requests − this one, paired over users; absent for that list. */
  ahead?: { ndcg: Difference; hit: Difference };
}

/** Items of a list, and seeds that the default may have in it. */
const [SHOWN, LONGER] = [10, 60];
const SEEDED = 'STARS, with the seeds';
const MADE_FOR: Readonly<Record<SeedRow['seeds'], string>> = {
  one: SEEDED,
  several: SEEDED,
  'goes with': 'goes with',
  alternative: 'alternatives',
};

/** Trains on a cut log without the tested sessions, and ranks these because of seeds. */
export async function measureSeeds(opened: OpenedLog, request: SeedsRequest, work: Work): Promise<SeedRow[]> {
  const { clock } = opened;
  const { sessions } = request;
  const { loaded, data, whole } = await modelOfCut(opened, request, work);
  const tested = { ...whole, sessions: drawnSessions(whole.sessions, sessions, 0) };
  const before = previousSessions(whole, { limit: sessions });
  const rows: SeedRow[] = [];
  for (const choice of ['one', 'several'] as const) {
    const cut = (set: EvaluationSet): EvaluationSet => ({
      ...set,
      sessions: seededSessions(set, set.sessions, clock, { choice, seed: 0 }),
    });
    const [set, tuning] = [cut(tested), cut(before)];
    if (set.sessions.length === 0) continue;
    const asked = { loaded, data, tuning, choice };
    rows.push(...(await compared(opened, { ...asked, set, users: 'known' }, work)));
    const strangers = { ...set, sessions: set.sessions.map(asStranger) };
    rows.push(...(await compared(opened, { ...asked, set: strangers, users: 'strangers' }, work)));
  }
  const categories = categoriesOf(categoryPaths(data, tested.catalogue));
  for (const choice of ['goes with', 'alternative'] as const) {
    const cut = (set: EvaluationSet): EvaluationSet => ({ ...set, sessions: relatedSessions(set, categories, choice) });
    const [set, tuning] = [cut(tested), cut(before)];
    if (set.sessions.length > 0)
      rows.push(...(await compared(opened, { loaded, data, tuning, choice, set, users: 'known' }, work)));
  }
  return rows;
}

/** The finest category of each item, by number; −1: it has none. */
function categoriesOf(of: readonly string[][]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(of, (path) => {
    const name = path.at(-1);
    return name === undefined ? -1 : entryOf(numbers, name, () => numbers.size);
  });
}

interface Compared {
  loaded: StarsModel;
  data: OpenedLog['data'];
  set: EvaluationSet;
  tuning: EvaluationSet;
  choice: SeedRow['seeds'];
  users: SeedRow['users'];
}

async function compared(opened: OpenedLog, asked: Compared, { progress, signal }: Work): Promise<SeedRow[]> {
  const { set, choice, users } = asked;
  const options: RankOptions = { k: SHOWN, explore: false, signal };
  const rows = set.sessions.map((_, n) => n);
  const targets = set.sessions.map(({ target }) => target);
  const reached = new Map<string, ReturnType<typeof sessionMetrics>>();
  for (const [name, rank] of await rankers(opened, asked, options)) {
    progress.update({ label: `Rank: ${users}, ${choice}: ${name}` });
    reached.set(name, sessionMetrics(await rank(set, options), rows, targets));
  }
  progress.finish();
  const own = reached.get(MADE_FOR[choice])!;
  const ofUsers = set.sessions.map(({ user }) => user);
  return [...reached].map(([ranking, metrics]) => {
    const ahead = (metric: 'ndcg@10' | 'hit@10') => pairedDifference(ofUsers, own[metric], metrics[metric]);
    return {
      ...{ seeds: choice, users, ranking, sessions: rows.length },
      ...{ ndcg: mean(metrics['ndcg@10']), hit: mean(metrics['hit@10']) },
      ...(ranking === MADE_FOR[choice] ? {} : { ahead: { ndcg: ahead('ndcg@10'), hit: ahead('hit@10') } }),
    };
  });
}

async function rankers(
  { clock }: OpenedLog,
  { loaded, data, set, tuning, choice }: Compared,
  options: RankOptions,
): Promise<[string, SeedRanker][]> {
  const seeded: SeedRanker = (of, asked) => stars(modelForEvaluation(loaded, data, of))(of, asked);
  const stars = (model: ReplayModel): SeedRanker => {
    const { rank } = starsSecondStageRanker(loaded.secondStage!, data, clock, new StarsCandidates(model));
    return rank;
  };
  const [knn, settings] = await tunedSeedKnn(tuning, options);
  const { texts, itemVectors } = modelForEvaluation(loaded, data, { ...set, sessions: [] });
  const ofItems = categoryPaths(data, set.catalogue);
  const related: [string, SeedRanker][] = [
    ['goes with', goesWithList(loaded, set.catalogue)],
    ['alternatives', alternativesList(itemVectors, ofItems)],
    ["the category's best sellers", bestOfCategory(categoriesOf(ofItems))],
  ];
  return [
    ...(choice === 'one' || choice === 'several' ? [] : related),
    [SEEDED, seeded],
    ['STARS, default list', (of, asked) => withoutSeeds(of, asked, seeded)],
    [`item-kNN (${settings})`, knn],
    ['co-purchase counts', coPurchases()],
    ...(texts ? [['text similarity', textSimilarity(texts)] satisfies [string, SeedRanker]] : []),
    ['recent popularity, 7 days', popularity(7)],
  ];
}

/** The list that is because of nothing, without the items that are seeds. */
async function withoutSeeds(
  set: EvaluationSet,
  { k, ...options }: RankOptions,
  rank: SeedRanker,
): Promise<RankedSessions> {
  const unseeded = set.sessions.map(({ seeds: _, ...session }): EvaluationSession => session);
  const lists = await rank({ ...set, sessions: unseeded }, { ...options, k: LONGER });
  const items = new Int32Array(set.sessions.length * k).fill(-1);
  set.sessions.forEach(({ seeds }, n) => {
    const list = lists.items.subarray(n * LONGER, (n + 1) * LONGER).filter((item) => !seeds!.includes(item));
    items.set(list.subarray(0, k), n * k);
  });
  return { k, items };
}

import { CandidateSource } from '@stars/contracts';
import { BestItems } from '../best-items.js';
import type { LiveColdStartItems } from '../cold-start/live-cold-start-items.js';
import type { GroupTouches } from '../second-stage/group-touches.js';
import type { HistorySimilarities } from '../second-stage/history-similarity.js';
import type { LiveSignals } from '../second-stage/live-signals.js';
import type { NearSessions } from '../second-stage/near-sessions.js';
import type { NumberedKeys } from '../second-stage/numbered-keys.js';
import type { OwnEvidence } from '../second-stage/own-evidence.js';
import type { OwnTouches } from '../second-stage/own-touches.js';
import { GROUP_DECAYS, type GroupHistory, type PurchaseHistory } from '../second-stage/purchase-history.js';
import type { CandidateSizes } from './candidate-sizes.js';
import type { PopularLists } from './popular-lists.js';

/** What candidates of a request are found from: everything is in memory. */
export interface FinderInput {
  sizes: CandidateSizes;
  /** Of the user, read up to the request. */
  history: PurchaseHistory;
  touches: OwnTouches;
  similarity: HistorySimilarities;
  /** Absent if the log has no other kinds of events. */
  evidence: OwnEvidence | undefined;
  nearSessions: NearSessions;
  region: number;
  live: LiveSignals | undefined;
  popular: PopularLists;
  /** Of the morning of the statistics. */
  lists: ReturnType<PopularLists['on']>;
  liveColdStartItems: LiveColdStartItems;
  morning: number;
}

/** One way to find candidates, besides the repeat candidates and the model's searches. Replay and serving use the same ones. */
export interface CandidateFinder {
  readonly name: string;
  /** What an answer names as the source of an item that no finder before found. */
  readonly source: CandidateSource;
  /** Best first. There may be duplicates, and items that the user had. */
  find(input: FinderInput): ArrayLike<number>;
}

const { CANDIDATE_SOURCE_BUY_AGAIN, CANDIDATE_SOURCE_POPULAR, CANDIDATE_SOURCE_SIMILAR } = CandidateSource;

const popular = (name: string, find: CandidateFinder['find']): CandidateFinder => ({
  ...{ name, source: CANDIDATE_SOURCE_POPULAR, find },
});
const similar = (name: string, find: CandidateFinder['find']): CandidateFinder => ({
  ...{ name, source: CANDIDATE_SOURCE_SIMILAR, find },
});

/** All of them, in the order in which their candidates are taken. */
export const CANDIDATE_FINDERS: readonly CandidateFinder[] = [
  {
    name: 'looked at or put into the cart, never bought',
    source: CANDIDATE_SOURCE_BUY_AGAIN,
    find: ({ evidence, history, sizes }) =>
      (evidence?.inOrder().filter((item) => !history.has(item)) ?? []).slice(0, sizes.browsed),
  },
  similar('met in sessions like this one', ({ nearSessions, sizes }) => nearSessions.best(sizes.sessions)),
  popular('popular in the groups touched last', ({ touches, lists, sizes }) =>
    touches.groups[0] ? inTouchedGroups(touches.groups[0], lists.byGroup, sizes) : [],
  ),
  popular('popular in the last week', ({ lists, sizes }) => lists.week.subarray(0, sizes.popular)),
  popular('popular in the last month', ({ lists, sizes }) => lists.month.subarray(0, sizes.popular)),
  popular('popular in the region', ({ popular, region, sizes }) =>
    sizes.region > 0 ? popular.inRegion(region, sizes.region) : [],
  ),
  popular("popular in the user's groups", ({ history, lists, sizes: { groups, perGroup } }) =>
    inOwnGroups(history.groups[0], lists.byGroup, groups, perGroup),
  ),
  popular('first purchases of others', ({ lists, sizes }) =>
    lists.firsts.flatMap((items) => [...items.subarray(0, sizes.tried)]),
  ),
  popular("near-duplicates of the user's items", ({ history, lists: { nearDuplicates }, sizes }) =>
    nearDuplicates
      ? inOwnGroups(
          history.groups[nearDuplicates.level],
          nearDuplicates.byGroup,
          sizes.nearDuplicateGroups,
          sizes.perNearDuplicateGroup,
        )
      : [],
  ),
  popular('with a live signal', ({ live, popular, sizes }) =>
    live && sizes.promoted > 0 ? popular.bestOf(live.items, sizes.promoted) : [],
  ),
  popular('cold-start items with a live signal', ({ live, liveColdStartItems, morning, sizes }) =>
    live && sizes.liveColdStartItems > 0
      ? liveColdStartItems.find(live, morning).slice(0, sizes.liveColdStartItems)
      : [],
  ),
  similar('met together with what was touched last', ({ similarity, history, sizes }) =>
    similarity.touched.best(history, sizes.touched),
  ),
  similar('had by the same users as the seeds', ({ similarity, history, sizes }) =>
    sizes.withSeeds > 0 ? similarity.seeds.best(history, sizes.withSeeds) : [],
  ),
  similar('had by the same users', ({ similarity, history, sizes }) => similarity.users.best(history, sizes.similar)),
  similar("met together with the user's items", ({ similarity, history, sizes }) =>
    similarity.sessions.best(history, sizes.together),
  ),
];

/** Popular items of the groups that the user touched last. */
const inTouchedGroups = (
  { groups, weights }: GroupTouches,
  items: readonly Int32Array[],
  { touchedGroups, perTouchedGroup }: CandidateSizes,
): number[] => inBestGroups(groups, (n) => weights[n]!, items, touchedGroups, perTouchedGroup);

/** Popular items of the user's groups: those bought from often and lately come first. */
const inOwnGroups = (
  mine: GroupHistory | undefined,
  items: readonly Int32Array[],
  groups: number,
  perGroup: number,
): number[] =>
  mine ? inBestGroups(mine.groups, (n) => mine.decayed[n * GROUP_DECAYS.length]!, items, groups, perGroup) : [];

/** The first `perGroup` items of each of the `most` groups with the highest weights, ties to the lower group. */
function inBestGroups(
  { keys, size }: NumberedKeys,
  weight: (n: number) => number,
  items: readonly Int32Array[],
  most: number,
  perGroup: number,
): number[] {
  const best = new BestItems(most);
  for (let n = 1; n <= size; n++) if (best.takes(weight(n), keys[n]!)) best.put(weight(n), keys[n]!);
  const groups = new Int32Array(best.size);
  best.drainTo(groups, 0);
  const found: number[] = [];
  for (const group of groups) {
    const own = items[group]!;
    for (let place = 0; place < Math.min(perGroup, own.length); place++) found.push(own[place]!);
  }
  return found;
}

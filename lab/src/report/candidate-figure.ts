import type { BootstrapOptions } from '@stars/evaluation';
import type { LocalClock } from '@stars/features';
import { type EvaluationSet, type RankedSessions, sessionMetrics } from '@stars/replay';
import { type FigureBucket, figureBucket, type MeasuredRanker } from './history-figure.js';

const CANDIDATE_BUCKETS = ['1-10', '11-30', '31-100', '101+'] as const;
export type CandidateBucket = (typeof CANDIDATE_BUCKETS)[number];

/** One page that a user was shown. */
export interface ShownPage {
  userId: string;
  /** ms UTC. */
  time: number;
  items: readonly string[];
}

/**
 * Figure 5 of the paper, unchanged: only the items that the user was shown that day are ranked, and the buckets are sizes
 * of that set. Sessions without a target among the shown items are left out.
 */
export interface CandidateFigure {
  metric: 'hit@5';
  model: string;
  /** Depth of the lists; shown items below it have no rank. */
  depth: number;
  /** Mean share of the shown items within that depth, in the model's lists. */
  within_depth: number;
  buckets: FigureBucket<CandidateBucket>[];
}

/**
 * [S] catalogue indices, ascending, none twice, of the items that each session's user was shown on its local day: with
 * leave-one-out up to its time, else at any time (`label_any`).
 */
export function candidateSets(set: EvaluationSet, pages: Iterable<ShownPage>, clock: LocalClock): Uint32Array[] {
  const sessions = new Map<string, number[]>();
  set.sessions.forEach(({ userId, day }, n) => {
    const key = `${day} ${userId}`;
    sessions.set(key, [...(sessions.get(key) ?? []), n]);
  });
  const indexOf = new Map(set.catalogue.map((id, index) => [id, index]));
  const shown = set.sessions.map(() => new Set<number>());
  for (const { userId, time, items } of pages) {
    for (const n of sessions.get(`${clock.day(time)} ${userId}`) ?? []) {
      if (set.protocol === 'leave-one-out' && time > set.sessions[n]!.time) continue;
      for (const id of items) {
        const index = indexOf.get(id);
        if (index !== undefined) shown[n]!.add(index);
      }
    }
  }
  return shown.map((items) => Uint32Array.from(items).sort());
}

interface DeepLists {
  name: string;
  /** One for each session of the set, as deep as possible. */
  lists: RankedSessions;
}

/** Undefined if no session has a target among its shown items. */
export function candidateFigure(
  set: EvaluationSet,
  candidates: readonly Uint32Array[],
  model: DeepLists,
  baselines: readonly DeepLists[],
  bootstrap: BootstrapOptions = {},
): CandidateFigure | undefined {
  const rows: number[] = [];
  const targets: Uint32Array[] = [];
  set.sessions.forEach(({ target }, n) => {
    const shown = new Set(candidates[n]);
    const labels = target.filter((item) => shown.has(item));
    if (labels.length === 0) return;
    rows.push(n);
    targets.push(labels);
  });
  if (rows.length === 0) return undefined;
  const sessions = rows.map((n) => set.sessions[n]!);
  const users = Uint32Array.from(sessions, ({ user }) => user);
  const measured = ({ name, lists }: DeepLists): MeasuredRanker => ({
    name,
    measured: { sessions, users, metrics: sessionMetrics(within(lists, candidates), rows, targets) },
  });
  const [own, ...others] = [model, ...baselines].map(measured);
  const labels = rows.map((n) => candidateBucket(candidates[n]!.length));
  return {
    metric: 'hit@5',
    model: model.name,
    depth: model.lists.k,
    within_depth: shareWithin(model.lists, rows, candidates),
    buckets: CANDIDATE_BUCKETS.flatMap((label) => {
      const members = labels.flatMap((bucket, n) => (bucket === label ? [n] : []));
      return members.length === 0 ? [] : [figureBucket(label, members, own!, others, 'hit@5', bootstrap)];
    }),
  };
}

function candidateBucket(size: number): CandidateBucket {
  if (size <= 10) return '1-10';
  if (size <= 30) return '11-30';
  return size <= 100 ? '31-100' : '101+';
}

/** The lists with only the shown items. */
function within({ k, items }: RankedSessions, candidates: readonly Uint32Array[]): RankedSessions {
  const kept = new Int32Array(items.length).fill(-1);
  candidates.forEach((shown, n) => {
    const allowed = new Set(shown);
    kept.set(
      items.subarray(n * k, (n + 1) * k).filter((item) => allowed.has(item)),
      n * k,
    );
  });
  return { k, items: kept };
}

function shareWithin(
  { k, items }: RankedSessions,
  rows: readonly number[],
  candidates: readonly Uint32Array[],
): number {
  const shares = rows.map((n) => {
    const listed = new Set(items.subarray(n * k, (n + 1) * k));
    return candidates[n]!.filter((item) => listed.has(item)).length / candidates[n]!.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

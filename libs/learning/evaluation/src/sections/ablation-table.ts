import type { EvaluationSet, RankedSessions } from '@stars/replay';
import {
  type BootstrapOptions,
  bootstrapMeans,
  type Difference,
  type Interval,
  mean,
  pairedDifference,
} from '../bootstrap.js';

/** Depth of Table 3. */
export const ABLATION_DEPTHS = [1, 5, 10, 20, 50] as const;
export type AblationDepth = (typeof ABLATION_DEPTHS)[number];

/** The vector that searches: h_next, h_gen, or both lists by round robin. */
export const ABLATION_HEADS = ['NI', 'GI', 'RR'] as const;
export type AblationHead = (typeof ABLATION_HEADS)[number];

/** Recall@K of one search of one variant. */
export interface AblationRecall {
  recall: Record<AblationDepth, number>;
  ci95: Record<AblationDepth, Interval>;
  /** variant − full, paired over users; absent for `full` itself. */
  difference?: Record<AblationDepth, Difference>;
}

export interface AblationRow {
  /** `full`, `no text`, `no tags`, `no context`, `no [USER]`, `no repeat head`. */
  variant: string;
  model_version: string;
  steps: number;
  train_seconds: number;
  /** By targets and search. */
  all: Record<AblationHead, AblationRecall>;
  /** Against targets that are new to the user, seen items left out. */
  explore?: Record<AblationHead, AblationRecall>;
}

/** Table 3 of the paper: the value of each part of the model. */
export interface AblationTable {
  size: string;
  /** Training steps of each variant, and the budget in minutes that decided them. */
  steps: number;
  budget_minutes: number;
  seed: number;
  rows: AblationRow[];
}

/** Ranked lists of one variant, 50 deep or more. */
export interface AblationLists {
  all: Record<AblationHead, RankedSessions>;
  explore?: Record<AblationHead, RankedSessions>;
}

/** What describes a variant besides its lists. */
export type AblationVariant = Pick<AblationRow, 'variant' | 'model_version' | 'steps' | 'train_seconds'>;

/** @param variants the first one is the full model, with which the others are compared. */
export function ablationRows(
  set: EvaluationSet,
  variants: readonly { variant: AblationVariant; lists: AblationLists }[],
  bootstrap: BootstrapOptions,
): AblationRow[] {
  const full = variants[0]?.lists;
  return variants.map(({ variant, lists }, n) => {
    const against = n === 0 ? undefined : full;
    const rows = (targets: 'all' | 'explore') =>
      Object.fromEntries(
        ABLATION_HEADS.map((head) => [
          head,
          recallOf(set, lists[targets]![head], against?.[targets]?.[head], targets === 'explore', bootstrap),
        ]),
      ) as Record<AblationHead, AblationRecall>;
    return { ...variant, all: rows('all'), ...(lists.explore ? { explore: rows('explore') } : {}) };
  });
}

function recallOf(
  set: EvaluationSet,
  lists: RankedSessions,
  full: RankedSessions | undefined,
  explore: boolean,
  bootstrap: BootstrapOptions,
): AblationRecall {
  const own = recallsAt(set, lists, explore);
  const result: AblationRecall = meanRecalls(own, bootstrap);
  if (!full) return result;
  const theirs = recallsAt(set, full, explore).recall;
  return {
    ...result,
    difference: byDepth((depth) => pairedDifference(own.users, own.recall[depth], theirs[depth], bootstrap)),
  };
}

/** Recall@K of the sessions with a target, each [S], and their users. */
export interface SessionRecalls {
  users: Uint32Array;
  recall: Record<AblationDepth, Float64Array>;
}

/** Means over sessions, with 95% intervals over users. */
export function meanRecalls(
  { users, recall }: SessionRecalls,
  bootstrap: BootstrapOptions,
): Pick<AblationRecall, 'recall' | 'ci95'> {
  const series = ABLATION_DEPTHS.map((depth) => recall[depth]);
  const intervals = bootstrapMeans(users, series, bootstrap);
  return { recall: byDepth((_, n) => mean(series[n]!)), ci95: byDepth((_, n) => intervals[n]!) };
}

/**
 * Recall@K of each session with a target: hits among the first K, divided by the number of targets. It is the expected R@K
 * of one target drawn at random.
 */
export function recallsAt(set: EvaluationSet, { k, items }: RankedSessions, explore: boolean): SessionRecalls {
  const rows = set.sessions.flatMap((session, n) => {
    const target = explore ? session.targetNew : session.target;
    return target.length === 0 ? [] : [{ n, user: session.user, target: new Set(target) }];
  });
  const recall = byDepth(() => new Float64Array(rows.length));
  rows.forEach(({ n, target }, row) => {
    let hits = 0;
    let at = 0;
    for (const depth of ABLATION_DEPTHS) {
      for (; at < Math.min(depth, k); at++) if (target.has(items[n * k + at]!)) hits++;
      recall[depth][row] = hits / target.size;
    }
  });
  return { users: Uint32Array.from(rows, ({ user }) => user), recall };
}

const byDepth = <T>(value: (depth: AblationDepth, n: number) => T): Record<AblationDepth, T> =>
  Object.fromEntries(ABLATION_DEPTHS.map((depth, n) => [depth, value(depth, n)])) as Record<AblationDepth, T>;

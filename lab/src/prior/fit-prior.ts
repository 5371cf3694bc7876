import { hash32 } from '@stars/features';
import type { RankerKind } from '@stars/ranking';
import { fitLinear, linearScores, PRIOR, sessionMetrics } from '@stars/training';
import type { PriorSession, PriorWindow } from './prior-window.js';

/** Of the sum of the squared weights: it decides only between columns that say the same. */
const RIDGE = 0.02;
/** In so many parts, by user: each is ranked by what the others teach. */
const FOLDS = 4;
/** A window with fewer sessions says nothing, and counts as much as one with many. */
const FEWEST = 20;

/** NDCG@10 of the base alone among the candidates of a log's sessions, and what a difference to the prior in use is, with its error. */
export interface ComparedPriors {
  log: string;
  windows: number;
  sessions: number;
  inUse: number;
  /** Users are ranked by what the others of all logs teach. */
  fitted: Difference;
  /** Ranked by what the logs of other sources teach; absent if there are none. */
  withoutLog?: Difference;
}

export interface Difference {
  ndcg: number;
  more: number;
  error: number;
}

export interface FittedPrior {
  inUse: Float64Array;
  /** By all sessions. */
  weights: Float64Array;
  /** By the sessions of other sources. */
  without: Map<string, Float64Array>;
  logs: ComparedPriors[];
}

/** Fits one prior on all windows of its kind, and compares it with the one in use. Undefined if there is no window with enough sessions. */
export function fitPrior(all: readonly PriorWindow[], of: RankerKind, evidence: boolean): FittedPrior | undefined {
  const windows = all.filter((each) => each.evidence === evidence && each.sessions[of].length >= FEWEST);
  if (windows.length === 0) return undefined;
  const inUse = Float64Array.from(PRIOR[of], ({ alone, withEvidence }) => (evidence ? withEvidence : alone));
  const fit = (keep: (session: PriorSession, window: PriorWindow) => boolean): Float64Array =>
    fitPooled(windows, of, keep);
  const folds = Array.from({ length: FOLDS }, (_, fold) => fit(({ user }) => foldOf(user) !== fold));
  const sources = [...new Set(windows.map(({ source }) => source))];
  const without = new Map(
    sources.length < 2 ? [] : sources.map((source) => [source, fit((_, window) => window.source !== source)]),
  );
  const logs = [...Map.groupBy(windows, ({ log }) => log)].map(([log, own]): ComparedPriors => {
    const measured = own.map(({ sessions }) => ({ sessions: sessions[of], values: ndcgOf(sessions[of], () => inUse) }));
    const compared = (weightsOf: (user: string) => Float64Array): Difference => differenceOf(measured, weightsOf);
    const others = without.get(own[0]!.source);
    return {
      ...{ log, windows: own.length, sessions: measured.reduce((sum, { sessions }) => sum + sessions.length, 0) },
      inUse: measured.reduce((sum, { values }) => sum + meanOf(values) / own.length, 0),
      fitted: compared((user) => folds[foldOf(user)]!),
      ...(others ? { withoutLog: compared(() => others) } : {}),
    };
  });
  return { inUse, weights: fit(() => true), without, logs };
}

const foldOf = (user: string): number => hash32(user) % FOLDS;
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The weights with the least loss over the kept sessions. Each source counts the same, and each window of a source. */
function fitPooled(
  windows: readonly PriorWindow[],
  of: RankerKind,
  keep: (session: PriorSession, window: PriorWindow) => boolean,
): Float64Array {
  const kept = windows
    .map((window) => ({ ...window, kept: window.sessions[of].filter((session) => keep(session, window)) }))
    .filter((window) => window.kept.length > 0);
  const sources = [...Map.groupBy(kept, ({ source }) => source).values()];
  const sessions = sources.flatMap((own) =>
    own.flatMap((window) => {
      // As in the product's loss: a basket of n counts √n.
      const total = window.kept.reduce((sum, { purchased }) => sum + Math.sqrt(purchased.length), 0);
      return window.kept.map((session) => ({ ...session, weight: 1 / (sources.length * own.length * total) }));
    }),
  );
  const spread = 1 / Math.sqrt(2 * RIDGE);
  return fitLinear(
    sessions,
    PRIOR[of].map(({ name }) => ({ name, weight: 0, spread })),
  );
}

function ndcgOf(sessions: readonly PriorSession[], weightsOf: (user: string) => Float64Array): number[] {
  return sessions.map(
    (session) => sessionMetrics(linearScores(session, weightsOf(session.user)), session.purchased).ndcg,
  );
}

/** The mean over windows. Its error counts what a user has in several sessions and windows as one. */
function differenceOf(
  measured: readonly { sessions: readonly PriorSession[]; values: readonly number[] }[],
  weightsOf: (user: string) => Float64Array,
): Difference {
  const users = new Map<string, { share: number; more: number }>();
  let [ndcg, more] = [0, 0];
  for (const { sessions, values } of measured) {
    const share = 1 / (measured.length * sessions.length);
    ndcgOf(sessions, weightsOf).forEach((value, n) => {
      const own = users.get(sessions[n]!.user) ?? { share: 0, more: 0 };
      const gained = share * (value - values[n]!);
      users.set(sessions[n]!.user, { share: own.share + share, more: own.more + gained });
      ndcg += share * value;
      more += gained;
    });
  }
  const squares = [...users.values()].reduce((sum, own) => sum + (own.more - more * own.share) ** 2, 0);
  return { ndcg, more, error: Math.sqrt(squares) };
}

import { type ColumnEvidence, columnsByEvidence } from './columns/columns-by-evidence.js';
import type { FeatureLayout } from './feature-layout.js';
import type { RequestRanking } from './request-ranking.js';
import type { SecondStageRanker } from './second-stage-ranker.js';
import type { SecondStageRequest } from './second-stage-request.js';
import type { CandidateScorer } from './second-stage-weights.js';
import { type SessionLog, SessionLogBuilder } from './session-log.js';

/** By how much a score would be lower without some evidence. */
export interface Claim {
  /**
   * `similar`: all similar items that the user bought or touched. `item`: one of them. `user`: all that is known of the user, the model's
   * vectors too.
   */
  evidence: 'bought' | 'seen' | 'category' | 'similar' | 'item' | 'user' | 'region';
  /** Of evidence `item`. */
  itemId?: string;
  points: number;
}

/** What the network's score of one candidate is made from. */
export interface ScoredRow {
  item: number;
  /** [F] features. */
  row: Float32Array;
  /** How far the score is above the mean of the other candidates. */
  above: number;
}

/** What raised one item above the others: its real claims, the largest first. */
export type ScoreClaims = readonly Claim[];

/** Explains scores of one request. */
export interface RequestClaims {
  /** One for each row. */
  claimsOf(rows: readonly ScoredRow[]): ScoreClaims[];
}

/** The request that rows are from. */
export interface ReadRequest {
  request: SecondStageRequest;
  /** It has read the user. */
  user: RequestRanking;
  /** Whether the rows have scores of the model. */
  hasScores: boolean;
}

/** The network that scored the rows, and its mean candidate, [F]. */
export interface ClaimedNetwork {
  scorer: CandidateScorer;
  mean: Float32Array;
}

/**
 * A claim is real if it is at least a quarter of what raised the item above the mean of the other candidates: what the user did with the
 * item, the user's similar items, the model's taste and popularity can each raise it, so a quarter is an even share.
 */
const REAL_SHARE = 1 / 4;
/** Of the mean candidate and those below it, a claim is real if it makes the odds of the item a tenth higher. */
const LEAST_POINTS = 0.1;

/** A row with some columns as they would be without the evidence. */
interface Alternative extends Omit<Claim, 'points'> {
  /** Place of the row among those that are explained. */
  of: number;
  row: Float32Array;
}

const NOBODY = nobodysSessions();
/** What a user did. */
const OF_USER = ['bought', 'seen', 'category', 'similar'] as const;
/** What no reason names. */
const UNNAMED: ReadonlySet<Claim['evidence']> = new Set(['user', 'region'] as const);

/**
 * Says what a score owes to which evidence. The network scores the row once more with the columns of the evidence as they would be
 * without it; the claim is the difference. Columns that other evidence tells of stay as they are, so claims do not add up to the score.
 */
export class EvidenceClaims {
  readonly #nobody: RequestRanking;
  readonly #columns: Readonly<Record<ColumnEvidence, readonly number[]>>;

  constructor(
    ranker: Pick<SecondStageRanker, 'newRequest'>,
    layout: FeatureLayout,
    private readonly idOf: (item: number) => string | undefined,
  ) {
    this.#nobody = ranker.newRequest();
    this.#columns = columnsByEvidence(layout);
  }

  /** One for each row, all of one request. */
  claimsOf(read: ReadRequest, rows: readonly ScoredRow[], network: ClaimedNetwork): ScoreClaims[] {
    const found = realClaims(rows, [...this.#withoutOwn(read, rows, network.mean)], network);
    // Which of the similar items it was matters where all of them together raised the row most.
    const asked = found.map((claims) => claims.find(({ evidence }) => !UNNAMED.has(evidence))?.evidence === 'similar');
    const alternatives = asked.includes(true) ? [...this.#withoutItems(read.user, rows, asked)] : [];
    const ofItems = realClaims(rows, alternatives, network);
    return found.map((claims, n) => [...claims, ...ofItems[n]!].sort((a, b) => b.points - a.points));
  }

  /** A user without the evidence has the columns of one of whom nothing is known; the model's and the region's are those of the mean candidate. */
  *#withoutOwn(
    { request, hasScores }: ReadRequest,
    rows: readonly ScoredRow[],
    mean: Float32Array,
  ): Generator<Alternative> {
    this.#nobody.read(NOBODY, request);
    const { features } = this.#nobody.describe(Int32Array.from(rows, ({ item }) => item));
    for (const [of, { row }] of rows.entries()) {
      const nobodys = features.subarray(of * mean.length, (of + 1) * mean.length);
      const unknown = row.slice();
      for (const evidence of OF_USER) {
        const columns = this.#columns[evidence];
        const without = replaced(row, nobodys, columns);
        if (without) yield { of, evidence, row: without };
        for (const f of columns) unknown[f] = nobodys[f]!;
      }
      if (hasScores) for (const f of this.#columns.model) unknown[f] = mean[f]!;
      yield { of, evidence: 'user', row: unknown };
      const elsewhere = replaced(
        row,
        mean,
        this.#columns.region.filter((f) => row[f]! > mean[f]!),
      );
      if (elsewhere) yield { of, evidence: 'region', row: elsewhere };
    }
  }

  /** Without one item of the user, for each that may raise a row that is asked for. */
  *#withoutItems(user: RequestRanking, rows: readonly ScoredRow[], asked: readonly boolean[]): Generator<Alternative> {
    const rowsOf = new Map<number, number[]>();
    for (const [of, { item }] of rows.entries()) {
      if (!asked[of]) continue;
      for (const own of user.similarOwn(item)) rowsOf.set(own, [...(rowsOf.get(own) ?? []), of]);
    }
    const narrow = user.narrowNeighbours(rows.flatMap(({ item }, of) => (asked[of] ? [item] : [])));
    for (const [own, places] of rowsOf) {
      const itemId = this.idOf(own);
      if (itemId === undefined) continue;
      const items = places.map((of) => rows[of]!.item);
      this.#nobody.readSimilarity(user, own, narrow);
      const { features } = this.#nobody.describe(Int32Array.from(items));
      for (const [n, of] of places.entries()) {
        const { row } = rows[of]!;
        const others = features.subarray(n * row.length);
        const without = replaced(row, others, this.#columns.similar);
        if (without) yield { of, evidence: 'item', itemId, row: without };
      }
    }
  }
}

/** The row with some columns of another; undefined if that is the same. */
function replaced(row: Float32Array, other: Float32Array, columns: readonly number[]): Float32Array | undefined {
  if (columns.every((f) => row[f] === other[f])) return undefined;
  const without = row.slice();
  for (const f of columns) without[f] = other[f]!;
  return without;
}

/** Of each row, largest first. All alternatives are scored in one call. */
function realClaims(
  rows: readonly ScoredRow[],
  alternatives: readonly Alternative[],
  network: ClaimedNetwork,
): Claim[][] {
  const claims = rows.map((): Claim[] => []);
  const width = network.mean.length;
  const asked = [...rows, ...alternatives];
  const features = new Float32Array(asked.length * width);
  asked.forEach(({ row }, n) => {
    features.set(row, n * width);
  });
  const scores = network.scorer.score(features, asked.length);
  alternatives.forEach(({ of, row: _, ...claim }, n) => {
    const points = scores[of]! - scores[rows.length + n]!;
    if (points >= Math.max(LEAST_POINTS, REAL_SHARE * rows[of]!.above)) claims[of]!.push({ ...claim, points });
  });
  return claims.map((real) => real.sort((a, b) => b.points - a.points));
}

function nobodysSessions(): SessionLog {
  const builder = new SessionLogBuilder();
  builder.addUser([]);
  return builder.build();
}

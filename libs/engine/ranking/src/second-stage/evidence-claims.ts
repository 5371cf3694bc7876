import { type ColumnEvidence, columnsByEvidence } from './columns/columns-by-evidence.js';
import type { FeatureLayout } from './feature-layout.js';
import { atLeast } from './numbered-keys.js';
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
  /** Of evidence `item`; of `similar`, if that carried half and nothing is of the item itself: the similar item without which the score would fall most. */
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
/** Similar items that carried so much together are named by the strongest of them, also if each explains the others away. */
const CARRIED = 1 / 2;
/** The item that names them lowers the score by this much on its own: two items that are alike in all may each lower it by nothing. */
const LEAST_SINGLE = 0.01;
/** Of the mean candidate and those below it, a claim is real if it makes the odds of the item a tenth higher. */
const LEAST_POINTS = 0.1;
/** Alternatives of a row: most have fewer. */
const ROOM = 8;

const NOBODY = nobodysSessions();
/** What a user did. */
const OF_USER = ['bought', 'seen', 'category', 'similar'] as const;
const OF_ITEM_ITSELF: ReadonlySet<Claim['evidence']> = new Set(['bought', 'seen'] as const);
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
    const alternatives = new Alternatives(rows, network);
    this.#withoutOwn(read, rows, network.mean, alternatives);
    const found = alternatives.claims().map((claims, n) => real(claims, rows[n]!));
    // Which of the similar items it was matters where all of them together raised the row most.
    const asked = found.map((claims) => claims.find(({ evidence }) => !UNNAMED.has(evidence))?.evidence === 'similar');
    if (!asked.includes(true)) return found;
    this.#withoutItems(read.user, rows, asked, alternatives);
    const ofItems = alternatives.claims();
    return found.map((claims, n) => {
      // What the user did with the item itself says more than an item that is one of many.
      const named = claims.some(({ evidence }) => OF_ITEM_ITSELF.has(evidence))
        ? claims
        : claims.map((claim) => withStrongest(claim, ofItems[n]!, rows[n]!));
      return [...named, ...real(ofItems[n]!, rows[n]!)].sort((a, b) => b.points - a.points);
    });
  }

  /** A user without the evidence has the columns of one of whom nothing is known; the model's and the region's are those of the mean candidate. */
  #withoutOwn(
    { request, hasScores }: ReadRequest,
    rows: readonly ScoredRow[],
    mean: Float32Array,
    alternatives: Alternatives,
  ): void {
    this.#nobody.read(NOBODY, request);
    const { features } = this.#nobody.describe(Int32Array.from(rows, ({ item }) => item));
    for (const [of, { row }] of rows.entries()) {
      const nobodys = features.subarray(of * mean.length, (of + 1) * mean.length);
      for (const evidence of OF_USER) alternatives.replace(of, { evidence }, nobodys, this.#columns[evidence]);
      const unknown = alternatives.add(of, { evidence: 'user' });
      for (const evidence of OF_USER) copyColumns(nobodys, unknown, this.#columns[evidence]);
      if (hasScores) copyColumns(mean, unknown, this.#columns.model);
      const above = this.#columns.region.filter((f) => row[f]! > mean[f]!);
      alternatives.replace(of, { evidence: 'region' }, mean, above);
    }
  }

  /** Without one item of the user, for each that may raise a row that is asked for. */
  #withoutItems(
    user: RequestRanking,
    rows: readonly ScoredRow[],
    asked: readonly boolean[],
    alternatives: Alternatives,
  ): void {
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
        const others = features.subarray(n * rows[of]!.row.length);
        alternatives.replace(of, { evidence: 'item', itemId }, others, this.#columns.similar);
      }
    }
  }
}

/** Rows with some columns as they would be without evidence. */
class Alternatives {
  readonly #width: number;
  /** [R] scores of the rows that are explained. */
  readonly #scores: Float32Array;
  /** [n, F] */
  #rows: Float32Array;
  /** Of each alternative, the place of the row that it explains, and what it is without. */
  readonly #of: number[] = [];
  readonly #without: Omit<Claim, 'points'>[] = [];

  constructor(
    private readonly explained: readonly ScoredRow[],
    private readonly network: ClaimedNetwork,
  ) {
    this.#width = network.mean.length;
    this.#rows = new Float32Array(explained.length * this.#width * ROOM);
    explained.forEach(({ row }, n) => {
      this.#rows.set(row, n * this.#width);
    });
    this.#scores = network.scorer.score(this.#rows, explained.length);
  }

  /** A copy of a row. @returns [F], to be changed until the next one is added */
  add(of: number, without: Omit<Claim, 'points'>): Float32Array {
    const at = this.#of.length * this.#width;
    this.#rows = atLeast(this.#rows, at + this.#width);
    this.#of.push(of);
    this.#without.push(without);
    this.#rows.set(this.explained[of]!.row, at);
    return this.#rows.subarray(at, at + this.#width);
  }

  /** The row with some columns of another, unless that is the same. */
  replace(of: number, without: Omit<Claim, 'points'>, other: Float32Array, columns: readonly number[]): void {
    const { row } = this.explained[of]!;
    if (columns.some((f) => row[f] !== other[f])) copyColumns(other, this.add(of, without), columns);
  }

  /** Of each row what its alternatives lack, largest first; they are gone then. All are scored in one call. */
  claims(): Claim[][] {
    const scores = this.network.scorer.score(this.#rows, this.#of.length);
    const claims = this.explained.map((): Claim[] => []);
    this.#of.forEach((of, n) => {
      claims[of]!.push({ ...this.#without[n]!, points: this.#scores[of]! - scores[n]! });
    });
    this.#of.length = 0;
    this.#without.length = 0;
    return claims.map((each) => each.sort((a, b) => b.points - a.points));
  }
}

const real = (claims: readonly Claim[], { above }: ScoredRow): Claim[] =>
  claims.filter(({ points }) => points >= Math.max(LEAST_POINTS, REAL_SHARE * above));

/** @param items What the claim's items claim one by one, largest first. */
function withStrongest(claim: Claim, [strongest]: readonly Claim[], { above }: ScoredRow): Claim {
  const carried = claim.evidence === 'similar' && claim.points >= CARRIED * above;
  if (!carried || strongest?.itemId === undefined || strongest.points < LEAST_SINGLE) return claim;
  return { ...claim, itemId: strongest.itemId };
}

function copyColumns(from: Float32Array, to: Float32Array, columns: readonly number[]): void {
  for (const f of columns) to[f] = from[f]!;
}

function nobodysSessions(): SessionLog {
  const builder = new SessionLogBuilder();
  builder.addUser([]);
  return builder.build();
}

import type { BorrowedStatistics } from '../../cold-start/content-neighbours.js';
import type { CatalogueTotals } from '../catalogue-totals.js';
import type { HistorySimilarities } from '../history-similarity.js';
import type { Fades, ItemStatisticsState } from '../item-statistics.js';
import type { TextLikeness } from '../item-texts.js';
import type { LiveSignals } from '../live-signals.js';
import type { ModelScores } from '../model-scores.js';
import type { NearSessions } from '../near-sessions.js';
import type { OwnEvidence } from '../own-evidence.js';
import type { OwnNovelty } from '../own-novelty.js';
import type { OwnSession } from '../own-session.js';
import type { OwnTouches } from '../own-touches.js';
import type { PurchaseHistory } from '../purchase-history.js';
import type { SecondStageRequest } from '../second-stage-request.js';

/** The subject of a family of columns: docs list the columns by it, and an ablation leaves one out. */
export type ColumnGroup =
  | 'repeat purchases'
  | 'user'
  | 'item'
  | 'category'
  | 'region'
  | 'signals'
  | 'similarity'
  | 'explore'
  | 'evidence'
  | 'model scores';

/** What the columns of a request's candidates are computed from. */
export interface ColumnInput {
  request: SecondStageRequest;
  /** Of the user, read up to the request. */
  history: PurchaseHistory;
  /** Of all users, as of the morning of the request or earlier. */
  statistics: ItemStatisticsState;
  /** By what its decaying sums are multiplied on the day of the request. */
  fades: Fades;
  totals: CatalogueTotals;
  similarity: HistorySimilarities;
  /** Of the user, read up to the request. */
  novelty: OwnNovelty;
  /** Of the user, read up to the request; absent if the layout has no columns of it. */
  evidence?: OwnEvidence | undefined;
  /** Of the user, read up to the request. */
  touches: OwnTouches;
  /** To what the user touched last; absent if items have no texts. */
  texts?: TextLikeness | undefined;
  /** The user's last session, and what it finds; absent if the layout has no columns of them. */
  session?: OwnSession | undefined;
  nearSessions?: NearSessions | undefined;
  live: LiveSignals | undefined;
  /** In the order of the candidates; absent for a user without vectors. */
  scores: ModelScores | undefined;
}

/** What the columns of an item alone are computed from: they are the same for all requests of a day. */
export interface ItemRow extends Pick<ColumnInput, 'statistics' | 'fades'> {
  item: number;
  /** Group of each item by level, finest first, [I] each, -1 for none. */
  levels: readonly Int32Array[];
}

/** One candidate: the row of columns that is written. */
export interface CandidateRow extends ColumnInput, ItemRow {
  /** Number of the item among those that the user had; 0: the user never had it. */
  own: number;
  /** Place among the candidates of the request. */
  place: number;
  /** Purchases of the month, of everybody and in the region of the request. */
  popularity: number;
  inRegion: number;
  /** Purchases of the week, of everybody. */
  ofWeek: number;
  /** Of a cold-start item: what it borrows from. */
  borrowed: BorrowedStatistics | undefined;
}

/** Columns that are computed together. Counts and days are logarithms; shares are as they are. */
export interface ColumnFamily<Row> {
  readonly group: ColumnGroup;
  /** One a column, in the order in which they are written. */
  readonly names: readonly string[];
  /** Writes to `out`, from `at` on: as many finite numbers as it has names. */
  readonly write: (row: Row, out: Float32Array, at: number) => void;
}

/** Columns of the user and the request, the same for all candidates. */
export type RequestFamily = ColumnFamily<ColumnInput>;
/** Columns of an item alone. */
export type ItemFamily = ColumnFamily<ItemRow>;
/** Columns of the user, the request and the item. */
export type CandidateFamily = ColumnFamily<CandidateRow>;
/** Columns of the user and a group, by its number in the history of one level; 0: the user never had an item of the group. */
export type GroupFamily = ColumnFamily<ColumnInput & { number: number }>;

/** Columns of the user and an item that the user had before. */
export interface RepeatFamily extends CandidateFamily {
  /** Their values for an item that the user never had, in the order of the names. */
  readonly neverHad: readonly number[];
}

/** The value for "never": ln(1 + days) of three years. */
export const NEVER = 7;
/** Smaller than any weight that matters. */
const FLOOR = 1e-3;

/** The logarithm of a weight that may be 0. */
export const logOf = (x: number): number => Math.log(x + FLOOR);

/** Number of columns of some families. */
export const widthOf = (families: readonly { names: readonly string[] }[]): number =>
  families.reduce((sum, { names }) => sum + names.length, 0);

/** Writes the columns of families one after the other. */
export function writeRow<Row>(families: readonly ColumnFamily<Row>[], row: Row, out: Float32Array, at: number): void {
  for (const { write, names } of families) {
    write(row, out, at);
    at += names.length;
  }
}

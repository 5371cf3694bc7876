import type { CandidateSource, InteractionType } from '@stars/contracts';
import type { RepeatScores } from '../repeat-score.js';
import type { BrowsingEvent } from './group-names.js';
import type { Explainable } from './score-shares.js';
import type { Seed } from './seeds.js';

/** An event of a user's history: sessions are made of these. */
export interface UserEvent {
  itemId: string;
  /** ms since 1970. */
  time: number;
  region: string;
  type: InteractionType;
  /** `sessionMark` of its session; absent or 0: it has none. */
  session?: number;
}

/** Time (ms since 1970) and region of a request. An empty region means the user's last one. */
export interface RequestMoment {
  time: number;
  region: string;
  /** What the user viewed and searched for until then without an item, oldest first. */
  browsing?: readonly BrowsingEvent[] | undefined;
  /** Without the signals of the moment: they cannot be read. */
  withoutSignals?: boolean;
  /** Leaves out what the user had before. The weights that were learned for unseen items rank. */
  onlyNew?: boolean;
  /** No other item is a candidate, and each of these is that has a place; absent: what the sources find. */
  only?: readonly string[] | undefined;
  /**
   * What the list is because of. It counts in place of what the user touched last, and the weights that were learned for such lists rank.
   * Seeds are no candidates. Those without a place are passed over; if no seed has one, the list is as without seeds.
   */
  seeds?: readonly Seed[] | undefined;
}

/** Items with the model's own scores, in the order of the ids. */
export interface ScoredItems {
  ids: readonly string[];
  /** Inner products with the vectors that were searched with; NaN for an item without a vector. */
  general: ArrayLike<number>;
  next: ArrayLike<number>;
}

/** Where candidates come from, and which may be in an answer. */
export interface ServedCandidates {
  /** Of the known candidates, own and others, those that may be in the answer, in their order. */
  eligible: ScoredItems;
  /** What the searches found that is not among those. */
  found: ScoredItems;
  /** Ids that each search found, best first. */
  general: readonly string[];
  next: readonly string[];
  /** The same among cold-start items alone; absent if they are not asked for. */
  coldStartItems?: readonly (readonly string[])[];
  /** The best score of each vector with any item; absent for a user without vectors, whose scores do not count. */
  best?: { general: number; next: number } | undefined;
}

export interface RankedCandidate {
  itemId: string;
  /** Higher is better; only differences within one ranking mean anything. */
  score: number;
  /** Whether the user had it before. */
  own: boolean;
  /** ln(1 + purchases by anybody); absent for cold-start items, whose statistics are borrowed. */
  logPopularity?: number;
  /** Its score in parts. */
  explainable: Explainable;
}

/**
 * A ranking of one line, which ranks where the second stage was behind it on the shop's own held-out sessions. The last two are of shops
 * where people look before they take: what was met last comes first, then what others meet in similar sessions; and the latter alone.
 */
export type SimpleRanking = 'recent popularity' | 'personal frequency' | 'last viewed first' | 'similar sessions';

/** Which rankers of a second stage gave way to a simple ranking: that of all candidates, and that of unseen items. */
export interface SimpleRankings {
  all?: SimpleRanking;
  fresh?: SimpleRanking;
}

/** The candidates of one request that are known from memory, and the user as the second stage has read it. */
export interface KnownCandidates {
  readonly depth: SecondStageDepth;
  /** The ranking that ranks in place of what was learned, which was behind it; absent: what was learned ranks. */
  readonly simple?: SimpleRanking | undefined;
  /** The request's region, or the user's last one. */
  readonly region: string;
  /** Items that the user had and the ranker knows: what was bought often and lately comes first. */
  readonly own: readonly string[];
  /** What else is in memory: what the user looked at, popular and similar items; without the user's own, and each once. */
  readonly others: readonly string[];
  /** What found each of the others. */
  readonly sources: readonly CandidateSource[];
  /** ρ of what the user had, by item id; absent: the model has no repeat head. */
  readonly repeats?: RepeatScores | undefined;
}

/** How many repeat candidates there are, and how many candidates of each search. */
export interface SecondStageDepth {
  own: number;
  searched: number;
  /** Of each search among cold-start items alone; 0 if the model has no statistics to borrow. */
  coldStartItems: number;
}

/** A model's second-stage ranker, ready to serve. A request gathers candidates, may admit cold-start items, then scores. */
export interface SecondStageServing {
  /** The candidates in memory for a user with this history (oldest first); later events are ignored. */
  gather(history: readonly UserEvent[], moment: RequestMoment): Promise<KnownCandidates>;
  /**
   * Admits items that the model has not learned: only after this resolves are they ranked by borrowed statistics, and events of them read.
   * @returns those that have no place: events of them cannot be read
   */
  admit(itemIds: readonly string[]): Promise<readonly string[]>;
  /** The best `count`, best first. @param known What `gather` of the same ranker gave. */
  score(known: KnownCandidates, candidates: ServedCandidates, count: number): RankedCandidate[];
}

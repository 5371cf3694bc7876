import type { InteractionType } from '@stars/contracts';

/** An event of a user's history: sessions are made of these. */
export interface UserEvent {
  itemId: string;
  /** ms since 1970. */
  time: number;
  region: string;
  /** Absent: one that the model predicts. */
  type?: InteractionType;
}

/** Time (ms since 1970) and region of a request. An empty region means the user's last one. */
export interface RequestMoment {
  time: number;
  region: string;
  /** Leaves out what the user had before. If `ranksNew`, the weights that were learned for unseen items rank. */
  onlyNew?: boolean;
}

/** Where candidates come from, and which may be in an answer. */
export interface ServedCandidates {
  /** Items that may be in the answer. */
  eligible: ReadonlySet<string>;
  /** What the searches found, best first. */
  general: readonly string[];
  next: readonly string[];
  /** The same among cold-start items alone; absent if they are not asked for. */
  coldStartItems?: readonly (readonly string[])[];
}

/** The model's own scores of candidates. */
export interface ServedScores {
  /** The vectors that were searched with, [s] each, and the best inner product of each with any item. */
  general: Float32Array;
  next: Float32Array;
  bestGeneral: number;
  bestNext: number;
  /** v_j, [s]; undefined if an item has none. */
  vectorOf(itemId: string): Float32Array | undefined;
}

export interface RankedCandidate {
  itemId: string;
  /** Higher is better; only differences within one ranking mean anything. */
  score: number;
  /** Whether the user had it before. */
  own: boolean;
  /** ln(1 + purchases by anybody); absent for cold-start items, whose statistics are borrowed. */
  logPopularity?: number;
}

/** One request to the second-stage ranker. Whoever opens it closes it. */
export interface OpenedRequest {
  readonly depth: SecondStageDepth;
  /** The request's region, or the user's last one. */
  readonly region: string;
  /** Items that the user had and the ranker knows: what was bought often and lately comes first. */
  readonly own: readonly string[];
  /** Items that the user lately looked at or put into the cart, and never had. */
  readonly browsed: readonly string[];
  /** Popular items, and items similar to those that the user had; without the latter themselves. */
  readonly popular: readonly string[];
  readonly similar: readonly string[];
  /** Admits cold-start items: they are ranked by borrowed statistics only after this resolves. */
  admit(itemIds: readonly string[]): Promise<void>;
  /** The best `pool`, best first. @param scores Absent for a user without vectors. */
  rank(candidates: ServedCandidates, scores: ServedScores | undefined, pool: number): RankedCandidate[];
  /** Gives its memory to later requests. It cannot rank afterwards. */
  close(): void;
}

/** How many repeat candidates there are, and how many candidates of each search. */
export interface SecondStageDepth {
  own: number;
  searched: number;
  /** Of each search among cold-start items alone; 0 if the model has no statistics to borrow. */
  coldStartItems: number;
}

/** A model's second-stage ranker, ready to serve. */
export interface SecondStageServing {
  /** Whether it has learned to rank items that are new to a user. */
  readonly ranksNew: boolean;
  /** Opens a request of a user with this history (oldest first); later events are ignored. */
  open(history: readonly UserEvent[], moment: RequestMoment): Promise<OpenedRequest>;
}

/** An event of a user's history, as a visit is made of it. */
export interface UserEvent {
  itemId: string;
  /** ms since 1970. */
  time: number;
  region: string;
}

/** When (ms since 1970) and where is asked; no region: where the user last was. */
export interface RequestMoment {
  time: number;
  region: string;
  /** Nothing that the user had is a candidate: what was learned of new items ranks, where `ranksNew` says that there is. */
  onlyNew?: boolean;
}

/** Where candidates come from, and which may be in an answer. */
export interface ServedCandidates {
  /** Items that may be in the answer. */
  eligible: ReadonlySet<string>;
  /** What the searches found, best first. */
  general: readonly string[];
  next: readonly string[];
  /** The same among newcomers alone; absent where they are not asked for. */
  newcomers?: readonly (readonly string[])[];
}

/** What the model itself says of candidates. */
export interface ServedScores {
  /** The vectors that were searched with, [s] each, and the best inner product of each with any item. */
  general: Float32Array;
  next: Float32Array;
  bestGeneral: number;
  bestNext: number;
  /** v_j, [s]; undefined where an item has none. */
  vectorOf(itemId: string): Float32Array | undefined;
}

export interface RankedCandidate {
  itemId: string;
  /** Higher is better; only differences within one ranking mean anything. */
  score: number;
  /** Whether the user had it before. */
  own: boolean;
}

/** One request, as the joint ranking sees it: whoever opens it closes it. */
export interface OpenedRequest {
  readonly depth: SecondStageDepth;
  /** The request's region, or where the user last was. */
  readonly region: string;
  /** Own items that the ranking knows, the most and lately bought first. */
  readonly own: readonly string[];
  /** What is popular, and for what is like the user's own items; none of these themselves. */
  readonly popular: readonly string[];
  readonly similar: readonly string[];
  /** Takes newcomers in: an item that came after the training is ranked by what it borrows only once this resolves. */
  admit(itemIds: readonly string[]): Promise<void>;
  /**
   * The list of the best `shown`, then what follows it, at most `pool` in all.
   * @param scores Absent for a user without vectors. @param pool At least `shown`; absent: as many.
   */
  rank(candidates: ServedCandidates, scores: ServedScores | undefined, shown: number, pool?: number): RankedCandidate[];
  /** Leaves its memory to the requests that follow; it ranks nothing afterwards. */
  close(): void;
}

/** How many own items are candidates, and how many of each search; newcomers of each search among them alone. */
export interface SecondStageDepth {
  own: number;
  searched: number;
  /** 0 where nothing was learned to lend. */
  newcomers: number;
}

/** A model's joint ranking, ready to serve. */
export interface SecondStageServing {
  /** Whether it has learned how items that are new to a user compare. */
  readonly ranksNew: boolean;
  /** Opens a request of a user with this history (oldest first); events after its time are not looked at. */
  visit(history: readonly UserEvent[], moment: RequestMoment): Promise<OpenedRequest>;
}

import {
  type EvaluationSet,
  forEachSession,
  type JointSessions,
  type SessionCandidates,
  searchedItems,
} from '@stars/evaluation';
import type { CandidateSizes } from '@stars/ranking';

/** One session to learn from: n candidates, F features. */
export interface JointExample {
  /** [n, F] */
  features: Float32Array;
  /** Places of what was taken, at least one. */
  taken: Int32Array;
  candidates: number;
}

export interface ExampleOptions {
  /** Only what is new to the user is wanted, and only that is a candidate. */
  fresh: boolean;
  sizes: CandidateSizes;
  /** Sessions that may be used, by place in the set. */
  chosen: ReadonlySet<number>;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** The chosen sessions with their candidates; one none of whose candidates was taken teaches nothing and is left out. */
export async function jointExamples(
  set: EvaluationSet,
  sessions: JointSessions,
  searched: SessionCandidates | undefined,
  { fresh, sizes, chosen, ...options }: ExampleOptions,
): Promise<JointExample[]> {
  const examples: JointExample[] = [];
  const order = sessions.order.filter((n) => chosen.has(n));
  await forEachSession(order, options, (n) => {
    const session = set.sessions[n]!;
    const { candidates, features } = sessions.of(n, sizes, searched ? searchedItems(searched, n) : []);
    const wanted = new Set(fresh ? session.targetNew : session.target);
    const taken: number[] = [];
    candidates.forEach((item, place) => {
      if (wanted.has(item)) taken.push(place);
    });
    if (taken.length > 0) examples.push({ features, taken: Int32Array.from(taken), candidates: candidates.length });
  });
  return examples;
}

import { type EvaluationSet, type JointSessions, type SessionCandidates, searchedItems } from '@stars/evaluation';
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

/** Sessions between two breaths of the event loop. */
const STRIDE = 128;

/** The chosen sessions with their candidates; one none of whose candidates was taken teaches nothing and is left out. */
export async function jointExamples(
  set: EvaluationSet,
  sessions: JointSessions,
  searched: SessionCandidates | undefined,
  { fresh, sizes, chosen, onProgress, signal }: ExampleOptions,
): Promise<JointExample[]> {
  const examples: JointExample[] = [];
  let done = 0;
  for (const n of sessions.order) {
    if (!chosen.has(n)) continue;
    const session = set.sessions[n]!;
    const { candidates, features } = sessions.of(n, sizes, searched ? searchedItems(searched, n) : []);
    const wanted = new Set(fresh ? session.targetNew : session.target);
    const taken: number[] = [];
    candidates.forEach((item, place) => {
      if (wanted.has(item)) taken.push(place);
    });
    if (taken.length > 0) examples.push({ features, taken: Int32Array.from(taken), candidates: candidates.length });
    if (++done % STRIDE > 0) continue;
    signal?.throwIfAborted();
    onProgress?.(done, chosen.size);
    await new Promise<void>((resume) => setImmediate(resume));
  }
  return examples;
}

import { createRandom } from '@stars/model';
import type { CandidateSizes } from '@stars/ranking';
import {
  type EvaluationSet,
  forEachSession,
  type SecondStageSessions,
  type SessionCandidates,
  searchedItems,
} from '@stars/replay';

/** One session to learn from: n candidates, F features. */
export interface SecondStageExample {
  /** [n, F], in half precision: tens of thousands of sessions are held at once. */
  features: Float16Array;
  /** Places of what was taken, at least one. */
  taken: Int32Array;
  candidates: number;
}

export interface ExampleOptions {
  /** Only what is new to the user is wanted, and only that is a candidate. */
  fresh: boolean;
  sizes: CandidateSizes;
  /** Of the candidates that were not taken, so many on average, drawn by the seed: each is as likely as any other. */
  negatives: number;
  seed: number;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** The sessions with their candidates; one none of whose candidates was taken teaches nothing and is left out. */
export async function secondStageExamples(
  set: EvaluationSet,
  sessions: SecondStageSessions,
  searched: SessionCandidates | undefined,
  { fresh, sizes, negatives, seed, ...options }: ExampleOptions,
): Promise<SecondStageExample[]> {
  const random = createRandom(seed);
  const examples: SecondStageExample[] = [];
  await forEachSession(sessions.order, options, (n) => {
    const session = set.sessions[n]!;
    const found = searched ? searchedItems(searched, n) : [];
    const wanted = new Set(fresh ? session.targetNew : session.target);
    // What is not kept need not be described: of what is new that is most of them.
    const drawn = (candidates: Int32Array): Int32Array => drawnOf(candidates, wanted, negatives, random);
    const { candidates, features } = sessions.of(n, sizes, found, undefined, drawn);
    const taken = Int32Array.from([...candidates.keys()].filter((place) => wanted.has(candidates[place]!)));
    if (taken.length === 0) return;
    examples.push({ features: new Float16Array(features), taken, candidates: candidates.length });
  });
  return examples;
}

/** What is wanted, and of the others so many on average. */
function drawnOf(
  candidates: Int32Array,
  wanted: ReadonlySet<number>,
  negatives: number,
  random: () => number,
): Int32Array {
  const taken = candidates.reduce((count, item) => count + (wanted.has(item) ? 1 : 0), 0);
  const share = negatives / Math.max(1, candidates.length - taken);
  return candidates.filter((item) => wanted.has(item) || share >= 1 || random() < share);
}

import { createRandom } from '@stars/model';
import type { CandidateSizes, DescribedCandidates } from '@stars/ranking';
import {
  type EvaluationSet,
  forEachSession,
  type JointSessions,
  type SessionCandidates,
  searchedItems,
} from '@stars/replay';

/** One session to learn from: n candidates, F features. */
export interface JointExample {
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
export async function jointExamples(
  set: EvaluationSet,
  sessions: JointSessions,
  searched: SessionCandidates | undefined,
  { fresh, sizes, negatives, seed, ...options }: ExampleOptions,
): Promise<JointExample[]> {
  const random = createRandom(seed);
  const examples: JointExample[] = [];
  await forEachSession(sessions.order, options, (n) => {
    const session = set.sessions[n]!;
    const described = sessions.of(n, sizes, searched ? searchedItems(searched, n) : []);
    const wanted = new Set(fresh ? session.targetNew : session.target);
    const example = exampleOf(described, sessions.width, wanted, negatives, random);
    if (example.taken.length > 0) examples.push(example);
  });
  return examples;
}

function exampleOf(
  { candidates, features }: DescribedCandidates,
  width: number,
  wanted: ReadonlySet<number>,
  negatives: number,
  random: () => number,
): JointExample {
  const taken = candidates.filter((item) => wanted.has(item)).length;
  const share = negatives / Math.max(1, candidates.length - taken);
  const kept: number[] = [];
  candidates.forEach((item, place) => {
    if (wanted.has(item) || share >= 1 || random() < share) kept.push(place);
  });
  const rows = new Float16Array(kept.length * width);
  const places: number[] = [];
  kept.forEach((place, row) => {
    rows.set(features.subarray(place * width, (place + 1) * width), row * width);
    if (wanted.has(candidates[place]!)) places.push(row);
  });
  return { features: rows, taken: Int32Array.from(places), candidates: kept.length };
}

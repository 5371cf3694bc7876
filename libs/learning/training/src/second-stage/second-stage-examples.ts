import { createRandom } from '@stars/model';
import { type DescribedSessions, type EvaluationSet, forEachSession, type RankOptions } from '@stars/replay';

/** A moment of a session to learn from: n candidates, F features. */
export interface SecondStageExample {
  /** [n, F], in half precision: tens of thousands of sessions are in memory at once. */
  features: Float16Array;
  /** Places of the purchased candidates, at least one. */
  purchased: Int32Array;
  candidates: number;
}

/** An example, the index of its user, and the id of its session. */
export interface UserExample extends SecondStageExample {
  user: number;
  session: string;
}

/** Sessions that examples are of: several may be of one. */
export const countSessions = (examples: readonly Pick<UserExample, 'session'>[]): number =>
  new Set(examples.map(({ session }) => session)).size;

/** With `explore`, only unseen items are labels. */
export interface ExampleOptions extends Omit<RankOptions, 'k'> {
  /** Average number of the other candidates, drawn by the seed, each with the same probability. */
  negatives: number;
  seed: number;
}

/** Replays the sessions with their candidates. A session without a purchased candidate is left out. */
export async function forEachExample(
  set: EvaluationSet,
  sessions: DescribedSessions,
  { explore, negatives, seed, ...options }: ExampleOptions,
  use: (example: UserExample) => void,
): Promise<void> {
  const random = createRandom(seed);
  await forEachSession(sessions.order, options, (n) => {
    const { user, sessionId: session, target, targetNew } = set.sessions[n]!;
    const labels = new Set(explore ? targetNew : target);
    // Draw before the features are computed: of unseen items most candidates are dropped.
    const { candidates, features } = sessions.of(n, (all) => drawnOf(all, labels, negatives, random));
    const purchased = Int32Array.from([...candidates.keys()].filter((place) => labels.has(candidates[place]!)));
    if (purchased.length === 0) return;
    use({ features: new Float16Array(features), purchased, candidates: candidates.length, user, session });
  });
}

/** The purchased candidates, and on average so many of the others. */
function drawnOf(
  candidates: Int32Array,
  labels: ReadonlySet<number>,
  negatives: number,
  random: () => number,
): Int32Array {
  const purchased = candidates.reduce((count, item) => count + (labels.has(item) ? 1 : 0), 0);
  const share = negatives / Math.max(1, candidates.length - purchased);
  return candidates.filter((item) => labels.has(item) || share >= 1 || random() < share);
}

import { createRandom } from '@stars/model';
import {
  type DescribedSessions,
  type EvaluationSession,
  type EvaluationSet,
  forEachSession,
  type RankOptions,
} from '@stars/replay';
import type { BrowsingMoment } from './browsing-moments.js';

/** A moment of a session to learn from: n candidates, F features. */
export interface SecondStageExample {
  /** [n, F], in half precision: tens of thousands of sessions are in memory at once. */
  features: Float16Array;
  /** Places of the purchased candidates, at least one. */
  purchased: Int32Array;
  /** [purchased] How much each of them counts; absent: see `labelWeights`. */
  weights?: Float32Array;
  /** Which of the candidates is taken, where others are only opened. */
  taken?: number;
  candidates: number;
}

/** An example, the index of its user, and the id of its session. */
export interface UserExample extends SecondStageExample {
  user: number;
  session: string;
}

/** How much each of the purchased candidates counts: 1 / √n of n, so that a large basket counts more, but not n times as much. */
export const labelWeights = ({
  purchased,
  weights,
}: Pick<SecondStageExample, 'purchased' | 'weights'>): Float64Array =>
  weights ? Float64Array.from(weights) : new Float64Array(purchased.length).fill(1 / Math.sqrt(purchased.length));

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
    const moment: EvaluationSession & Partial<BrowsingMoment> = set.sessions[n]!;
    const { user, sessionId: session, target, targetNew } = moment;
    const labels = new Set(explore ? targetNew : target);
    // Draw before the features are computed: of unseen items most candidates are dropped.
    const { candidates, features } = sessions.of(n, (all) => drawnOf(all, labels, negatives, random));
    const purchased = Int32Array.from([...candidates.keys()].filter((place) => labels.has(candidates[place]!)));
    if (purchased.length === 0) return;
    const example = { features: new Float16Array(features), purchased, candidates: candidates.length, user, session };
    if (explore || !moment.weights) return use(example);
    const weights = Float32Array.from(purchased, (place) => moment.weights![target.indexOf(candidates[place]!)]!);
    const taken = purchased.find((place) => candidates[place] === moment.taken);
    use({ ...example, weights, ...(taken === undefined ? {} : { taken }) });
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

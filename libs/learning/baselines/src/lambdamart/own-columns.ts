import { type EvaluationSet, forEachSession, seededRandom } from '@stars/replay';
import type { BaselineData } from '../baseline-data.js';
import { sessionsByTime } from '../popularity-timeline.js';
import { previousSessions } from '../previous-sessions.js';
import { setDigest } from '../set-digest.js';
import { Candidates } from './candidates.js';
import type { ExampleOptions, LambdaMartColumns, LambdaMartExample } from './columns.js';
import { knownSignals } from './promotion-features.js';

export const OWN_EXAMPLES = { days: 56, sessions: 8000, negatives: 120 };
export const OWN_NOTE = `learns from at most ${OWN_EXAMPLES.sessions.toLocaleString('en')} sessions of the ${OWN_EXAMPLES.days} days before the evaluated ones`;

/** Candidates and columns of LambdaMART's own: it learns from the sessions just before the evaluated ones, with the same columns. */
export function ownColumns(data: BaselineData, counts = OWN_EXAMPLES): LambdaMartColumns {
  return async (set, { explore }) => {
    const previous = previousSessions(set, { days: counts.days, limit: counts.sessions });
    const signals = knownSignals(previous, data.timeline);
    const candidates = new Candidates(previous, data, { explore, signals });
    const { names } = candidates;
    const values = data.timeline.itemSignalValues(Number.POSITIVE_INFINITY);
    return {
      names,
      digest: setDigest(set, [explore, counts, names, values]),
      examples: (use, options) => replay(previous, candidates, { explore, negatives: counts.negatives }, use, options),
      candidates: async () => new Candidates(set, data, { explore, signals }),
    };
  };
}

/** Sessions without a target among the candidates are left out. */
async function replay(
  set: EvaluationSet,
  candidates: Candidates,
  { explore, negatives }: { explore: boolean; negatives: number },
  use: (example: LambdaMartExample) => void,
  options: ExampleOptions,
): Promise<void> {
  const random = seededRandom(1);
  await forEachSession(sessionsByTime(set), options, (n) => {
    const session = set.sessions[n]!;
    const target = new Set(explore ? session.targetNew : session.target);
    if (target.size === 0) return;
    const found = candidates.of(session);
    const positive = found.filter((item) => target.has(item));
    if (positive.length === 0) return;
    const others = found.filter((item) => !target.has(item));
    const items = [...positive, ...draw(others, negatives, random)];
    const rows = new Float32Array(items.length * candidates.names.length);
    candidates.write(items, rows, 0);
    use({ user: session.user, rows, labels: Uint8Array.from(items, (item) => (target.has(item) ? 1 : 0)) });
  });
}

/** `count` of the items, or all if there are no more. */
function draw(items: number[], count: number, random: () => number): number[] {
  for (let i = 0; i < Math.min(count, items.length); i++) {
    const j = i + Math.floor(random() * (items.length - i));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items.slice(0, count);
}

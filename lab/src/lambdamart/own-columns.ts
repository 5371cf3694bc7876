import { sessionsByTime } from '@stars/baselines';
import { type EvaluationSet, forEachSession, seededRandom } from '@stars/replay';
import type { BaselineData } from '../baselines/baseline-data.js';
import { previousSessions } from '../baselines/previous-sessions.js';
import { setDigest } from '../baselines/set-digest.js';
import { Candidates } from './candidates.js';
import type { ExampleOptions, LambdaMartColumns, LambdaMartExample } from './columns.js';
import { knownSignals } from './promotion-features.js';

/** With leave-one-out, the last sessions of a user before the evaluated one that teach. */
const ROUNDS = 20;

export const OWN_NOTE = `learns from all sessions before the evaluated ones (with leave-one-out, ${ROUNDS} of a user)`;

/** Candidates and columns of LambdaMART's own: it learns from all sessions before the evaluated ones, with the same columns. */
export function ownColumns(data: BaselineData, negatives = 120): LambdaMartColumns {
  return async (set, { explore }) => {
    const taught = taughtSessions(set);
    const signals = knownSignals(set, data.timeline);
    const candidates = new Candidates(taught, data, { explore, signals });
    const { names } = candidates;
    const values = data.timeline.itemSignalValues(Number.POSITIVE_INFINITY);
    return {
      names,
      digest: setDigest(set, [explore, ROUNDS, negatives, names, values]),
      examples: (use, options) => replay(taught, candidates, { explore, negatives }, use, options),
      candidates: async () => new Candidates(set, data, { explore, signals }),
    };
  };
}

function taughtSessions(set: EvaluationSet): EvaluationSet {
  const rounds = set.protocol === 'leave-one-out' ? ROUNDS : 1;
  const sessions: EvaluationSet['sessions'] = [];
  for (let round = 0, at = set; round < rounds; round++) {
    at = previousSessions(at, { days: Number.POSITIVE_INFINITY });
    for (const session of at.sessions) sessions.push(session);
  }
  return { ...set, sessions };
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

import {
  type EvaluationSet,
  type RankedSessions,
  type RankOptions,
  type SessionRanker,
  sessionMetrics,
} from '@stars/replay';
import { previousSessions } from './previous-sessions.js';

/** Sessions that settings are compared on. */
const TUNING_SESSIONS = 1500;

export interface Tuning<Settings extends object> {
  name: string;
  explores: boolean;
  /** The first is used if there is nothing to tune on. */
  grid: readonly Settings[];
  rank(settings: Settings, set: EvaluationSet, options: RankOptions): Promise<RankedSessions>;
}

/**
 * A tuned baseline: uses the settings of a small grid with the highest NDCG@10 on the sessions just before the evaluated
 * ones, chosen once for each set and kind of targets.
 */
export class TunedRanker<Settings extends object> implements SessionRanker {
  readonly kind = 'baseline';
  readonly name: string;
  readonly explores: boolean;
  readonly note =
    `settings chosen on at most ${TUNING_SESSIONS.toLocaleString('en')} sessions before the evaluated ones`;
  readonly #chosen = new WeakMap<EvaluationSet, Map<boolean, Settings>>();

  constructor(private readonly tuning: Tuning<Settings>) {
    this.name = tuning.name;
    this.explores = tuning.explores;
  }

  async rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    return this.tuning.rank(await this.settings(set, options), set, options);
  }

  /** The choice, or the promise of it. */
  async settings(set: EvaluationSet, options: Pick<RankOptions, 'explore' | 'signal'>): Promise<Settings> {
    const known = this.#chosen.get(set) ?? new Map<boolean, Settings>();
    this.#chosen.set(set, known);
    if (!known.has(options.explore)) known.set(options.explore, await this.#choose(set, options));
    return known.get(options.explore)!;
  }

  async #choose(set: EvaluationSet, { explore, signal }: Pick<RankOptions, 'explore' | 'signal'>): Promise<Settings> {
    const { grid } = this.tuning;
    let best = { settings: grid[0]!, ndcg: Number.NEGATIVE_INFINITY };
    if (grid.length === 1) return best.settings;
    const validation = previousSessions(set, { limit: TUNING_SESSIONS });
    for (const settings of validation.sessions.length === 0 ? [] : grid) {
      const lists = await this.tuning.rank(settings, validation, { k: 10, explore, signal });
      const ndcg = meanNdcg(validation, lists, explore);
      if (ndcg > best.ndcg) best = { settings, ndcg };
    }
    return best.settings;
  }
}

/** NDCG@10, mean over the sessions with a target; 0 if there is none. */
export function meanNdcg(set: EvaluationSet, lists: RankedSessions, explore: boolean): number {
  const targets = set.sessions.map(({ target, targetNew }) => (explore ? targetNew : target));
  const rows = targets.flatMap((target, n) => (target.length > 0 ? [n] : []));
  if (rows.length === 0) return 0;
  const metrics = sessionMetrics(
    lists,
    rows,
    rows.map((row) => targets[row]!),
  );
  return metrics['ndcg@10'].reduce((sum, value) => sum + value, 0) / rows.length;
}

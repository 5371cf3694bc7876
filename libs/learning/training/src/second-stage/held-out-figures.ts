import type { RankerKind, SimpleRanking } from '@stars/ranking';
import { type ComparedNdcg, SIMPLE_RANKINGS, type SimpleComparison, verdictOf } from './gate-against-simple.js';

/** Figures of a manifest, by name. */
type Metrics = Readonly<Record<string, number>>;

const PREFIX: Readonly<Record<RankerKind, string>> = {
  all: 'held_out',
  fresh: 'held_out_unseen',
  seeded: 'held_out_seeded',
};

const simpleMetric = (of: RankerKind, name: SimpleRanking): string => `${PREFIX[of]}_ndcg_${name.replaceAll(' ', '_')}`;

/** How the rankers compare with simple rankings, as figures of a manifest. */
export function heldOutMetrics({ all, fresh, seeded }: Record<RankerKind, SimpleComparison>): Record<string, number> {
  return { ...metricsOf('all', all), ...metricsOf('fresh', fresh), ...metricsOf('seeded', seeded) };
}

function metricsOf(of: RankerKind, { sessions, found }: SimpleComparison): Record<string, number> {
  const counted = { [`${PREFIX[of]}_sessions`]: sessions };
  if (!found) return counted;
  return {
    ...counted,
    [`${PREFIX[of]}_ndcg`]: found.ranker,
    [simpleMetric(of, found.better)]: found.simple,
    [`${PREFIX[of]}_ndcg_error`]: found.error,
  };
}

/** The simple ranking that ranks in the model's place; undefined if what it learned ranks. */
export function simpleRankingIn(metrics: Metrics): SimpleRanking | undefined {
  const found = comparedIn(metrics, 'all');
  return found && verdictOf(found) === 'behind' ? found.better : undefined;
}

/** How a model compares with simple rankings, in a sentence; empty for a model that was trained before they were compared. */
export function heldOutSentence(metrics: Metrics): string {
  const sessions = metrics[`${PREFIX.all}_sessions`];
  if (sessions === undefined) return '';
  const unseen = comparedIn(metrics, 'fresh');
  const verdict = unseen && verdictOf(unseen);
  // In other shops, to be level with popularity is all that can be said of unseen items.
  const told = verdict === 'behind' || unseen?.better === 'similar sessions';
  const follows = verdict === 'behind' ? ', which ranks them' : '';
  const ofUnseen = told
    ? ` For unseen items it is ${verdict} ${PREPOSITIONS[verdict!]}${unseen!.better} (${figuresOf(unseen!)})${follows}.`
    : '';
  return `${sentenceOn(sessions, comparedIn(metrics, 'all'))}${ofUnseen}`;
}

function sentenceOn(sessions: number, found: ComparedNdcg | undefined): string {
  if (sessions === 0) return 'No session was held out to compare it with simple rankings: it ranks by its prior.';
  if (!found) {
    return `Too few sessions were held out (${sessions}) to compare it with simple rankings: it ranks mostly by its prior.`;
  }
  const on = `On ${sessions.toLocaleString('en')} held-out sessions it is`;
  switch (verdictOf(found)) {
    case 'ahead':
      return `${on} ahead of ${found.better}: ${figuresOf(found)}.`;
    case 'level':
      return `${on} level with ${found.better}: ${figuresOf(found)}.`;
    case 'behind':
      return `${on} behind ${found.better} (${figuresOf(found)}): until a later training is no longer behind, ${found.better} ranks, and answers say STARS_SIMPLE_RANKING.`;
  }
}

const PREPOSITIONS = { ahead: 'of ', level: 'with ', behind: '' } as const;

/** Without the leading zero: NDCG@10 .214 to .198. */
function figuresOf({ ranker, simple }: ComparedNdcg): string {
  const [own, other] = [ranker, simple].map((value) => value.toFixed(3).replace(/^0/, ''));
  return `NDCG@10 ${own} to ${other}`;
}

function comparedIn(metrics: Metrics, of: RankerKind): ComparedNdcg | undefined {
  const better = SIMPLE_RANKINGS.find((name) => metrics[simpleMetric(of, name)] !== undefined);
  if (!better) return undefined;
  return {
    ranker: metrics[`${PREFIX[of]}_ndcg`]!,
    simple: metrics[simpleMetric(of, better)]!,
    better,
    error: metrics[`${PREFIX[of]}_ndcg_error`]!,
  };
}

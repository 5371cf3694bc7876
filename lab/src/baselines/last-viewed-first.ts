import { typeOfKind } from '@stars/contracts';
import { isTargetType } from '@stars/features';
import type { EvaluationSession, EvaluationSet, RankedSessions, RankOptions, SessionRanker } from '@stars/replay';
import { rankByAddedScores } from './rank-by-added-scores.js';

/** What the user viewed last comes first, then popular items. In a log without views, what the user had last. */
class LastViewedFirst implements SessionRanker {
  readonly kind = 'baseline';
  readonly name = 'last viewed first';
  readonly explores = true;

  rank(set: EvaluationSet, options: RankOptions): Promise<RankedSessions> {
    const { log, catalogueOf } = set;
    const view = typeOfKind('view');
    const counts = log.type.includes(view)
      ? (type: number) => type === view
      : (type: number) => isTargetType(set.target, type);
    return rankByAddedScores(set, options, ({ historyFrom, historyTo }: EvaluationSession, scores) => {
      for (let row = historyFrom; row < historyTo; row++) {
        const item = catalogueOf[log.item[row]!]!;
        // Later rows are of later events: the last one of an item counts.
        if (item >= 0 && counts(log.type[row]!)) scores[item] = 1 + row - historyFrom;
      }
    });
  }
}

export const lastViewedFirst = (): SessionRanker => new LastViewedFirst();

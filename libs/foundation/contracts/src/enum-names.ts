import { fieldError } from './field-path.js';
import { InteractionType } from './generated/stars/v1/interaction.js';
import { CandidateSource, DiversityMethod, RecommendMode } from './generated/stars/v1/recommendation_service.js';

/** What JSON calls the values of one enum. */
export interface EnumNames<T extends number> {
  /** The value of a short name, an alias or the proto name; `STARS_UNKNOWN_TYPE` for anything else. */
  parse(value: unknown, path: string, name: string): T;
  /** The short name; undefined for the unspecified value and for unknown numbers. */
  shortName(value: T): string | undefined;
  /** Whether it is a defined value other than "unspecified". */
  isKnown(value: T): boolean;
}

function enumNames<T extends number>(
  rows: readonly (readonly [value: T, shortName: string, ...others: string[]])[],
): EnumNames<T> {
  const byName = new Map<string, T>();
  const byValue = new Map<T, string>();
  for (const [value, ...names] of rows) {
    byValue.set(value, names[0]!);
    for (const name of names) byName.set(name, value);
  }
  const choices = [...byValue.values()].join(', ');
  return {
    parse(value, path, name) {
      if (typeof value !== 'string') throw fieldError('STARS_INVALID_FIELD', path, name, `must be one of ${choices}`);
      const found = byName.get(value);
      if (found === undefined) {
        const shown = JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value);
        throw fieldError('STARS_UNKNOWN_TYPE', path, name, `is ${shown}, and must be one of ${choices}`);
      }
      return found;
    },
    shortName: (value) => byValue.get(value),
    isKnown: (value) => byValue.has(value),
  };
}

export const INTERACTION_TYPE_NAMES = enumNames<InteractionType>([
  [InteractionType.INTERACTION_TYPE_VIEW, 'view', 'INTERACTION_TYPE_VIEW'],
  [InteractionType.INTERACTION_TYPE_ADD_TO_CART, 'add_to_cart', 'INTERACTION_TYPE_ADD_TO_CART'],
  [InteractionType.INTERACTION_TYPE_PURCHASE, 'purchase', 'INTERACTION_TYPE_PURCHASE'],
]);

export const RECOMMEND_MODE_NAMES = enumNames<RecommendMode>([
  [RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST, 'gi', 'general_interest', 'RECOMMEND_MODE_GENERAL_INTEREST'],
  [RecommendMode.RECOMMEND_MODE_NEXT_INTENT, 'ni', 'next_intent', 'RECOMMEND_MODE_NEXT_INTENT'],
  [RecommendMode.RECOMMEND_MODE_ROUND_ROBIN, 'rr', 'round_robin', 'RECOMMEND_MODE_ROUND_ROBIN'],
  [
    RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN,
    'rr_bi',
    'round_robin_buy_again',
    'RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN',
  ],
  [RecommendMode.RECOMMEND_MODE_JOINT, 'joint', 'RECOMMEND_MODE_JOINT'],
]);

export const DIVERSITY_METHOD_NAMES = enumNames<DiversityMethod>([
  [DiversityMethod.DIVERSITY_METHOD_MMR, 'mmr', 'DIVERSITY_METHOD_MMR'],
  [DiversityMethod.DIVERSITY_METHOD_DPP, 'dpp', 'DIVERSITY_METHOD_DPP'],
]);

export const CANDIDATE_SOURCE_NAMES = enumNames<CandidateSource>([
  [CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST, 'general_interest', 'CANDIDATE_SOURCE_GENERAL_INTEREST'],
  [CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT, 'next_intent', 'CANDIDATE_SOURCE_NEXT_INTENT'],
  [CandidateSource.CANDIDATE_SOURCE_POPULAR, 'popular', 'CANDIDATE_SOURCE_POPULAR'],
  [CandidateSource.CANDIDATE_SOURCE_NEWEST, 'newest', 'CANDIDATE_SOURCE_NEWEST'],
  [CandidateSource.CANDIDATE_SOURCE_SIMILAR, 'similar', 'CANDIDATE_SOURCE_SIMILAR'],
  [CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN, 'buy_again', 'CANDIDATE_SOURCE_BUY_AGAIN'],
]);

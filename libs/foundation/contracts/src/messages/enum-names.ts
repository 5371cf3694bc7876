import { problem } from '../field-problem.js';
import { ActivityBucket, ActivityOrigin } from '../generated/stars/v1/activity_service.js';
import { ItemIssue } from '../generated/stars/v1/catalog_service.js';
import { InteractionType } from '../generated/stars/v1/interaction.js';
import {
  CandidateSource,
  DiversityMethod,
  ItemOutcome,
  RecommendMode,
} from '../generated/stars/v1/recommendation_service.js';
import { RuleState } from '../generated/stars/v1/rule_service.js';
import { Objection } from '../generated/stars/v1/user.js';

/** What JSON calls the values of one enum. */
export interface EnumNames<T extends number> {
  /** The enum as generated. */
  of: object;
  /** Without the unspecified one. */
  values: readonly { shortName: string; protoName: string }[];
  /** All short names, for messages. */
  choices: string;
  /** The value of a short name, a long name or the proto name; `STARS_UNKNOWN_TYPE` for anything else. */
  parse(value: unknown): T;
  /** The short name; undefined for the unspecified value and for unknown numbers. */
  shortName(value: T): string | undefined;
}

/**
 * A value's long name is its proto name without the prefix, in lower case.
 * @param shortNames By long name, where JSON has a shorter one
 */
function enumNames<T extends number>(
  protoNames: Readonly<Record<string, string | number>>,
  prefix: string,
  shortNames: Readonly<Record<string, string>> = {},
): EnumNames<T> {
  const byName = new Map<string, T>();
  const byValue = new Map<T, string>();
  const values: { shortName: string; protoName: string }[] = [];
  for (const [protoName, value] of Object.entries(protoNames)) {
    // TypeScript also maps the numbers back to names; 0 is "unspecified", and -1 what the generated code does not know.
    if (typeof value !== 'number' || value <= 0) continue;
    const longName = protoName.slice(prefix.length).toLowerCase();
    const shortName = shortNames[longName] ?? longName;
    byValue.set(value as T, shortName);
    values.push({ shortName, protoName });
    for (const name of [shortName, longName, protoName]) byName.set(name, value as T);
  }
  const choices = [...byValue.values()].join(', ');
  return {
    of: protoNames,
    values,
    choices,
    parse(value) {
      if (typeof value !== 'string') throw problem('STARS_INVALID_FIELD', `must be one of ${choices}`);
      const found = byName.get(value);
      if (found === undefined) {
        const shown = JSON.stringify(value.length > 64 ? `${value.slice(0, 64)}…` : value);
        throw problem('STARS_UNKNOWN_TYPE', `is ${shown}, and must be one of ${choices}`);
      }
      return found;
    },
    shortName: (value) => byValue.get(value),
  };
}

export const INTERACTION_TYPE_NAMES = enumNames<InteractionType>(InteractionType, 'INTERACTION_TYPE_');

/** The short name of a type, such as `purchase`; empty if it is unspecified. */
export const interactionTypeName = (type: InteractionType): string => INTERACTION_TYPE_NAMES.shortName(type) ?? '';

const TYPES_BY_NAME = new Map(
  INTERACTION_TYPE_NAMES.values.map(({ shortName, protoName }) => [
    shortName,
    InteractionType[protoName as keyof typeof InteractionType],
  ]),
);

/** The type of a short name; the unspecified one for any other text. */
export const interactionTypeOf = (name: string): InteractionType =>
  TYPES_BY_NAME.get(name) ?? InteractionType.INTERACTION_TYPE_UNSPECIFIED;

export const RECOMMEND_MODE_NAMES = enumNames<RecommendMode>(RecommendMode, 'RECOMMEND_MODE_', {
  general_interest: 'gi',
  next_intent: 'ni',
  round_robin: 'rr',
  round_robin_buy_again: 'rr_bi',
  buy_again: 'bi',
});

/** The short name of a mode, such as `rr`; empty if it is unspecified. */
export const recommendModeName = (mode: RecommendMode): string => RECOMMEND_MODE_NAMES.shortName(mode) ?? '';

export const DIVERSITY_METHOD_NAMES = enumNames<DiversityMethod>(DiversityMethod, 'DIVERSITY_METHOD_');

export const CANDIDATE_SOURCE_NAMES = enumNames<CandidateSource>(CandidateSource, 'CANDIDATE_SOURCE_');

export const ITEM_OUTCOME_NAMES = enumNames<ItemOutcome>(ItemOutcome, 'ITEM_OUTCOME_');

export const ITEM_ISSUE_NAMES = enumNames<ItemIssue>(ItemIssue, 'ITEM_ISSUE_');
export const ACTIVITY_BUCKET_NAMES = enumNames<ActivityBucket>(ActivityBucket, 'ACTIVITY_BUCKET_');

export const ACTIVITY_ORIGIN_NAMES = enumNames<ActivityOrigin>(ActivityOrigin, 'ACTIVITY_ORIGIN_');

export const RULE_STATE_NAMES = enumNames<RuleState>(RuleState, 'RULE_STATE_');

export const OBJECTION_NAMES = enumNames<Objection>(Objection, 'OBJECTION_');

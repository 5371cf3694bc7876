import { inside, problem } from '../field-problem.js';
import { PreviewRuleRequest } from '../generated/stars/v1/recommendation_service.js';
import * as service from '../generated/stars/v1/rule_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { RULE_STATE_NAMES } from './enum-names.js';
import { filter } from './filter.js';
import { segment } from './lookups.js';
import { groupField, level, perRequest } from './recommend-requests.js';

/** The name of the switch of all rules. */
export const ALL_RULES = '*';

const named = { tenantId: kind.tenant, name: kind.id };
const expectedVersion = kind.optional(kind.integer());
const values = kind.list(kind.name, 0, LIMITS.ruleValues);

const condition = kind.message(service.RuleCondition, {
  surfaces: values,
  users: kind.optional(segment),
  regions: values,
  categories: values,
  tags: values,
  languages: kind.list(kind.also(kind.languageTag, kind.checkThere, { minLength: 1 }), 0, LIMITS.ruleValues),
});

/** Items that pass a filter that is there. */
const items = kind.also(kind.optional(filter), kind.checkThere);

const pins = kind.message(service.RulePins, {
  pins: kind.also(
    kind.list(
      kind.message(service.RulePin, { itemId: kind.id, position: kind.integer(0, LIMITS.k - 1) }),
      1,
      LIMITS.rulePins,
    ),
    (given) => {
      for (const field of ['itemId', 'position'] as const) {
        const all = given.map((pin) => pin[field]);
        const twice = all.findIndex((value, index) => all.indexOf(value) !== index);
        const name = field === 'itemId' ? 'item_id' : field;
        if (twice >= 0) throw problem('STARS_INVALID_FIELD', 'is given twice', twice, name);
      }
    },
  ),
});

const action = kind.message(service.RuleAction, {
  action: kind.oneOf<NonNullable<service.RuleAction['action']>>(
    {
      pin: pins,
      boost: kind.message(service.RuleBoost, {
        items,
        factor: kind.number(1 / LIMITS.ruleBoost, LIMITS.ruleBoost),
      }),
      exclude: filter,
      share: kind.message(service.RuleShare, { items, share: kind.number(0, 1) }),
      cap: kind.message(
        service.RuleCap,
        { field: groupField, level: kind.optional(level), items: kind.integer(1, LIMITS.k) },
        {
          whole: ({ field, level }) => {
            if (level !== undefined && field !== 'category')
              throw problem('STARS_INVALID_FIELD', `is of categories, and the field is ${field}`, 'level');
          },
        },
      ),
      only: filter,
    },
    () => problem('STARS_INVALID_FIELD', 'must have exactly one of pin, boost, exclude, share, cap, only'),
  ),
});

const DAY = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
const MOMENT = new RegExp(`^${DAY}(?:T(?:[01]\\d|2[0-3]):[0-5]\\d)?$`);

/** A moment in the shop's time zone, to the day or the minute, or empty. Two of them compare as texts. */
const moment = kind.emptyOr(
  kind.also(kind.matching(kind.anyText, MOMENT, 'a local time such as 2026-12-24 or 2026-12-24T18:00'), (given) => {
    const day = given.slice(0, 10);
    const date = new Date(`${day}T00:00:00Z`);
    if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(day))
      throw problem('STARS_INVALID_TIME', 'is no day of the calendar');
  }),
);

/** What a rule says. */
export const rule = kind.message(
  service.Rule,
  {
    condition: kind.optional(condition),
    action: kind.optional(action),
    priority: kind.integer(-LIMITS.rulePriority, LIMITS.rulePriority),
    state: kind.optionalChoice(RULE_STATE_NAMES),
    from: moment,
    until: moment,
    note: kind.lines(LIMITS.ruleNoteChars),
  },
  {
    whole: ({ from, until }) => {
      const [start, end] = [from, until].map((moment) => moment.padEnd(16, 'T00:00'));
      if (from !== '' && until !== '' && end! <= start!)
        throw problem('STARS_INVALID_FIELD', `is ${until}, and must be after from`, 'until');
    },
  },
);

/** A rule, of so many bytes. */
const boundedRule = kind.also(kind.optional(rule), (given) => {
  const bytes = given === undefined ? 0 : rule.codec.encode(given).finish().length;
  const most = LIMITS.ruleBytes;
  if (bytes > most) throw problem('STARS_TOO_LARGE', `takes ${bytes} bytes, and at most ${most} are allowed`);
});

/** The switch says only whether rules act; every other rule does something. */
function checkAction({ name, rule }: Pick<service.PutRuleRequest, 'name' | 'rule'>): void {
  const { condition, action, from, until } = rule!;
  if (name === ALL_RULES && (condition ?? action ?? (from || until || undefined)) !== undefined)
    throw problem('STARS_INVALID_FIELD', `is the switch of all rules, and has a state alone`, 'rule');
  if (name !== ALL_RULES && action === undefined)
    throw problem('STARS_FIELD_REQUIRED', 'is required', 'rule', 'action');
}

const ruleVersion = kind.message(service.RuleVersion, {
  version: kind.integer(),
  rule: boundedRule,
  changedBy: kind.anyText,
  changedTime: kind.optionalTime,
});

export const ruleHistory = kind.message(
  service.RuleHistory,
  { ...named, versions: kind.list(ruleVersion, 1, LIMITS.ruleVersions) },
  {
    whole: ({ name, versions }) => {
      versions.forEach(({ rule }, n) => {
        inside('versions', () => inside(n, () => rule && checkAction({ name, rule })));
      });
    },
  },
);

export const ruleEffect = kind.message(service.RuleEffect, {
  rule: kind.anyText,
  action: kind.anyText,
  moved: kind.anyNumber,
});

export const listRulesRequest = kind.message(service.ListRulesRequest, { ...named, name: kind.optionalId });
export const listRulesResponse = kind.message(service.ListRulesResponse, {
  rules: kind.list(ruleHistory),
  timeZone: kind.anyText,
});

export const putRuleRequest = kind.message(
  service.PutRuleRequest,
  { ...named, rule: kind.also(boundedRule, kind.checkThere), expectedVersion },
  { whole: checkAction },
);
export const rollBackRuleRequest = kind.message(service.RollBackRuleRequest, {
  ...named,
  version: kind.integer(),
  expectedVersion,
});
export const deleteRuleRequest = kind.message(service.DeleteRuleRequest, { ...named, expectedVersion });

const changed = { version: kind.integer() };
const warnings = kind.list(
  kind.message(service.RuleWarning, {
    code: kind.anyText,
    message: kind.anyText,
    otherRule: kind.anyText,
    itemId: kind.anyText,
  }),
);
export const putRuleResponse = kind.message(service.PutRuleResponse, { ...changed, warnings });
export const rollBackRuleResponse = kind.message(service.RollBackRuleResponse, changed);
export const deleteRuleResponse = kind.message(service.DeleteRuleResponse, changed);

/** A rule that is tried before it is put. */
const tried = { tenantId: kind.tenant, name: kind.optionalId, rule: kind.also(boundedRule, kind.checkThere) };

function checkTried({ name, rule }: Pick<service.PutRuleRequest, 'name' | 'rule'>): void {
  if (name === ALL_RULES) throw problem('STARS_INVALID_FIELD', 'is the switch of all rules', 'name');
  checkAction({ name, rule });
}

export const previewRuleRequest = kind.message(
  PreviewRuleRequest,
  {
    ...tried,
    ...{ userId: kind.id, surface: kind.optionalId, k: kind.integer(0, LIMITS.k), region: kind.optionalId },
    ...{ language: kind.languageTag, pageCategory: perRequest.pageCategory, ruleTags: perRequest.ruleTags },
    seedItemIds: kind.list(kind.id, 0, LIMITS.seedItems),
    time: kind.optionalTime,
  },
  { whole: checkTried },
);

export const estimateRuleRequest = kind.message(
  service.EstimateRuleRequest,
  {
    ...tried,
    answers: kind.integer(0, LIMITS.ruleEstimateAnswers),
    days: kind.integer(0, LIMITS.ruleEstimateDays),
  },
  { whole: checkTried },
);

const itemChange = kind.message(service.RuleItemChange, {
  itemId: kind.anyText,
  listsBefore: kind.integer(),
  listsAfter: kind.integer(),
});
const listChange = kind.message(service.RuleListChange, {
  userId: kind.anyText,
  surface: kind.anyText,
  dcgBefore: kind.anyNumber,
  dcgAfter: kind.anyNumber,
});
const expectedDcg = kind.message(service.ExpectedDcg, {
  lists: kind.integer(),
  before: kind.anyNumber,
  after: kind.anyNumber,
  changeLow: kind.optional(kind.anyNumber),
  changeHigh: kind.optional(kind.anyNumber),
  losing: kind.list(listChange, 0, LIMITS.ruleEstimateLists),
});
const loggedFeedback = kind.message(service.LoggedFeedback, {
  placesChanged: kind.integer(),
  placesByChance: kind.integer(),
  notEstimable: kind.anyText,
});
export const estimateRuleResponse = kind.message(service.EstimateRuleResponse, {
  answers: kind.integer(),
  lists: kind.integer(),
  actedOn: kind.integer(),
  changed: kind.integer(),
  skipped: kind.integer(),
  gaining: kind.list(itemChange),
  losing: kind.list(itemChange),
  expectedDcg: kind.optional(expectedDcg),
  loggedFeedback: kind.optional(loggedFeedback),
  assumed: kind.list(kind.anyText),
  since: kind.optionalTime,
  warnings,
});

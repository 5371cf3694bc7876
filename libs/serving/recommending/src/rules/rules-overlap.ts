import type { Rule, RuleCondition } from '@stars/contracts';

/** Whether there may be a request on which both rules act, by times and conditions. Segments of users are taken to have users in common. */
export const rulesOverlap = (a: Rule, b: Rule): boolean =>
  beginsBefore(a.from, b.until) && beginsBefore(b.from, a.until) && conditionsOverlap(a.condition, b.condition);

/** Times compare as texts once both have a time of day. */
const beginsBefore = (from: string, until: string): boolean => until === '' || toMinute(from) < toMinute(until);

const toMinute = (moment: string): string => (moment.length === 10 ? `${moment}T00:00` : moment);

/** A request has one surface, one region and one language, and any number of categories and tags. */
function conditionsOverlap(a: RuleCondition | undefined, b: RuleCondition | undefined): boolean {
  if (!a || !b) return true;
  return (
    haveCommon(a.surfaces, b.surfaces, (one, other) => one === other) &&
    haveCommon(a.regions, b.regions, (one, other) => one === other) &&
    haveCommon(a.languages, b.languages, (one, other) => isWithin(one, other) || isWithin(other, one))
  );
}

const haveCommon = (
  a: readonly string[],
  b: readonly string[],
  fits: (one: string, other: string) => boolean,
): boolean => a.length === 0 || b.length === 0 || a.some((one) => b.some((other) => fits(one, other)));

/** Whether "de-AT" is within "de". */
const isWithin = (one: string, other: string): boolean => `${one.toLowerCase()}-`.startsWith(`${other.toLowerCase()}-`);

import { DIVERSITY_METHOD_NAMES } from './enum-names.js';
import { checkCount, checkId, checkInteger, checkNumber } from './field-checks.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import {
  type CategoryCap,
  type Diversity,
  DiversityMethod,
  type Exploration,
} from './generated/stars/v1/recommendation_service.js';
import { LIMITS } from './limits.js';
import type { ListRules } from './list-rules-from-json.js';

/**
 * Throws unless the rules for the whole list are known and within their bounds.
 * Errors: `STARS_OUT_OF_RANGE`, `STARS_INVALID_FIELD`, `STARS_TOO_LARGE`, `STARS_FIELD_REQUIRED`, `STARS_UNKNOWN_TYPE`.
 */
export function checkListRules(rules: ListRules, path: string): void {
  checkCount(rules.excludeItemIds, 0, LIMITS.excludedItems, path, 'exclude_item_ids');
  rules.excludeItemIds.forEach((itemId, index) => {
    checkId(itemId, indexPath(path, 'exclude_item_ids', index), '');
  });
  if (rules.diversity !== undefined) checkDiversity(rules.diversity, joinPath(path, 'diversity'));
  checkCaps(rules.categoryCaps, path);
  checkInteger(rules.deadlineMs, 0, LIMITS.deadlineMs, path, 'deadline_ms');
}

function checkDiversity({ method, strength, relevanceBudget }: Diversity, path: string): void {
  if (method !== DiversityMethod.DIVERSITY_METHOD_UNSPECIFIED && !DIVERSITY_METHOD_NAMES.isKnown(method)) {
    throw fieldError('STARS_UNKNOWN_TYPE', path, 'method', `is ${method}, which is no method`);
  }
  checkNumber(strength, 0, 1, path, 'strength');
  if (relevanceBudget !== undefined) checkNumber(relevanceBudget, 0, 1, path, 'relevance_budget');
}

function checkCaps(caps: readonly CategoryCap[], path: string): void {
  // One for each possible level, and one for the finest.
  checkCount(caps, 0, LIMITS.categoryLevels + 1, path, 'category_caps');
  const levels = new Set<number | undefined>();
  caps.forEach(({ level, items }, index) => {
    const at = indexPath(path, 'category_caps', index);
    if (level !== undefined) checkInteger(level, 0, LIMITS.categoryLevels - 1, at, 'level');
    if (levels.has(level)) throw fieldError('STARS_INVALID_FIELD', at, 'level', 'is given twice');
    levels.add(level);
    checkInteger(items, 1, LIMITS.k, at, 'items');
  });
}

/** @param k Items of the answer */
export function checkExploration({ places, rate, candidates, seed }: Exploration, k: number, path: string): void {
  checkInteger(places, 0, k, path, 'places');
  checkNumber(rate, 0, 1, path, 'rate');
  checkInteger(candidates, 0, LIMITS.explorationCandidates, path, 'candidates');
  if (seed !== undefined) checkInteger(seed, 0, 0xffff_ffff, path, 'seed');
}

import {
  LIMITS,
  type RecommendGroupsRequest,
  type RecommendRequest,
  requestFromJson,
  validateRecommendGroupsRequest,
  validateRecommendRequest,
} from '@stars/contracts';
import type { Command } from 'commander';
import { json, jsonObject, wholeNumber } from './option-values.js';

/** What a verb that asks for lists can ask for. */
export interface ListOptions {
  k?: number;
  region?: string;
  surface?: string;
  mode?: string;
  time?: string;
  language?: string;
  filter?: unknown;
  rules?: object;
}

export const addListOptions = (verb: Command): Command =>
  verb
    .option('-k <n>', 'how many items, 1 to 1000 (default: as the surface says, else 10)', wholeNumber)
    .option('--region <region>', 'only items sold and in stock there')
    .option(
      '--surface <name>',
      'the page, e-mail or widget that shows the list: buy_again, discover, or one of your own; it is recorded as shown',
    )
    .option(
      '--mode <mode>',
      'second_stage (default), gi (general interest), ni (next intent), rr (both), rr_bi (and buy again) or bi (only buy again)',
    )
    .option('--time <iso>', 'as of this time, ISO 8601 (default: now)')
    .option('--language <tag>', 'language of the reasons, such as de (default: English)')
    .option('--filter <json>', 'filter tree as JSON, as in the HTTP API', json)
    .option(
      '--rules <json>',
      'further fields of the request: {"exclude_purchased": true, "category_caps": [{"items": 2}]}',
      jsonObject,
    );

/**
 * The request for a list that a command's options ask for. What it leaves out is for the server to fill.
 * Errors: those of its check, before anything is asked.
 * @param whose The user or the tenant
 */
export function listRequest(options: ListOptions, whose: object): RecommendRequest {
  const request = requestFromJson('Recommend', fieldsOf(options, whose));
  // Only the server knows how many items the surface shows.
  validateRecommendRequest({ ...request, userId: request.userId || 'anyone', k: request.k || LIMITS.k });
  return request;
}

/** The same for groups. @param whose The user, and the field that makes a group */
export function groupsRequest(options: ListOptions, whose: object): RecommendGroupsRequest {
  const request = requestFromJson('RecommendGroups', fieldsOf(options, whose));
  validateRecommendGroupsRequest(request);
  return request;
}

/** An option that is not given takes nothing from the rules. */
function fieldsOf(options: ListOptions, whose: object): object {
  const { k, region, surface, mode, time, language, filter, rules } = options;
  const given = Object.entries({ k, region, surface, mode, time, language, filter, ...whose });
  return { ...rules, ...Object.fromEntries(given.filter(([, value]) => value !== undefined)) };
}

import { LIMITS, type RecommendRequest, requestFromJson, validateRecommendRequest } from '@stars/contracts';

/**
 * The request for a list that a command's options ask for, as JSON; `--rules` has further fields. What it leaves out is for the server to fill.
 * Errors: those of its check, before anything is asked.
 */
export function listRequest(rules: object | undefined, options: object): RecommendRequest {
  // An option that is not given takes nothing from the rules.
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const request = requestFromJson('Recommend', { ...rules, ...Object.fromEntries(given) });
  // Only the server knows how many items the surface shows.
  validateRecommendRequest({ ...request, userId: request.userId || 'anyone', k: request.k || LIMITS.k });
  return request;
}

import { checkedWithTenant } from './checked-with-tenant.js';
import { ActivityBucket, type GetActivityRequest } from './generated/stars/v1/activity_service.js';
import { getActivityRequest } from './messages/activity.js';

const DEFAULT_WITHIN_DAYS = 7;

/** Checks a request, and fills its tenant, bucket, time zone and days. Errors: those of the check. */
export function validateGetActivityRequest(given: GetActivityRequest): GetActivityRequest {
  const request = checkedWithTenant(getActivityRequest, given);
  return {
    ...request,
    bucket: request.bucket || ActivityBucket.ACTIVITY_BUCKET_HOUR,
    timeZone: request.timeZone || 'UTC',
    withinDays: request.withinDays || DEFAULT_WITHIN_DAYS,
  };
}

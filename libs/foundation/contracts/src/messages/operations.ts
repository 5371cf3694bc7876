import * as service from '../generated/stars/v1/operations_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';

const page = { pageSize: kind.integer(0, LIMITS.pageSize), pageToken: kind.optionalId };
const ids = (id: kind.Kind<string>) => ({ tenantId: kind.tenant, ids: kind.list(id, 1, LIMITS.pageSize) });
const texts = kind.list(kind.anyText, 0, LIMITS.keyTenants);

const statusCheck = kind.message(service.StatusCheck, {
  name: kind.anyText,
  ok: kind.boolean,
  message: kind.anyText,
  degrades: kind.boolean,
});
const groupLag = kind.message(service.GroupLag, {
  service: kind.anyText,
  group: kind.anyText,
  messages: kind.integer(),
});
const quantiles = { medianSeconds: kind.optional(kind.anyNumber), p95Seconds: kind.optional(kind.anyNumber) };
const codeCount = kind.message(service.CodeCount, { code: kind.anyText, count: kind.integer() });
const stageFreshness = kind.message(service.StageFreshness, {
  flow: kind.anyText,
  stage: kind.anyText,
  count: kind.integer(),
  ...quantiles,
});
/** More than there are codes. */
const CODES = 200;
const callStatistics = kind.message(service.CallStatistics, {
  method: kind.anyText,
  requests: kind.integer(),
  errors: kind.list(codeCount, 0, CODES),
  ...quantiles,
});
export const getStatusRequest = kind.message(service.GetStatusRequest, { tenantId: kind.tenant });
export const getStatusResponse = kind.message(service.GetStatusResponse, {
  time: kind.optionalTime,
  ready: kind.boolean,
  checks: kind.list(statusCheck),
  groups: kind.list(groupLag),
  groupsProblem: kind.anyText,
  modelVersion: kind.anyText,
  modelDataUntil: kind.optionalTime,
  countedSince: kind.optionalTime,
  freshness: kind.list(stageFreshness),
  calls: kind.list(callStatistics),
  degradations: kind.list(codeCount),
});

const letterId = kind.matching(
  kind.id,
  /^[a-z-]{1,64}\/\d{1,10}\/\d{1,15}$/,
  'an id of the list, such as catalog/0/17',
);

const deadLetter = kind.message(service.DeadLetter, {
  id: kind.anyText,
  topic: kind.anyText,
  group: kind.anyText,
  key: kind.anyText,
  code: kind.anyText,
  reason: kind.anyText,
  failedTime: kind.optionalTime,
  attempts: kind.integer(),
  replays: kind.integer(),
  replayable: kind.boolean,
  content: kind.optional(kind.object),
  contentProblem: kind.anyText,
});
/** A `page_size` of 0 is `DEFAULT_PAGE_SIZE`. */
export const listDeadLettersRequest = kind.message(service.ListDeadLettersRequest, {
  tenantId: kind.tenant,
  topic: kind.optionalId,
  group: kind.optionalId,
  code: kind.optionalId,
  ...page,
});
export const listDeadLettersResponse = kind.message(service.ListDeadLettersResponse, {
  letters: kind.list(deadLetter),
  nextPageToken: kind.anyText,
});
export const replayDeadLettersRequest = kind.message(service.ReplayDeadLettersRequest, ids(letterId));
export const replayDeadLettersResponse = kind.message(service.ReplayDeadLettersResponse, { replayed: kind.integer() });
export const dropDeadLettersRequest = kind.message(service.DropDeadLettersRequest, ids(letterId));
export const dropDeadLettersResponse = kind.message(service.DropDeadLettersResponse, { dropped: kind.integer() });

const auditEntry = kind.message(service.AuditEntry, {
  id: kind.anyText,
  time: kind.optionalTime,
  writer: kind.anyText,
  who: kind.anyText,
  rights: texts,
  tenantId: kind.anyText,
  action: kind.anyText,
  target: kind.optional(kind.object),
  outcome: kind.anyText,
  code: kind.anyText,
});
/** A `page_size` of 0 is `DEFAULT_PAGE_SIZE`. */
export const listAuditEntriesRequest = kind.message(service.ListAuditEntriesRequest, {
  tenantId: kind.tenant,
  who: kind.optionalId,
  action: kind.optionalId,
  since: kind.optionalTime,
  until: kind.optionalTime,
  ...page,
});
export const listAuditEntriesResponse = kind.message(service.ListAuditEntriesResponse, {
  entries: kind.list(auditEntry),
  nextPageToken: kind.anyText,
});

const apiKey = kind.message(service.ApiKey, {
  id: kind.anyText,
  name: kind.anyText,
  rights: texts,
  tenants: texts,
  createdTime: kind.optionalTime,
  expiresTime: kind.optionalTime,
  limit: kind.optional(kind.anyNumber),
  certificate: kind.optional(kind.anyText),
});
export const listKeysRequest = kind.message(service.ListKeysRequest, { tenantId: kind.tenant });
export const listKeysResponse = kind.message(service.ListKeysResponse, { keys: kind.list(apiKey) });
/** `days` of 0 are `DEFAULT_KEY_DAYS`. */
export const createKeyRequest = kind.message(service.CreateKeyRequest, {
  tenantId: kind.tenant,
  name: kind.filledLine(LIMITS.nameChars),
  rights: kind.list(kind.name, 1, LIMITS.keyRights),
  tenants: kind.list(kind.also(kind.tenant, kind.checkThere, { minLength: 1 }), 0, LIMITS.keyTenants),
  days: kind.integer(0, LIMITS.keyDays),
  limit: kind.optional(kind.number(0.001, LIMITS.number)),
  certificate: kind.optional(kind.filledLine(LIMITS.nameChars)),
});
export const createKeyResponse = kind.message(service.CreateKeyResponse, {
  key: kind.optional(apiKey),
  token: kind.anyText,
});
export const revokeKeysRequest = kind.message(service.RevokeKeysRequest, ids(kind.id));
export const revokeKeysResponse = kind.message(service.RevokeKeysResponse, { revoked: kind.integer() });

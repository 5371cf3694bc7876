import { type AuditRecord, readAuditPage } from '@stars/audit';
import {
  type AuditEntry,
  type ListAuditEntriesRequest,
  type ListAuditEntriesResponse,
  validateListAuditEntriesRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';

/** Lists what was done for a tenant or for the whole installation, newest first. Errors: `STARS_INVALID_FIELD` (the token); those of the bus. */
export async function listAuditEntries(
  bus: EventBus,
  given: ListAuditEntriesRequest,
  signal: AbortSignal,
): Promise<ListAuditEntriesResponse> {
  const { tenantId, who, action, since, until, pageSize, pageToken } = validateListAuditEntriesRequest(given);
  const end = until?.getTime() ?? Number.POSITIVE_INFINITY;
  const passes = (record: AuditRecord): boolean =>
    (record.tenant === undefined || record.tenant === tenantId) &&
    record.who.includes(who) &&
    (action === '' || record.action === action) &&
    Date.parse(record.time) < end;
  const before = pageToken === '' ? undefined : offsetOf(pageToken);
  const page = await readAuditPage(bus, { passes, size: pageSize, since: since?.getTime(), before, signal });
  return { entries: page.records.map(entryOf), nextPageToken: page.next === undefined ? '' : String(page.next) };
}

function offsetOf(token: string): number {
  if (/^\d{1,15}$/.test(token)) return Number(token);
  throw new StarsError('STARS_INVALID_FIELD', 'page_token is no next_page_token of this call', { field: 'page_token' });
}

const entryOf = ({ time, tenant, rights = [], code = '', ...record }: AuditRecord): AuditEntry => ({
  ...record,
  time: new Date(time),
  tenantId: tenant ?? '',
  rights,
  code,
});

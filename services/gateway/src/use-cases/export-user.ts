import { type ExportUserRequest, type ExportUserResponse, validateExportUserRequest } from '@stars/contracts';
import type { UserExport } from '@stars/personal-data';

/** How long a page is worked on, ms. */
const PAGE_MS = 2000;

/** Reads what is kept of a user, by pages. Errors: `STARS_INVALID_FIELD` (the token); those of the stores. */
export async function exportUser(
  exporting: UserExport,
  given: ExportUserRequest,
  signal: AbortSignal,
  until: number,
): Promise<ExportUserResponse> {
  const { tenantId: tenant, userId, pageToken } = validateExportUserRequest(given);
  const now = performance.now();
  // A step takes a moment more: half of the time is left to it.
  const end = now + Math.min(PAGE_MS, (until - now) / 2);
  return exporting.page({ tenant, userId, until: end, signal }, pageToken);
}

import { at } from './field-problem.js';
import type { Kind } from './kinds/index.js';
import { tenantOf } from './message-key.js';

/** Checks a request and returns it with its tenant filled. Errors: those of the check, with `path` before the field. */
export function checkedWithTenant<R extends { tenantId: string }>(table: Kind<R>, request: R, path = ''): R {
  at(path, () => table.check(request));
  return { ...request, tenantId: tenantOf(request.tenantId) };
}

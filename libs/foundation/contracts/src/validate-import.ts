import { checkedWithTenant } from './checked-with-tenant.js';
import type { ImportFilesRequest } from './generated/stars/v1/import_service.js';
import { importFilesRequest } from './messages/imports.js';

/** Checks the request and returns it with its tenant filled. Errors: those of the check. */
export const validateImportFilesRequest = (request: ImportFilesRequest): ImportFilesRequest =>
  checkedWithTenant(importFilesRequest, request);

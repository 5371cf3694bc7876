import { type EncodedMessage, encodedMessage } from './encoded-message.js';
import { checkCount, checkId, checkTenant, checkText, checkVersion } from './field-checks.js';
import { fieldError, indexPath } from './field-path.js';
import { TagCorrection } from './generated/stars/v1/features.js';
import { JsonFields, type UnknownFields } from './json-fields.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';

/** Throws a StarsError, its `field` beginning with `path`, unless the correction is valid. */
export function checkTagCorrection(correction: TagCorrection, path = ''): void {
  const { add, remove, withdrawn } = correction;
  checkTenant(correction.tenantId, path);
  checkId(correction.itemId, path, 'item_id');
  checkVersion(correction.version, path);
  for (const [name, terms] of [
    ['add', add],
    ['remove', remove],
  ] as const) {
    checkCount(terms, 0, LIMITS.tags, path, name);
    for (const [index, term] of terms.entries()) {
      checkText(term, LIMITS.nameChars, indexPath(path, name, index), '');
      if (term.trim() === '') throw fieldError('STARS_FIELD_REQUIRED', indexPath(path, name, index), '', 'is empty');
    }
  }
  if (withdrawn && add.length + remove.length > 0) {
    throw fieldError('STARS_INVALID_FIELD', path, 'withdrawn', 'cannot be said of a correction that says something');
  }
  if (!withdrawn && add.length + remove.length === 0) {
    throw fieldError('STARS_FIELD_REQUIRED', path, 'add', 'or remove is required, or withdrawn');
  }
  const both = remove.findIndex((term) => add.includes(term));
  if (both >= 0) throw fieldError('STARS_INVALID_FIELD', indexPath(path, 'remove', both), '', 'is among add, too');
}

/** Checks a correction and makes its message for `TOPICS.tagCorrections`. One id for each item and version. */
export function encodeTagCorrection(correction: TagCorrection, path = ''): EncodedMessage {
  checkTagCorrection(correction, path);
  const tenantId = tenantOf(correction.tenantId);
  const { itemId, version } = correction;
  const value = TagCorrection.encode({ ...correction, tenantId }).finish();
  return encodedMessage(tenantId, itemId, `${itemId}@${version}`, value, LIMITS.messageBytes, path);
}

/** The types only; what must be there is checked later. */
export function parseTagCorrection(row: unknown, path: string, unknown: UnknownFields): TagCorrection {
  const json = new JsonFields(row, path, unknown);
  const correction: TagCorrection = {
    tenantId: json.string('tenant_id'),
    itemId: json.string('item_id'),
    version: json.int64('version'),
    add: json.strings('add'),
    remove: json.strings('remove'),
    withdrawn: json.boolean('withdrawn'),
  };
  json.done();
  return correction;
}

/** A row of a file of corrections → a checked one; `version` may be absent. A field that nobody knows is an error. */
export function tagCorrectionFromJson(row: unknown, path = ''): TagCorrection {
  const correction = parseTagCorrection(row, path, 'reject');
  checkTagCorrection(correction, path);
  return correction;
}

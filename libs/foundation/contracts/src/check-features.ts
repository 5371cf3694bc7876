import { checkCategory, checkCount, checkId, checkTenant, checkText, checkVersion } from './field-checks.js';
import { fieldError, indexPath } from './field-path.js';
import type { ItemFeatures } from './generated/stars/v1/features.js';
import { LIMITS } from './limits.js';

const SHA256 = /^[0-9a-f]{64}$/;

/** Throws a StarsError, its `field` beginning with `path`, unless the tagger's features are valid. */
export function checkItemFeatures(features: ItemFeatures, path = ''): void {
  checkTenant(features.tenantId, path);
  checkId(features.itemId, path, 'item_id');
  checkVersion(features.itemVersion, path, 'item_version');
  if (features.deleted) return;
  if (!SHA256.test(features.textHash)) {
    throw fieldError('STARS_INVALID_FIELD', path, 'text_hash', 'must be a SHA-256 in lower-case hex');
  }
  const bytes = features.embedding.length;
  if (bytes === 0) throw fieldError('STARS_FIELD_REQUIRED', path, 'embedding', 'is required');
  if (bytes % 4 !== 0)
    throw fieldError('STARS_INVALID_FIELD', path, 'embedding', 'must be float32 values, four bytes each');
  if (bytes > LIMITS.embeddingWidth * 4) {
    throw fieldError('STARS_TOO_LARGE', path, 'embedding', `is wider than ${LIMITS.embeddingWidth}`);
  }
  checkId(features.embeddingModel, path, 'embedding_model');
  checkCount(features.tags, 0, LIMITS.tags, path, 'tags');
  for (const [index, tag] of features.tags.entries()) {
    checkText(tag, LIMITS.nameChars, indexPath(path, 'tags', index), '');
  }
  checkText(features.tagVocabularyVersion, LIMITS.nameChars, path, 'tag_vocabulary_version');
  checkText(features.tagger, LIMITS.nameChars, path, 'tagger');
  checkCategory(features.category, path);
}

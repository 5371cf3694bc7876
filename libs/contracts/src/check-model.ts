import {
  checkCount,
  checkId,
  checkInteger,
  checkName,
  checkNumber,
  checkOptionalTime,
  checkTenant,
  checkText,
  checkTime,
  checkVersion,
} from './field-checks.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import type { ModelFile, ModelManifest, ServedModel } from './generated/stars/v1/model.js';
import { LIMITS } from './limits.js';

const SHA256 = /^[0-9a-f]{64}$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;
const UINT32_MAX = 0xffff_ffff;

/** Throws a StarsError, its `field` beginning with `path`, unless the manifest may be published or loaded. */
export function checkModelManifest(manifest: ModelManifest, path = ''): void {
  checkTenant(manifest.tenantId, path);
  checkModelVersion(manifest.version, path);
  checkTime(manifest.createdTime, path, 'created_time');
  checkCount(manifest.files, 1, LIMITS.modelFiles, path, 'files');
  for (const [index, file] of manifest.files.entries()) checkModelFile(file, indexPath(path, 'files', index));
  checkInteger(manifest.servingWidth, 1, LIMITS.embeddingWidth, path, 'serving_width');
  checkInteger(manifest.itemCount, 0, UINT32_MAX, path, 'item_count');
  checkOptionalTime(manifest.dataFrom, path, 'data_from');
  checkOptionalTime(manifest.dataUntil, path, 'data_until');
  if (manifest.dataFrom !== undefined && manifest.dataUntil !== undefined && manifest.dataUntil < manifest.dataFrom) {
    throw fieldError('STARS_INVALID_TIME', path, 'data_until', 'must not be earlier than data_from');
  }
  checkMetrics(manifest.metrics, joinPath(path, 'metrics'));
  checkText(manifest.embeddingModel, LIMITS.nameChars, path, 'embedding_model');
  checkText(manifest.tagVocabularyVersion, LIMITS.nameChars, path, 'tag_vocabulary_version');
  checkCount(manifest.signals, 0, LIMITS.modelSignals, path, 'signals');
  for (const [index, signal] of manifest.signals.entries()) {
    const at = indexPath(path, 'signals', index);
    checkName(signal.name, at, 'name');
    checkName(signal.scope, at, 'scope');
    checkInteger(signal.width, 0, UINT32_MAX, at, 'width');
  }
  checkText(manifest.timeZone, LIMITS.nameChars, path, 'time_zone');
}

/** Throws a StarsError, its `field` beginning with `path`, unless the announcement may be published. */
export function checkServedModel(served: ServedModel, path = ''): void {
  checkTenant(served.tenantId, path);
  checkModelVersion(served.version, path);
  checkTime(served.time, path, 'time');
}

/** A version names a folder and a collection. */
function checkModelVersion(version: string, path: string): void {
  checkId(version, path, 'version');
  checkText(version, LIMITS.nameChars, path, 'version');
  if (!VERSION.test(version)) {
    throw fieldError('STARS_INVALID_FIELD', path, 'version', 'must be letters, digits, "_", "." or "-"');
  }
}

function checkModelFile(file: ModelFile, path: string): void {
  checkId(file.path, path, 'path');
  // Relative and downward only: a manifest must not name a file outside of its folder.
  if (
    /^\/|^[A-Za-z]:|\\/.test(file.path) ||
    file.path.split('/').some((part) => part === '' || part === '.' || part === '..')
  ) {
    throw fieldError(
      'STARS_INVALID_FIELD',
      path,
      'path',
      "must be relative to the manifest's folder and stay inside it",
    );
  }
  if (!SHA256.test(file.sha256)) {
    throw fieldError('STARS_INVALID_FIELD', path, 'sha256', 'must be a SHA-256 in lower-case hex');
  }
  checkVersion(file.bytes, path, 'bytes');
}

function checkMetrics(metrics: Record<string, number>, path: string): void {
  const names = Object.keys(metrics);
  checkCount(names, 0, LIMITS.metrics, path, '');
  for (const name of names) {
    checkName(name, path, name);
    checkNumber(metrics[name]!, -Number.MAX_VALUE, Number.MAX_VALUE, path, name);
  }
}

import {
  checkCount,
  checkId,
  checkInteger,
  checkName,
  checkNumber,
  checkOptionalId,
  checkOptionalTime,
  checkTenant,
  checkText,
  checkTime,
  checkVersion,
} from './field-checks.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import type {
  GateResult,
  ModelComparison,
  ModelFile,
  ModelManifest,
  RollOut,
  ServedModel,
  ServeRequest,
} from './generated/stars/v1/model.js';
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
  if (manifest.comparison) checkComparison(manifest.comparison, joinPath(path, 'comparison'));
}

/** Throws a StarsError, its `field` beginning with `path`, unless the announcement may be published. */
export function checkServedModel(served: ServedModel, path = ''): void {
  checkTenant(served.tenantId, path);
  checkModelVersion(served.version, path);
  checkTime(served.time, path, 'time');
  for (const [name, versions] of [
    ['before', served.before],
    ['rolled_back', served.rolledBack],
  ] as const) {
    checkCount(versions, 0, LIMITS.modelVersions, path, name);
    versions.forEach((version, index) => {
      checkModelVersion(version, path, `${name}[${index}]`);
    });
  }
  if (served.fresh !== '') checkModelVersion(served.fresh, path, 'fresh');
  checkOptionalTime(served.freshUntil, path, 'fresh_until');
}

/** Throws a StarsError, its `field` beginning with `path`, unless the request may be published. */
export function checkServeRequest(request: ServeRequest, path = ''): void {
  checkTenant(request.tenantId, path);
  checkId(request.requestId, path, 'request_id');
  checkTime(request.time, path, 'time');
  if (!request.target) throw fieldError('STARS_FIELD_REQUIRED', path, 'target', 'is required');
  const { $case, value } = request.target;
  checkModelVersion(value, path, $case === 'version' ? 'version' : 'roll_back');
}

const ROLL_OUT_CAUSES = ['training', 'request', 'roll-back'];
const ROLL_OUT_OUTCOMES = ['filling', 'served', 'refused'];
const GATE_OUTCOMES = ['passed', 'failed', 'skipped'];

/** Throws a StarsError, its `field` beginning with `path`, unless the step may be published. */
export function checkRollOut(step: RollOut, path = ''): void {
  checkTenant(step.tenantId, path);
  checkModelVersion(step.version, path);
  if (step.before !== '') checkModelVersion(step.before, path, 'before');
  checkOneOf(ROLL_OUT_CAUSES, step.cause, path, 'cause');
  checkOptionalId(step.requestId, path, 'request_id');
  checkOneOf(ROLL_OUT_OUTCOMES, step.outcome, path, 'outcome');
  checkText(step.reason, LIMITS.descriptionChars, path, 'reason');
  checkCount(step.gates, 0, LIMITS.gates, path, 'gates');
  for (const [index, gate] of step.gates.entries()) checkGate(gate, indexPath(path, 'gates', index));
  checkTime(step.time, path, 'time');
}

function checkGate(gate: GateResult, path: string): void {
  checkName(gate.gate, path, 'gate');
  checkOneOf(GATE_OUTCOMES, gate.outcome, path, 'outcome');
  checkNumber(gate.value, -Number.MAX_VALUE, Number.MAX_VALUE, path, 'value');
  checkNumber(gate.bound, -Number.MAX_VALUE, Number.MAX_VALUE, path, 'bound');
  checkText(gate.detail, LIMITS.descriptionChars, path, 'detail');
}

function checkComparison(comparison: ModelComparison, path: string): void {
  checkModelVersion(comparison.version, path);
  checkName(comparison.metric, path, 'metric');
  checkNumber(comparison.candidate, -Number.MAX_VALUE, Number.MAX_VALUE, path, 'candidate');
  checkNumber(comparison.serving, -Number.MAX_VALUE, Number.MAX_VALUE, path, 'serving');
  checkInteger(comparison.sessions, 1, UINT32_MAX, path, 'sessions');
  checkTime(comparison.from, path, 'from');
}

function checkOneOf(known: readonly string[], value: string, path: string, name: string): void {
  if (!known.includes(value)) {
    throw fieldError('STARS_INVALID_FIELD', path, name, `must be one of ${known.join(', ')}`);
  }
}

/** A version names a folder and a collection. */
function checkModelVersion(version: string, path: string, name = 'version'): void {
  checkId(version, path, name);
  checkText(version, LIMITS.nameChars, path, name);
  if (!VERSION.test(version)) {
    throw fieldError('STARS_INVALID_FIELD', path, name, 'must be letters, digits, "_", "." or "-"');
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

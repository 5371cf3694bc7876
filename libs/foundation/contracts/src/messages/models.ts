import { problem } from '../field-problem.js';
import * as model from '../generated/stars/v1/model.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';

/** Relative and downward only: a manifest must not name a file outside of its folder. */
const filePath = kind.also(kind.id, (path) => {
  const parts = path.split('/');
  if (/^[A-Za-z]:|\\/.test(path) || parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw problem('STARS_INVALID_FIELD', "must be relative to the manifest's folder and stay inside it");
  }
});

const modelFile = kind.message(model.ModelFile, { path: filePath, sha256: kind.sha256, bytes: kind.int64 });
const signalSpec = kind.message(model.SignalSpec, { name: kind.name, scope: kind.name, width: kind.integer() });

const comparison = kind.message(model.ModelComparison, {
  version: kind.modelVersion,
  metric: kind.name,
  candidate: kind.number(),
  serving: kind.number(),
  sessions: kind.integer(1),
  from: kind.time,
});

export const modelManifest = kind.message(
  model.ModelManifest,
  {
    tenantId: kind.tenant,
    version: kind.modelVersion,
    createdTime: kind.time,
    config: kind.anything as kind.Kind<model.ModelManifest['config']>,
    files: kind.list(modelFile, 1, LIMITS.modelFiles),
    servingWidth: kind.integer(1, LIMITS.embeddingWidth),
    itemCount: kind.integer(),
    dataFrom: kind.optionalTime,
    dataUntil: kind.optionalTime,
    metrics: kind.map(LIMITS.metrics, kind.number()),
    embeddingModel: kind.text(LIMITS.nameChars),
    tagVocabularyVersion: kind.text(LIMITS.nameChars),
    signals: kind.list(signalSpec, 0, LIMITS.modelSignals),
    timeZone: kind.text(LIMITS.nameChars),
    comparison: kind.optional(comparison),
  },
  {
    whole({ dataFrom, dataUntil }) {
      if (dataFrom !== undefined && dataUntil !== undefined && dataUntil < dataFrom) {
        throw problem('STARS_INVALID_TIME', 'must not be earlier than data_from', 'data_until');
      }
    },
  },
);

const versions = kind.list(kind.modelVersion, 0, LIMITS.modelVersions);

export const servedModel = kind.message(model.ServedModel, {
  tenantId: kind.tenant,
  version: kind.modelVersion,
  time: kind.time,
  before: versions,
  rolledBack: versions,
  fresh: kind.emptyOr(kind.modelVersion),
  freshUntil: kind.optionalTime,
});

export const serveRequest = kind.message(model.ServeRequest, {
  tenantId: kind.tenant,
  requestId: kind.id,
  time: kind.time,
  target: kind.oneOf<NonNullable<model.ServeRequest['target']>>(
    { version: kind.modelVersion, rollBack: kind.modelVersion },
    () => problem('STARS_FIELD_REQUIRED', 'is required', 'target'),
  ),
  force: kind.boolean,
});

const gateResult = kind.message(model.GateResult, {
  gate: kind.name,
  outcome: kind.oneOfTexts('passed', 'failed', 'skipped'),
  value: kind.number(),
  bound: kind.number(),
  detail: kind.text(LIMITS.descriptionChars),
});

export const rollOut = kind.message(model.RollOut, {
  tenantId: kind.tenant,
  version: kind.modelVersion,
  before: kind.emptyOr(kind.modelVersion),
  cause: kind.oneOfTexts('training', 'request', 'roll-back'),
  requestId: kind.optionalId,
  outcome: kind.oneOfTexts('filling', 'served', 'refused'),
  reason: kind.text(LIMITS.descriptionChars),
  gates: kind.list(gateResult, 0, LIMITS.gates),
  forced: kind.boolean,
  time: kind.time,
});

export const trainingStep = kind.message(model.TrainingStep, {
  tenantId: kind.tenant,
  requestId: kind.optionalId,
  outcome: kind.oneOfTexts('asked', 'started', 'trained', 'reused', 'failed', 'stopped'),
  version: kind.emptyOr(kind.modelVersion),
  reason: kind.text(LIMITS.descriptionChars),
  time: kind.time,
});

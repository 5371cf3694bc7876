import * as service from '../generated/stars/v1/model_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { modelManifest, rollOut, trainingStep } from './models.js';

const optionalVersion = kind.emptyOr(kind.modelVersion);
const requested = { requestId: kind.anyText };

const modelState = kind.message(service.ModelState, {
  version: kind.anyText,
  state: kind.anyText,
  announced: kind.boolean,
  manifest: kind.optional(modelManifest),
  rollOuts: kind.list(rollOut, 0, LIMITS.rollOuts),
});
export const listModelsRequest = kind.message(service.ListModelsRequest, {
  tenantId: kind.tenant,
  version: optionalVersion,
});
export const listModelsResponse = kind.message(service.ListModelsResponse, {
  models: kind.list(modelState),
  training: kind.optional(trainingStep),
});
export const trainModelRequest = kind.message(service.TrainModelRequest, { tenantId: kind.tenant });
export const trainModelResponse = kind.message(service.TrainModelResponse, requested);
export const serveModelRequest = kind.message(service.ServeModelRequest, {
  tenantId: kind.tenant,
  version: kind.modelVersion,
  force: kind.boolean,
});
export const serveModelResponse = kind.message(service.ServeModelResponse, requested);
export const rollBackModelRequest = kind.message(service.RollBackModelRequest, {
  tenantId: kind.tenant,
  version: optionalVersion,
  force: kind.boolean,
});
export const rollBackModelResponse = kind.message(service.RollBackModelResponse, requested);

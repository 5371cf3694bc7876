import { checkedWithTenant } from './checked-with-tenant.js';
import type {
  ListModelsRequest,
  RollBackModelRequest,
  ServeModelRequest,
  TrainModelRequest,
} from './generated/stars/v1/model_service.js';
import {
  listModelsRequest,
  rollBackModelRequest,
  serveModelRequest,
  trainModelRequest,
} from './messages/model-requests.js';

/** Each checks a request and returns it with its tenant filled. Errors: those of the check. */
export const validateListModelsRequest = (request: ListModelsRequest): ListModelsRequest =>
  checkedWithTenant(listModelsRequest, request);
export const validateTrainModelRequest = (request: TrainModelRequest): TrainModelRequest =>
  checkedWithTenant(trainModelRequest, request);
export const validateServeModelRequest = (request: ServeModelRequest): ServeModelRequest =>
  checkedWithTenant(serveModelRequest, request);
export const validateRollBackModelRequest = (request: RollBackModelRequest): RollBackModelRequest =>
  checkedWithTenant(rollBackModelRequest, request);

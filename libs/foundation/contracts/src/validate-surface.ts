import { checkedWithTenant } from './checked-with-tenant.js';
import type {
  DeleteSurfaceRequest,
  ListSurfacesRequest,
  PutSurfaceRequest,
  RollBackSurfaceRequest,
} from './generated/stars/v1/surface_service.js';
import {
  deleteSurfaceRequest,
  listSurfacesRequest,
  putSurfaceRequest,
  rollBackSurfaceRequest,
} from './messages/surfaces.js';

/** Each checks a request and returns it with its tenant filled. Errors: those of the check. */
export const validateListSurfacesRequest = (request: ListSurfacesRequest): ListSurfacesRequest =>
  checkedWithTenant(listSurfacesRequest, request);
export const validatePutSurfaceRequest = (request: PutSurfaceRequest): PutSurfaceRequest =>
  checkedWithTenant(putSurfaceRequest, request);
export const validateRollBackSurfaceRequest = (request: RollBackSurfaceRequest): RollBackSurfaceRequest =>
  checkedWithTenant(rollBackSurfaceRequest, request);
export const validateDeleteSurfaceRequest = (request: DeleteSurfaceRequest): DeleteSurfaceRequest =>
  checkedWithTenant(deleteSurfaceRequest, request);

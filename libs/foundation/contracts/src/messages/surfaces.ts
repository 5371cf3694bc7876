import { problem } from '../field-problem.js';
import * as service from '../generated/stars/v1/surface_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { surface } from './recommend-requests.js';

const named = { tenantId: kind.tenant, name: kind.id };
const expectedVersion = kind.optional(kind.integer());

/** What a surface says, of so many bytes. */
const boundedSurface = kind.also(kind.optional(surface), (given) => {
  const bytes = given === undefined ? 0 : surface.codec.encode(given).finish().length;
  const most = LIMITS.surfaceBytes;
  if (bytes > most) throw problem('STARS_TOO_LARGE', `takes ${bytes} bytes, and at most ${most} are allowed`);
});

const surfaceVersion = kind.message(service.SurfaceVersion, {
  version: kind.integer(),
  surface: boundedSurface,
  changedBy: kind.anyText,
  changedTime: kind.optionalTime,
});

export const surfaceHistory = kind.message(service.SurfaceHistory, {
  ...named,
  versions: kind.list(surfaceVersion, 1, LIMITS.surfaceVersions),
});

export const listSurfacesRequest = kind.message(service.ListSurfacesRequest, { ...named, name: kind.optionalId });
export const listSurfacesResponse = kind.message(service.ListSurfacesResponse, { surfaces: kind.list(surfaceHistory) });

export const putSurfaceRequest = kind.message(service.PutSurfaceRequest, {
  ...named,
  surface: kind.also(boundedSurface, kind.checkThere),
  expectedVersion,
});
export const rollBackSurfaceRequest = kind.message(service.RollBackSurfaceRequest, {
  ...named,
  version: kind.integer(),
  expectedVersion,
});
export const deleteSurfaceRequest = kind.message(service.DeleteSurfaceRequest, { ...named, expectedVersion });

const changed = { version: kind.integer() };
export const putSurfaceResponse = kind.message(service.PutSurfaceResponse, changed);
export const rollBackSurfaceResponse = kind.message(service.RollBackSurfaceResponse, changed);
export const deleteSurfaceResponse = kind.message(service.DeleteSurfaceResponse, changed);

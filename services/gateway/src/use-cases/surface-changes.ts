import {
  type DeleteSurfaceRequest,
  encodeSurfaceHistory,
  LIMITS,
  type ListSurfacesRequest,
  type ListSurfacesResponse,
  type PutSurfaceRequest,
  type RollBackSurfaceRequest,
  type SurfaceHistory,
  type SurfaceVersion,
  TOPICS,
  validateDeleteSurfaceRequest,
  validateListSurfacesRequest,
  validatePutSurfaceRequest,
  validateRollBackSurfaceRequest,
} from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { Clock, LiveSurfaces } from '@stars/recommending';
import { SettingChanges } from './setting-changes.js';

/** Reads and changes the surfaces that tenants store. */
export class SurfaceChanges {
  readonly #changes;

  constructor(
    bus: Pick<EventBus, 'publish'>,
    private readonly surfaces: LiveSurfaces,
    clock: Clock,
  ) {
    const kind = {
      noun: 'surface',
      topic: TOPICS.surfaces,
      most: LIMITS.surfaces,
      mostVersions: LIMITS.surfaceVersions,
      encode: encodeSurfaceHistory,
      contentOf: ({ surface }: SurfaceVersion) => surface,
      withContent: (version: Omit<SurfaceVersion, 'surface'>, surface: SurfaceVersion['surface']) => ({
        ...version,
        surface,
      }),
    };
    this.#changes = new SettingChanges(kind, bus, surfaces, clock);
  }

  /** Errors: `STARS_NOT_FOUND` for a name that is neither stored nor in the settings. */
  async list(given: ListSurfacesRequest): Promise<ListSurfacesResponse> {
    const { tenantId, name } = validateListSurfacesRequest(given);
    await this.surfaces.catchUp();
    if (name !== '') {
      const versions = [...this.#changes.versions({ tenantId, name }), ...this.#configured(name)];
      if (versions.length === 0) throw this.#changes.notFound(name);
      return { surfaces: [{ tenantId, name, versions }] };
    }
    const names = new Set([...this.surfaces.configured.keys(), ...this.surfaces.storedBy(tenantId).keys()]);
    const surfaces = [...names].sort().map((each): SurfaceHistory => {
      const [newest] = this.#changes.versions({ tenantId, name: each });
      return { tenantId, name: each, versions: newest?.surface ? [newest] : this.#configured(each) };
    });
    return { surfaces: surfaces.filter(({ versions }) => versions.length > 0) };
  }

  /** Errors: those of the check and of `SettingChanges`, as of all changes. */
  put(given: PutSurfaceRequest, who: string, signal: AbortSignal): Promise<{ version: number }> {
    const { surface, expectedVersion: expected, ...named } = validatePutSurfaceRequest(given);
    return this.#changes.put(named, surface!, { who, expected, signal });
  }

  rollBack(given: RollBackSurfaceRequest, who: string, signal: AbortSignal): Promise<{ version: number }> {
    const { version, expectedVersion: expected, ...named } = validateRollBackSurfaceRequest(given);
    return this.#changes.rollBack(named, version, { who, expected, signal });
  }

  delete(given: DeleteSurfaceRequest, who: string, signal: AbortSignal): Promise<{ version: number }> {
    const { expectedVersion: expected, ...named } = validateDeleteSurfaceRequest(given);
    return this.#changes.delete(named, { who, expected, signal });
  }

  /** Of the settings, or built in. */
  #configured(name: string): SurfaceVersion[] {
    const surface = this.surfaces.configured.get(name);
    return surface ? [{ version: 0, surface, changedBy: '', changedTime: undefined }] : [];
  }
}

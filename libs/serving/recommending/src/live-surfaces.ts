import { type Surface, type SurfaceHistory, TOPICS, tenantOf } from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { Logger } from '@stars/platform';
import type { Surfaces } from './surfaces.js';
import { VersionedSettings } from './versioned-settings.js';

/** What surfaces say now: those of the settings, which hold for all tenants, and those that a tenant has stored, which replace them. */
export class LiveSurfaces extends VersionedSettings<SurfaceHistory> {
  constructor(
    bus: EventBus,
    readonly configured: Surfaces,
    logger: Logger,
  ) {
    super(bus, TOPICS.surfaces, 'surface', logger);
  }

  /** What a surface says for a tenant, if anything. */
  find(tenantId: string, name: string): Surface | undefined {
    return this.stored(tenantOf(tenantId), name)?.history.versions[0]?.surface ?? this.configured.get(name);
  }
}

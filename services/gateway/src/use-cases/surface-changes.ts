import { isDeepStrictEqual } from 'node:util';
import {
  type DeleteSurfaceRequest,
  encodeSurfaceHistory,
  LIMITS,
  type ListSurfacesRequest,
  type ListSurfacesResponse,
  type PutSurfaceRequest,
  type RollBackSurfaceRequest,
  type Surface,
  type SurfaceHistory,
  type SurfaceVersion,
  TOPICS,
  validateDeleteSurfaceRequest,
  validateListSurfacesRequest,
  validatePutSurfaceRequest,
  validateRollBackSurfaceRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { Clock, LiveSurfaces } from '@stars/recommending';

type Named = Pick<SurfaceHistory, 'tenantId' | 'name'>;
type Changed = Pick<SurfaceVersion, 'version'>;

/** @param versions Of the surface, newest first. @returns what it says from now on; undefined: it is deleted */
type Decide = (versions: readonly SurfaceVersion[]) => Surface | undefined;

/** Reads and changes the surfaces that tenants store. A change counts for this thread when it returns, and for others when they read it. */
export class SurfaceChanges {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly bus: Pick<EventBus, 'publish'>,
    private readonly surfaces: LiveSurfaces,
    private readonly clock: Clock,
  ) {}

  /** Errors: `STARS_NOT_FOUND` for a name that is neither stored nor in the settings. */
  async list(given: ListSurfacesRequest): Promise<ListSurfacesResponse> {
    const { tenantId, name } = validateListSurfacesRequest(given);
    await this.surfaces.catchUp();
    if (name !== '') {
      const versions = [...this.#versions({ tenantId, name }), ...this.#configured(name)];
      if (versions.length === 0) throw notFound(name);
      return { surfaces: [{ tenantId, name, versions }] };
    }
    const names = new Set([...this.surfaces.configured.keys(), ...this.surfaces.storedBy(tenantId).keys()]);
    const surfaces = [...names].sort().map((each): SurfaceHistory => {
      const [newest] = this.#versions({ tenantId, name: each });
      return { tenantId, name: each, versions: newest?.surface ? [newest] : this.#configured(each) };
    });
    return { surfaces: surfaces.filter(({ versions }) => versions.length > 0) };
  }

  /** Errors: those of the check; `STARS_TOO_LARGE` for too many surfaces; those of a change. */
  put(given: PutSurfaceRequest, who: string, signal: AbortSignal): Promise<Changed> {
    const { surface, expectedVersion, ...named } = validatePutSurfaceRequest(given);
    return this.#change(named, expectedVersion, who, signal, ([newest]) => {
      const count = [...this.surfaces.storedBy(named.tenantId).values()].filter(isThere).length;
      if (!newest?.surface && count >= LIMITS.surfaces) {
        const text = `there are ${count} surfaces, and at most ${LIMITS.surfaces} are allowed: delete one`;
        throw new StarsError('STARS_TOO_LARGE', text, { field: 'name' });
      }
      return surface;
    });
  }

  /** Errors: `STARS_NOT_FOUND` for a version that is not kept; those of a change. */
  rollBack(given: RollBackSurfaceRequest, who: string, signal: AbortSignal): Promise<Changed> {
    const { version, expectedVersion, ...named } = validateRollBackSurfaceRequest(given);
    return this.#change(named, expectedVersion, who, signal, (versions) => {
      if (versions.length === 0) throw notFound(named.name);
      const earlier = version === 0 ? versions[1] : versions.find((each) => each.version === version);
      if (earlier) return earlier.surface;
      const which = version === 0 ? `version before ${versions[0]!.version}` : `version ${version}`;
      throw new StarsError('STARS_NOT_FOUND', `no ${which} of ${named.name} is kept`, { field: 'version' });
    });
  }

  /** Errors: `STARS_NOT_FOUND` for a name that is not stored; those of a change. */
  delete(given: DeleteSurfaceRequest, who: string, signal: AbortSignal): Promise<Changed> {
    const { expectedVersion, ...named } = validateDeleteSurfaceRequest(given);
    return this.#change(named, expectedVersion, who, signal, (versions) => {
      if (versions.length === 0) throw notFound(named.name);
      return undefined;
    });
  }

  /**
   * Makes the next version. If the newest one says so already, nothing changes: a call that is repeated counts once.
   * Errors: `STARS_CONFLICT` if the newest version is not the expected one; those of the bus.
   */
  #change(
    named: Named,
    expected: number | undefined,
    who: string,
    signal: AbortSignal,
    decide: Decide,
  ): Promise<Changed> {
    // One at a time: the embedded bus forgets the message before at once.
    const change = this.#last.then(() => this.#next(named, expected, who, signal, decide));
    this.#last = change.catch(() => undefined);
    return change;
  }

  async #next(
    named: Named,
    expected: number | undefined,
    who: string,
    signal: AbortSignal,
    decide: Decide,
  ): Promise<Changed> {
    for (;;) {
      signal.throwIfAborted();
      await this.surfaces.catchUp();
      const versions = this.#versions(named);
      const newest = versions[0]?.version ?? 0;
      const surface = decide(versions);
      if (newest > 0 && isDeepStrictEqual(surface, versions[0]!.surface)) return { version: newest };
      if (expected !== undefined && expected !== newest) throw conflict(named.name, newest);
      const next = { version: newest + 1, surface, changedBy: who, changedTime: new Date(this.clock()) };
      if (await this.#counts({ ...named, versions: [next, ...versions].slice(0, LIMITS.surfaceVersions) })) return next;
      // Another gateway was faster. Whoever expects a version hears so in the next turn.
    }
  }

  /** Whether this version counts, and not one that another gateway made at the same time. */
  async #counts(history: SurfaceHistory): Promise<boolean> {
    const { tenantId, name, versions } = history;
    const id = await this.#publish(history);
    await this.surfaces.catchUp();
    const stored = this.surfaces.stored(tenantId, name);
    if (stored?.messageId === id) return true;
    if (!stored || stored.history.versions[0]!.version < versions[0]!.version)
      throw new StarsError('STARS_UNAVAILABLE', 'the change was written, and is not on the bus');
    // A compacted topic keeps the last message: it must be one that counts.
    await this.#publish(stored.history);
    return false;
  }

  async #publish(history: SurfaceHistory): Promise<string> {
    const message = encodeSurfaceHistory(history, crypto.randomUUID());
    await this.bus.publish(TOPICS.surfaces, [message]);
    return message.id;
  }

  /** Newest first. */
  #versions({ tenantId, name }: Named): readonly SurfaceVersion[] {
    return this.surfaces.stored(tenantId, name)?.history.versions ?? [];
  }

  /** Of the settings, or built in. */
  #configured(name: string): SurfaceVersion[] {
    const surface = this.surfaces.configured.get(name);
    return surface ? [{ version: 0, surface, changedBy: '', changedTime: undefined }] : [];
  }
}

const isThere = ({ history }: { history: SurfaceHistory }): boolean => history.versions[0]?.surface !== undefined;

const notFound = (name: string): StarsError =>
  new StarsError('STARS_NOT_FOUND', `there is no surface ${name}`, { field: 'name' });

const conflict = (name: string, newest: number): StarsError =>
  new StarsError('STARS_CONFLICT', `the newest version of ${name} is ${newest}`, { field: 'expected_version' });

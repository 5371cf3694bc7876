import { DEFAULT_TENANT, type RollOut } from '@stars/contracts';
import { entryOf } from '@stars/platform';

type RollOutKey = Pick<RollOut, 'cause' | 'requestId' | 'version'>;

/** The roll-outs of all embedders that have begun and have no outcome yet, as the bus tells of them. */
export class RollOutsUnderway {
  /** By tenant: version by the roll-out that fills it, because two may fill one version and end separately. */
  readonly #filling = new Map<string, Map<string, string>>();
  /** Requests that have an outcome. */
  readonly #decided = new Set<string>();

  note({ tenantId, version, cause, outcome, requestId }: RollOut): void {
    const filling = entryOf(this.#filling, tenantId || DEFAULT_TENANT, () => new Map<string, string>());
    const rollOut = keyOf({ cause, requestId, version });
    if (outcome === 'filling') {
      filling.set(rollOut, version);
      return;
    }
    filling.delete(rollOut);
    if (requestId !== '') this.#decided.add(requestId);
  }

  tenants(): Iterable<string> {
    return this.#filling.keys();
  }

  /** Versions of the tenant that any embedder is filling. */
  beingFilled(tenant: string): readonly string[] {
    return [...new Set(this.#filling.get(tenant)?.values())];
  }

  /** Whether the roll-out has begun to fill and has no outcome yet. */
  has(task: RollOutKey & { tenant: string }): boolean {
    return this.#filling.get(task.tenant)?.has(keyOf(task)) ?? false;
  }

  /** Those that are filled because a training announced them. */
  announced(tenant: string): readonly string[] {
    const filling = this.#filling.get(tenant) ?? new Map<string, string>();
    return [...filling].flatMap(([rollOut, version]) =>
      rollOut === keyOf({ cause: 'training', requestId: '', version }) ? [version] : [],
    );
  }

  /** Whether the request has an outcome already, because it was delivered twice. */
  isDecided(requestId: string): boolean {
    return this.#decided.has(requestId);
  }
}

const keyOf = ({ cause, requestId, version }: RollOutKey): string => `${cause}/${requestId}/${version}`;

import type { RpcMessages, RpcName } from '@stars/contracts';
import { LimitReachedError } from '@stars/errors';
import type { Caller } from './caller.js';
import { worksOf, worksOfBytes } from './method-costs.js';
import { tenantShares } from './tenant-fields.js';
import { TokenBuckets } from './token-buckets.js';

/** Works a second. */
export interface CallLimitSettings {
  /** Of a caller whose key has no limit of its own. */
  caller: number;
  /** Of all callers of a tenant together. */
  tenant: number;
}

/** Works of a refusal: it takes about a tenth of the CPU time of an ordinary list. */
const REFUSAL = 0.1;
/** Refusals make no longer wait than this, ms. */
const MOST_WAIT_MS = 10_000;

/** Whose limit a call was refused for. */
export type LimitOf = 'caller' | 'tenant';

/**
 * How much work callers and tenants may ask for over time. How much runs at once is another question, that of `AdmissionGate`.
 * Whoever may use all tenants has no limit: this process itself, and anybody where nobody is asked who they are.
 */
export class CallLimits {
  /** Calls back for each refusal. */
  onRefused: (of: LimitOf, caller: Caller) => void = () => undefined;
  readonly #callers = new TokenBuckets();
  readonly #tenants = new TokenBuckets();

  /** @param now ms of a clock that never goes back */
  constructor(
    private readonly settings: CallLimitSettings,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Before anything of a request is read. Errors: `STARS_LIMIT_REACHED`. */
  check(caller: Caller): void {
    if (caller.tenants === 'all') return;
    const now = this.now();
    const rate = this.#rateOf(caller);
    let waitMs = this.#callers.waitMs(caller.id, rate, now);
    if (waitMs > 0) {
      // To refuse is work too: who does not wait, waits longer.
      if (waitMs < MOST_WAIT_MS) this.#callers.take(caller.id, rate, REFUSAL, now);
      waitMs = this.#callers.waitMs(caller.id, rate, now);
      this.#refuse('caller', caller, `${caller.id} asks for more than ${rate} works a second`, waitMs);
    }
    // Of several tenants, the request says which.
    if (caller.tenants.length === 1) this.#checkTenant(caller, caller.tenants[0]!, now);
  }

  /** Takes the works of reading a request, before it is read: what cannot be read costs as much. */
  takeBytes(caller: Caller, bytes: number): void {
    if (caller.tenants === 'all') return;
    const [works, now] = [worksOfBytes(bytes), this.now()];
    if (caller.tenants.length === 1) this.#tenants.take(caller.tenants[0]!, this.settings.tenant, works, now);
    this.#callers.take(caller.id, this.#rateOf(caller), works, now);
  }

  /**
   * Takes the works of a request whose tenants are known, but for those of its bytes. Errors: `STARS_LIMIT_REACHED`; then nothing was taken.
   */
  take<M extends RpcName>(caller: Caller, method: M, request: RpcMessages[M]['request'], bytes = 0): void {
    if (caller.tenants === 'all') return;
    const now = this.now();
    const works = Math.max(0, worksOf(method, request) - worksOfBytes(bytes));
    if (caller.tenants.length === 1) {
      this.#tenants.take(caller.tenants[0]!, this.settings.tenant, works, now);
    } else {
      const shares = tenantShares(method, request);
      for (const tenant of shares.keys()) this.#checkTenant(caller, tenant, now);
      for (const [tenant, share] of shares) this.#tenants.take(tenant, this.settings.tenant, works * share, now);
    }
    this.#callers.take(caller.id, this.#rateOf(caller), works, now);
  }

  #rateOf(caller: Caller): number {
    return caller.limit ?? this.settings.caller;
  }

  #checkTenant(caller: Caller, tenant: string, now: number): void {
    const { tenant: rate } = this.settings;
    const waitMs = this.#tenants.waitMs(tenant, rate, now);
    if (waitMs > 0) {
      this.#refuse('tenant', caller, `callers of ${tenant} together ask for more than ${rate} works a second`, waitMs);
    }
  }

  #refuse(of: LimitOf, caller: Caller, problem: string, waitMs: number): never {
    this.onRefused(of, caller);
    throw new LimitReachedError(`${problem}: try again in ${waitMs} ms`, waitMs);
  }
}

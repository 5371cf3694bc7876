import { withinMs } from './deadline.js';

/** Resolves if the dependency is usable; else throws, with a message for a person. */
export type HealthCheck = (signal: AbortSignal) => Promise<void> | void;

export interface CheckResult {
  ok: boolean;
  message?: string;
}

export interface Readiness {
  ready: boolean;
  checks: Record<string, CheckResult>;
}

/** The state of a process. Live: it runs and needs no restart. Ready: it can take requests. */
export class HealthRegistry {
  readonly #checks = new Map<string, HealthCheck>();
  readonly #timeoutMs: number;
  #draining = false;

  /** @param options.timeoutMs a check that takes longer has failed (default 2000) */
  constructor(options: { timeoutMs?: number } = {}) {
    this.#timeoutMs = options.timeoutMs ?? 2000;
  }

  /** Adds a named check to readiness. */
  register(name: string, check: HealthCheck): void {
    if (this.#checks.has(name)) throw new TypeError(`health check ${name} exists already`);
    this.#checks.set(name, check);
  }

  /** From now on not ready: a balancer stops sending before the API servers close. */
  startDraining(): void {
    this.#draining = true;
  }

  liveness(): { live: true } {
    return { live: true };
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all([...this.#checks].map(async ([name, check]) => [name, await this.#run(check)]));
    const checks = Object.fromEntries(results) as Record<string, CheckResult>;
    if (this.#draining) checks['draining'] = { ok: false, message: 'shutting down' };
    return { ready: Object.values(checks).every((result) => result.ok), checks };
  }

  async #run(check: HealthCheck): Promise<CheckResult> {
    const abort = new AbortController();
    const late = (): Error => new Error(`no answer within ${this.#timeoutMs} ms`);
    try {
      await withinMs(Promise.resolve(check(abort.signal)), this.#timeoutMs, late);
      return { ok: true };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error) };
    } finally {
      abort.abort();
    }
  }
}

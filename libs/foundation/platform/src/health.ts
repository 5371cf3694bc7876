import { redact } from '@stars/errors';
import { withinMs } from './deadline.js';
import { SharedRun } from './shared-run.js';

/** Resolves if the dependency is usable; else throws, with a message for a person. */
export type HealthCheck = (signal: AbortSignal) => Promise<void> | void;

export interface Readiness {
  ready: boolean;
  /** What the process does without, by name. */
  degraded: string[];
  checks: Record<string, { ok: boolean; message?: string }>;
}

/**
 * The state of a process. Live: it runs and needs no restart, whatever its servers do. Ready: everything that it needs is there,
 * so it can take requests.
 */
export class HealthRegistry {
  readonly #checks = new Map<string, { check: HealthCheck; needed: boolean }>();
  #draining = false;
  /** Anybody may ask: however many do, each server is asked once at a time. */
  readonly #looking = new SharedRun(async () => {
    this.#last = await this.#look();
  });
  #last: Readiness = { ready: false, degraded: [], checks: {} };

  /** @param timeoutMs a check that takes longer has failed */
  constructor(private readonly timeoutMs = 2000) {}

  /**
   * Adds a named check to readiness. It replaces one of that name: a start that failed half-way is tried again.
   * @param how.needed False: the process does its work without it, only less well, and readiness names it
   */
  register(name: string, check: HealthCheck, { needed = true }: { needed?: boolean } = {}): void {
    this.#checks.set(name, { check, needed });
  }

  /** From now on not ready: a balancer stops sending before the API servers close. */
  startDraining(): void {
    this.#draining = true;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  async readiness(): Promise<Readiness> {
    await this.#looking.ask();
    return this.#last;
  }

  async #look(): Promise<Readiness> {
    const run = async ([name, { check }]: [string, { check: HealthCheck }]) => [name, await this.#run(check)] as const;
    const results = await Promise.all([...this.#checks].map(run));
    const checks: Readiness['checks'] = Object.fromEntries(results);
    if (this.#draining) checks['draining'] = { ok: false, message: 'shutting down' };
    const failed = Object.keys(checks).filter((name) => !checks[name]!.ok);
    const degraded = failed.filter((name) => this.#checks.get(name)?.needed === false);
    return { ready: failed.length === degraded.length, degraded, checks };
  }

  async #run(check: HealthCheck): Promise<Readiness['checks'][string]> {
    const abort = new AbortController();
    const late = (): Error => new Error(`no answer within ${this.timeoutMs} ms`);
    try {
      await withinMs(Promise.resolve(check(abort.signal)), this.timeoutMs, late);
      return { ok: true };
    } catch (error) {
      return { ok: false, message: redact(error instanceof Error ? error.message : String(error)) };
    } finally {
      abort.abort();
    }
  }
}

import { readFileSync } from 'node:fs';
import { pause, withinMs } from '@stars/platform';
import { type ServiceName, ServiceProcess } from '../../../testing/service-process.js';
import type { Container, PodSpec, Probe } from '../../manifest.js';

/** What the kubelet does with more than the chart has, this one would do wrong. */
const KNOWN_FIELDS = new Set(
  ['name', 'image', 'imagePullPolicy', 'ports', 'env', 'volumeMounts', 'securityContext', 'resources'].concat(
    ['startup', 'readiness', 'liveness'].map((kind) => `${kind}Probe`),
  ),
);

/** A timer of this process that fires so much later means that this process waited for a core. */
const LATE_MS = 200;

export interface PodPlace {
  /** An address of its own, as a pod has. */
  address: string;
  env: NodeJS.ProcessEnv;
  /** Called whenever readiness changes, and when the pod is to leave. */
  onChange: () => void;
}

/**
 * One pod of the chart as a process, and what a kubelet does with it: probes at their paths, periods and thresholds, SIGTERM, and
 * SIGKILL after the grace period. It starts nothing again: what a kubelet would start again is a fault, and so is more memory than
 * the limit.
 */
export class Pod {
  readonly process: ServiceProcess;
  /** What must not happen: one line each. */
  readonly faults: string[] = [];
  /** From its start, s. */
  readyAfter = Number.NaN;
  /** The most that it had, of resident memory. */
  peakMebibytes = Number.NaN;
  readonly #container: Container;
  readonly #over = new AbortController();
  readonly #ready = Promise.withResolvers<void>();
  readonly #begun = performance.now();
  #isReady = false;
  #leaving = false;

  constructor(
    readonly name: string,
    part: ServiceName,
    private readonly spec: PodSpec,
    private readonly place: PodPlace,
  ) {
    const [container, ...others] = [...(spec.initContainers ?? []), ...spec.containers];
    const unknown = Object.keys(container!).filter((field) => !KNOWN_FIELDS.has(field));
    if (others.length > 0 || unknown.length > 0) throw new Error(`no kubelet for ${others.length + 1} ${unknown}`);
    this.#container = container!;
    this.#ready.promise.catch(() => undefined);
    this.process = ServiceProcess.start(part, place.env);
    this.process.child.once('exit', (status, signal) => {
      if (!this.#leaving) this.#fault(`ended by itself with ${status ?? signal}`);
      this.#over.abort();
    });
    void this.#watch();
  }

  get address(): string {
    return this.place.address;
  }

  /** Whether requests are sent to it: a pod that is to leave gets none, whatever its probe says. */
  get isEndpoint(): boolean {
    return this.#isReady && !this.#leaving;
  }

  /** Rejects if it never will be. */
  get becomesReady(): Promise<void> {
    return this.#ready.promise;
  }

  portOf(name: string): number {
    return this.#container.ports!.find((port) => port.name === name)!.containerPort;
  }

  /** Takes it out of the endpoints, and at the same time tells the process to end. Resolves once it has ended. */
  async terminate(): Promise<void> {
    this.#leaving = true;
    this.place.onChange();
    this.#over.abort();
    this.#checkMemory();
    const { terminationGracePeriodSeconds: seconds } = this.spec;
    const late = () => new Error(`killed: it did not end within ${seconds} s`);
    try {
      const status = await withinMs(this.process.stop(), seconds * 1000, late);
      if (status !== 0) this.#fault(`ended with ${status}`);
    } catch (error) {
      this.kill();
      this.#fault((error as Error).message);
    }
  }

  kill(): void {
    this.#leaving = true;
    this.#over.abort();
    this.process.child.kill('SIGKILL');
  }

  async #watch(): Promise<void> {
    const { startupProbe, readinessProbe, livenessProbe } = this.#container;
    let hasStarted = false;
    await this.#probe(startupProbe!, (passes) => {
      hasStarted = passes;
      if (!passes) this.#fault('did not start in time');
      return false;
    });
    if (!hasStarted) return this.#ready.reject(new Error(`${this.name} did not start:\n${this.process.output}`));
    const readiness = this.#probe(readinessProbe!, (passes) => {
      if (passes !== this.#isReady) {
        if (passes) this.readyAfter ||= (performance.now() - this.#begun) / 1000;
        this.#ready.resolve();
        this.#isReady = passes;
        this.place.onChange();
      }
      return true;
    });
    const liveness = this.#probe(livenessProbe!, (passes) => {
      if (!passes) this.#fault('would be started again: it is not alive');
      return passes;
    });
    await Promise.all([readiness, liveness]);
    this.#ready.reject(new Error(`${this.name} ended before it was ready:\n${this.process.output}`));
  }

  /** @param on Gets what passed, and what failed as often as the threshold says; false ends it */
  async #probe(probe: Probe, on: (passes: boolean) => boolean): Promise<void> {
    const { signal } = this.#over;
    for (let failures = 0; !signal.aborted; await pause(probe.periodSeconds * 1000, signal)) {
      const passes = await this.#passes(probe);
      failures = passes ? 0 : failures + 1;
      if (signal.aborted) return;
      if ((passes || failures >= probe.failureThreshold) && !on(passes)) return;
    }
  }

  async #passes(probe: Probe): Promise<boolean> {
    const { httpGet, timeoutSeconds } = probe;
    const url = `http://${this.place.address}:${this.portOf(httpGet.port)}${httpGet.path}`;
    const begun = performance.now();
    try {
      const signal = AbortSignal.timeout(timeoutSeconds * 1000);
      const response = await fetch(url, { headers: { connection: 'close' }, signal });
      await response.arrayBuffer();
      return response.status >= 200 && response.status < 400;
    } catch {
      // The time was over before this process came to look: that says nothing about the pod.
      const isLate = performance.now() - begun > timeoutSeconds * 1000 + LATE_MS;
      return isLate && !this.#over.signal.aborted ? this.#passes(probe) : false;
    }
  }

  #checkMemory(): void {
    const status = readFileSync(`/proc/${this.process.child.pid}/status`, 'utf8');
    this.peakMebibytes = Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024);
    const limit = this.#container.resources!.limits!['memory']!;
    const mebibytes = Number.parseFloat(limit) * (limit.endsWith('Gi') ? 1024 : 1);
    if (this.peakMebibytes > mebibytes) this.#fault(`took ${this.peakMebibytes} MiB of ${limit}`);
  }

  #fault(what: string): void {
    this.faults.push(`${this.name} ${what}`);
  }
}

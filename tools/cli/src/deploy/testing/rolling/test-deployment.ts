import type { ServiceName } from '../../../testing/service-process.js';
import { type Manifest, partOf, podOf } from '../../manifest.js';
import { Pod } from './pod.js';
import type { TestNode } from './test-node.js';

/** A Deployment of the chart, and what its controller does at a roll-out. */
export class TestDeployment {
  /** Those that are to stay. */
  #pods: Pod[] = [];
  /** All that ever were. */
  readonly all: Pod[] = [];
  readonly part: ServiceName;

  constructor(
    private readonly node: TestNode,
    private readonly manifest: Manifest,
  ) {
    this.part = partOf(manifest) as ServiceName;
  }

  get pods(): readonly Pod[] {
    return this.#pods;
  }

  /** Resolves once all replicas are ready. */
  async start(): Promise<void> {
    const { replicas } = this.manifest.spec as { replicas: number };
    this.#pods = Array.from({ length: replicas }, () => this.#add());
    await Promise.all(this.#pods.map((pod) => pod.becomesReady));
  }

  /** Replaces all pods as the strategy says. Resolves once all new ones are ready, and all old ones have ended. */
  async restart(): Promise<void> {
    const { type, rollingUpdate } = this.manifest.spec.strategy;
    const old = this.#pods;
    if (type === 'Recreate') {
      await this.stop();
      return this.start();
    }
    if (rollingUpdate.maxSurge !== 1 || rollingUpdate.maxUnavailable !== 0) throw new Error('another strategy');
    const leaving: Promise<void>[] = [];
    for (const pod of old) {
      const successor = this.#add();
      this.#pods = [...this.#pods, successor];
      await successor.becomesReady;
      this.#pods = this.#pods.filter((each) => each !== pod);
      leaving.push(pod.terminate());
    }
    await Promise.all(leaving);
  }

  async stop(): Promise<void> {
    const pods = this.#pods;
    this.#pods = [];
    await Promise.all(pods.map((pod) => pod.terminate()));
  }

  #add(): Pod {
    const spec = podOf(this.manifest)!;
    const pod = new Pod(`${this.part}-${this.all.length}`, this.part, spec, this.node.placeOf(spec));
    this.all.push(pod);
    return pod;
  }
}

import { createHash } from 'node:crypto';
import { TOPICS } from '@stars/contracts';
import { AwaitedPositions, type Subscription } from '@stars/event-bus';
import { repeat } from '@stars/platform';
import type { Makers } from './item-features.js';
import type { TaggerDeps } from './tagger-deps.js';

const LOOK_EVERY_MS = 1000;

/**
 * After a start, one pass over the catalogue topic for items with outdated tags. It has a separate consumer group, named by
 * the models and by the scope: processes share the pass, a restart goes on with it, and it ends once it has passed
 * what was on the topic at the start: later changes have been tagged by these models.
 */
export class RetagPass {
  readonly group: string;
  #subscription: Subscription | undefined;
  #stop: (() => Promise<void>) | undefined;

  constructor(
    private readonly deps: Pick<TaggerDeps, 'bus' | 'logger' | 'retag'>,
    makers: Makers,
    private readonly consume: (group: string) => Promise<Subscription>,
  ) {
    const digest = createHash('sha256')
      .update(JSON.stringify([makers, deps.retag]))
      .digest('hex')
      .slice(0, 12);
    this.group = `tagger-retag-${digest}`;
  }

  async start(): Promise<void> {
    const pass = await AwaitedPositions.since(this.deps.bus, [{ group: this.group, topics: [TOPICS.catalog] }]);
    const { total } = await pass.left();
    if (total === 0) return;
    this.deps.logger.info({ group: this.group, messages: total }, 'looking for items to tag again');
    this.#subscription = await this.consume(this.group);
    this.#stop = repeat(LOOK_EVERY_MS, () => this.#endIfDone(pass));
  }

  async close(): Promise<void> {
    void this.#stop?.();
    const subscription = this.#subscription;
    this.#subscription = undefined;
    await subscription?.close();
  }

  async #endIfDone(pass: AwaitedPositions): Promise<void> {
    try {
      if (this.#subscription === undefined || (await pass.left()).total > 0) return;
      await this.close();
      this.deps.logger.info({ group: this.group }, 'no more items to tag again');
    } catch (err) {
      this.deps.logger.debug({ err }, 'whether the pass is over is unknown');
    }
  }
}

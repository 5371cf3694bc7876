import { TOPICS } from '@stars/contracts';
import type { BusMessage, PoisonMessage } from '@stars/event-bus';
import { AdmissionGate, repeat } from '@stars/platform';
import { ItemEmbedder } from './item-embedder.js';
import { LateItems } from './late/late-items.js';
import { LateModels } from './late/late-models.js';
import { encodeLateUsers } from './late/late-users.js';
import { MissedChanges } from './late/missed-changes.js';
import { LiveModels } from './live/live-models.js';
import { SeenItemsKeeper } from './seen-items-keeper.js';
import { UserEmbedder } from './user-embedder.js';
import type { VectorDeps } from './vector-deps.js';

/** A forward pass costs most per user if it encodes one user: a backlog is read in large batches. */
export const MESSAGES_A_BATCH = 5000;

/** Time between two looks for what comes late. */
const LOOK_MS = 1000;

/** Keeps the vectors of users and items up to date with every live model: from messages, and from what comes late. */
export class VectorKeeper {
  readonly models: LiveModels;
  readonly items: ItemEmbedder;
  readonly users: UserEmbedder;
  readonly #seen: SeenItemsKeeper;
  readonly #looks: readonly (() => Promise<void>)[];
  #endLooks: (() => Promise<void>)[] = [];

  /** @param stop when it fires, work that takes long is left for the next process */
  constructor(
    private readonly deps: VectorDeps,
    stop: AbortSignal,
  ) {
    // Tasks that read a store, encode and write run one at a time: two interleaved ones could leave the older vector behind.
    const queue = new AdmissionGate({ concurrent: 1 });
    this.models = new LiveModels(deps, queue);
    const [late, missed] = [new LateItems(), new MissedChanges()];
    this.items = new ItemEmbedder(deps, this.models, queue, missed);
    this.users = new UserEmbedder(deps, this.models, queue, { late, missed });
    this.#seen = new SeenItemsKeeper(deps);
    const lateModels = new LateModels(deps, missed, this.models, this, stop);
    this.#looks = [() => encodeLateUsers(deps, late, this.models, this.users), () => lateModels.look()];
  }

  /** Looks for what comes late from now on. */
  start(): void {
    this.#endLooks = this.#looks.map((look) => repeat(LOOK_MS, look));
  }

  /** Call it once no batch is handled any more. */
  async close(): Promise<void> {
    await Promise.all(this.#endLooks.map((end) => end()));
    this.models.close();
  }

  /**
   * Handles a batch with every model that is live, or should be, at its end. If another embedder began to fill a model meanwhile,
   * its filling may have passed these users and items already, so they are handled once more. A filling that begins later finds
   * what the batch stored.
   */
  async apply(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    await this.models.followSoon();
    for (;;) {
      const { generation } = this.models;
      const poison = await this.#applyOnce(messages, signal);
      await this.models.follow();
      if (this.models.generation === generation) return poison;
    }
  }

  async #applyOnce(messages: readonly BusMessage[], signal: AbortSignal): Promise<PoisonMessage[]> {
    switch (messages[0]?.topic) {
      case TOPICS.itemFeatures:
        return this.items.apply(messages, signal);
      case TOPICS.users:
        return this.users.applyUsers(messages);
      case TOPICS.impressions:
        return this.#seen.apply(messages);
      default:
        return this.users.applyInteractions(messages, await this.#isBacklog(messages));
    }
  }

  /** Whether more messages of the partition wait than a batch takes. */
  async #isBacklog(messages: readonly BusMessage[]): Promise<boolean> {
    if (messages.length < MESSAGES_A_BATCH) return false;
    const { topic, partition, offset } = messages.at(-1)!;
    return ((await this.deps.bus.endOffsets(topic)).get(partition) ?? 0) > offset + 1;
  }
}

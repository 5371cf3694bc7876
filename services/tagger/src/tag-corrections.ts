import { decodeIfReadable, messageKey, type TagCorrection, TOPICS, tenantOf } from '@stars/contracts';
import { type FollowedBus, type Logger, TopicFollower } from '@stars/platform';
import type { Vocabulary } from '@stars/text';

/** A person's correction of an item's tags, in the vocabulary's terms. */
interface Correction {
  version: number;
  add: string[];
  remove: ReadonlySet<string>;
}

/**
 * All valid corrections of the topic, in memory: a few hundred bytes for each corrected item. They override the tagger's
 * tags, with any vocabulary that has their terms.
 */
export class TagCorrections {
  /** Also withdrawn ones, with their version, so that an older one cannot come back. */
  readonly #corrections = new Map<string, Correction>();
  readonly #follower: TopicFollower;

  constructor(
    bus: FollowedBus,
    private readonly vocabulary: Vocabulary | undefined,
    private readonly logger: Logger,
  ) {
    this.#follower = new TopicFollower(bus, TOPICS.tagCorrections, (value) => {
      const correction = decodeIfReadable(TOPICS.tagCorrections, value);
      if (correction) this.#take(correction);
    });
  }

  /** Resolves once everything that is on the topic now was read. */
  catchUp(): Promise<void> {
    return this.#follower.catchUp();
  }

  /** Tags of an item with its correction, if it has one. */
  applyTo(item: { tenantId: string; itemId: string }, tags: readonly string[]) {
    const correction = this.#corrections.get(messageKey(item.tenantId, item.itemId));
    if (correction === undefined) return { tags: [...tags], corrected: false };
    const kept = [...tags, ...correction.add].filter((tag) => !correction.remove.has(tag));
    return { tags: [...new Set(kept)].sort(), corrected: correction.add.length + correction.remove.size > 0 };
  }

  #take(correction: TagCorrection): void {
    const { tenantId, itemId, version, add, remove } = correction;
    const key = messageKey(tenantOf(tenantId), itemId);
    if ((this.#corrections.get(key)?.version ?? -1) > version) return;
    const known = { version, add: this.#terms(itemId, add), remove: new Set(this.#terms(itemId, remove)) };
    this.#corrections.set(key, known);
  }

  /** In the current spelling; unknown terms are left out until a vocabulary has them. */
  #terms(itemId: string, terms: readonly string[]): string[] {
    const { vocabulary } = this;
    if (vocabulary === undefined) return [...terms];
    return terms.flatMap((term) => {
      const known = vocabulary.normalize(term);
      if (known === undefined) this.logger.warn({ itemId, term }, 'a correction names no term of the vocabulary');
      return known ?? [];
    });
  }
}

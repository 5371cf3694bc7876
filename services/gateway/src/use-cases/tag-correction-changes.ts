import {
  type CorrectTagsRequest,
  type CorrectTagsResponse,
  encodeTagCorrection,
  type MonotonicVersions,
  messageKey,
  type TagCorrection,
  TOPICS,
  tenantOf,
  validateCorrectTagsRequest,
} from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { followTopic } from '@stars/inference';
import type { ItemCatalog } from '@stars/item-catalog';
import type { Logger, TopicFollower } from '@stars/platform';
import type { Vocabulary } from '@stars/text';

interface CorrectionParts {
  bus: EventBus;
  catalog: Pick<ItemCatalog, 'get'>;
  versions: MonotonicVersions;
  /** Absent: the tagger alone knows the terms. */
  vocabulary: Pick<Vocabulary, 'normalizeAll'> | undefined;
  logger: Logger;
}

/** Reads and publishes what people say about the tags of items. Corrections are in memory: some hundred bytes each. */
export class TagCorrectionChanges {
  /** Also withdrawn ones, with their version. */
  readonly #newest = new Map<string, TagCorrection>();
  readonly #follower: TopicFollower;

  constructor(private readonly parts: CorrectionParts) {
    this.#follower = followTopic(
      parts.bus,
      TOPICS.tagCorrections,
      (correction) => this.#take(correction),
      (err) => parts.logger.warn({ err }, 'a correction of tags cannot be read'),
    );
  }

  /** The correction of an item that is in force. Errors: those of the bus. */
  async find(tenant: string, itemId: string): Promise<TagCorrection | undefined> {
    await this.#follower.catchUp();
    const newest = this.#newest.get(messageKey(tenant, itemId));
    return newest?.withdrawn ? undefined : newest;
  }

  /** Errors: `STARS_NOT_FOUND`; `STARS_INVALID_FIELD` for what is no term of the vocabulary; those of the bus. */
  async correct(given: CorrectTagsRequest, signal: AbortSignal): Promise<CorrectTagsResponse> {
    const { bus, catalog, versions, vocabulary } = this.parts;
    const { add, remove, ...request } = validateCorrectTagsRequest(given);
    const { tenantId, itemId } = request;
    const [[item]] = await Promise.all([catalog.get(tenantId, [itemId], signal), this.#follower.catchUp()]);
    if (item === undefined) throw new StarsError('STARS_NOT_FOUND', `there is no item ${itemId}`, { field: 'item_id' });
    const known = this.#newest.get(messageKey(tenantId, itemId))?.version ?? 0;
    // A correction of a file may have a version of its own.
    const version = Math.max(versions.next(new Date()), known + 1);
    const terms = vocabulary
      ? { add: vocabulary.normalizeAll(add, 'add'), remove: vocabulary.normalizeAll(remove, 'remove') }
      : { add, remove };
    await bus.publish(TOPICS.tagCorrections, [encodeTagCorrection({ ...request, ...terms, version })]);
    return { version };
  }

  #take(correction: TagCorrection): void {
    const key = messageKey(tenantOf(correction.tenantId), correction.itemId);
    if ((this.#newest.get(key)?.version ?? -1) <= correction.version) this.#newest.set(key, correction);
  }
}

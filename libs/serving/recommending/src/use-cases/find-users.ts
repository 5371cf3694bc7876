import {
  type AudienceMember,
  type FindUsersRequest,
  type FindUsersResponse,
  validateFindUsersRequest,
} from '@stars/contracts';
import { isStarsError, StarsError } from '@stars/errors';
import type { ServedModel } from '@stars/inference';
import type { CatalogQuery, ItemCatalog } from '@stars/item-catalog';
import { AdmissionGate, entryOf, nextTurn } from '@stars/platform';
import type { ProfileStore } from '@stars/profile-store';
import type { VectorIndex } from '@stars/vector-index';
import { BestMembers } from '../audience/best-members.js';
import { type AudienceItem, type AudienceUser, ItemAffinity } from '../audience/item-affinity.js';
import { SegmentMatcher } from '../audience/segment-matcher.js';
import { StandingHistory } from '../audience/standing-history.js';
import type { Clock } from '../recommending-deps.js';
import type { ServedModelProvider } from '../served-model.port.js';

export interface FindUsersDeps {
  models: ServedModelProvider;
  profiles: Pick<ProfileStore, 'scan' | 'histories'>;
  catalog: Pick<ItemCatalog, 'get' | 'filterIds'>;
  vectors: Pick<VectorIndex, 'getVectors' | 'search'>;
  clock: Clock;
}

/** Users of one page of the store, and of one step: other answers wait for no more than a step, some milliseconds. */
const USERS_A_SCAN = 500;
const USERS_A_STEP = 25;
/** Users that one call looks at: some four seconds of CPU time. */
const MOST_USERS = 25_000;
/** Of the time of a call, what it looks for. */
const SHARE_OF_TIME = 0.8;
/** Items of a category that count as like an item of it: the nearest ones. */
const LIKE_ITEMS = 1000;
/** One call at a time: the others wait. */
const AT_ONCE = { concurrent: 1, queued: 8 };

/** What a call does with each user. */
interface Audience {
  segment: SegmentMatcher;
  /** Absent: the users of the segment as they are. */
  affinity: ItemAffinity | undefined;
  modelVersion: string | undefined;
}

/**
 * The users for whom items are most right, or those of a segment. It looks at all users, page by page, as far as a call's time allows.
 * Who objects or is deleted has no profile, and is never found.
 * Errors: `STARS_MODEL_NOT_READY`; `STARS_NOT_FOUND` for an item without a vector; `STARS_INVALID_FIELD` or `STARS_UNAVAILABLE` for a
 * page token that is not, or no longer, of use.
 */
export class FindUsers {
  readonly #gate = new AdmissionGate(AT_ONCE);

  constructor(private readonly deps: FindUsersDeps) {}

  execute(given: FindUsersRequest, signal: AbortSignal, until: number): Promise<FindUsersResponse> {
    const request = validateFindUsersRequest(given);
    const leftMs = until - performance.now();
    return this.#gate.run(() => this.#find(request, signal, until), { signal, leftMs });
  }

  async #find(request: FindUsersRequest, signal: AbortSignal, until: number): Promise<FindUsersResponse> {
    const { tenantId, itemIds, k, pageToken } = request;
    const now = performance.now();
    const end = now + SHARE_OF_TIME * (until - now);
    const ranks = itemIds.length > 0;
    const audience = await this.#audience(request, signal);
    const members = new BestMembers(k);
    // Without a score nobody is better, so a page ends before a step could find too many.
    const limit = ranks ? USERS_A_SCAN : Math.min(USERS_A_SCAN, k);
    let found = 0;
    let lookedAt = 0;
    let cursor = pageToken === '' ? undefined : Buffer.from(pageToken, 'base64url').toString();
    do {
      const page = await this.#scan(tenantId, { limit, ...(cursor !== undefined && { cursor }) });
      for (let from = 0; from < page.userIds.length; from += USERS_A_STEP) {
        const some = await this.#look(tenantId, page.userIds.slice(from, from + USERS_A_STEP), audience);
        for (const member of some) members.add(member);
        found += some.length;
        await nextTurn(signal);
      }
      lookedAt += page.userIds.length;
      cursor = page.cursor;
    } while (cursor !== undefined && (ranks || found + limit <= k) && lookedAt < MOST_USERS && performance.now() < end);
    return {
      users: members.list(),
      nextPageToken: cursor === undefined ? '' : Buffer.from(cursor).toString('base64url'),
      modelVersion: audience.modelVersion ?? '',
      lookedAt,
    };
  }

  async #scan(tenant: string, options: Parameters<ProfileStore['scan']>[1]): ReturnType<ProfileStore['scan']> {
    try {
      return await this.deps.profiles.scan(tenant, options);
    } catch (error) {
      if (!isStarsError(error) || error.field !== 'cursor') throw error;
      throw new StarsError(error.code, error.message, { field: 'page_token', cause: error });
    }
  }

  /** What is found of these users. */
  async #look(tenant: string, userIds: readonly string[], audience: Audience): Promise<AudienceMember[]> {
    const { segment, affinity, modelVersion } = audience;
    const stored = await this.deps.profiles.histories(tenant, userIds, modelVersion);
    const users = stored.flatMap((user): AudienceUser[] =>
      user ? [{ ...user, events: new StandingHistory(user.history) }] : [],
    );
    const selected = await segment.select(users);
    if (!affinity) return selected.map(({ userId }) => ({ userId, itemId: '', score: 0 }));
    return selected.flatMap((user) => affinity.best(user) ?? []);
  }

  async #audience(request: FindUsersRequest, signal: AbortSignal): Promise<Audience> {
    const { models, catalog, clock } = this.deps;
    const { tenantId, itemIds } = request;
    const time = request.time?.getTime() ?? clock();
    const segment = new SegmentMatcher(request.segment, time, (ids, filter) => {
      const query: CatalogQuery = { filter, signal };
      return catalog.filterIds(tenantId, ids, query);
    });
    if (itemIds.length === 0) return { segment, affinity: undefined, modelVersion: undefined };
    const model = models.current(tenantId);
    if (!model) throw new StarsError('STARS_MODEL_NOT_READY', 'there is no model yet');
    const items = await this.#items(request, model, signal);
    const like = await this.#itemsLike(tenantId, model, items, signal);
    const excludePurchased = request.excludePurchased ?? false;
    const affinity = new ItemAffinity({ items, like, model, excludePurchased, time });
    return { segment, affinity, modelVersion: model.version };
  }

  async #items({ tenantId, itemIds }: FindUsersRequest, { version }: ServedModel, signal: AbortSignal) {
    const { catalog, vectors } = this.deps;
    const [known, found] = await Promise.all([
      catalog.get(tenantId, itemIds, signal),
      vectors.getVectors(tenantId, version, itemIds),
    ]);
    return itemIds.map((itemId, n): AudienceItem => {
      const vector = found[n];
      const { category = [], brand = '' } = known[n] ?? {};
      if (vector) return { itemId, vector, category, brand };
      const text = `item ${itemId} has no vector: it is unknown, or not encoded yet`;
      throw new StarsError('STARS_NOT_FOUND', text, { field: `item_ids[${n}]` });
    });
  }

  /** The items of the same finest categories, and the items themselves. */
  async #itemsLike(tenantId: string, { version }: ServedModel, items: readonly AudienceItem[], signal: AbortSignal) {
    const like = new Map(items.map(({ itemId }, place) => [itemId, [place]]));
    const shelves = Map.groupBy(items.keys(), (place) => items[place]!.category.at(-1));
    for (const [level, places] of shelves) {
      if (level === undefined) continue;
      const search = {
        modelVersion: version,
        queries: [items[places[0]!]!.vector],
        k: LIKE_ITEMS,
        filter: { expression: { $case: 'in' as const, value: { field: 'category', values: [level] } } },
        signal,
      };
      const [hits = []] = await this.deps.vectors.search(tenantId, search);
      for (const { itemId } of hits) {
        const of = entryOf(like, itemId, () => []);
        of.push(...places.filter((place) => !of.includes(place)));
      }
    }
    return like;
  }
}

import { FindUsersRequest, type FindUsersResponse, InteractionType } from '@stars/contracts';
import type { HistoryEvent } from '@stars/profile-store';
import { innerProduct, seededRandom } from '@stars/ranking';
import { FilteredShop, hasVector, ITEMS, items, MODELS, vectors } from './filtered-shop.js';
import { SEEDED } from './new-test-gateway.js';

const { INTERACTION_TYPE_PURCHASE: PURCHASE, INTERACTION_TYPE_VIEW: VIEW } = InteractionType;
const DAY_MS = 86_400_000;
/** As of when users are found, ms since 1970. */
export const AUDIENCE_TIME = SEEDED.lastPurchase + DAY_MS;
const CITIES = ['Linz', 'Graz', 'Wien'];

export interface ShopUser {
  userId: string;
  city: string;
  events: HistoryEvent[];
  next: Float32Array;
}

/** The shop of `FilteredShop` with some hundred users more, and what a look at each of them finds. */
export class AudienceShop {
  readonly users: ShopUser[];

  private constructor(
    readonly shop: FilteredShop,
    count: number,
  ) {
    const random = seededRandom(11);
    const below = (n: number): number => Math.floor(random() * n);
    this.users = Array.from({ length: count }, (_, u) => ({
      userId: `member-${String(u).padStart(3, '0')}`,
      city: CITIES[below(CITIES.length)]!,
      next: Float32Array.from({ length: 3 }, () => random() * 2 - 1),
      events: Array.from({ length: below(12) }, (_, n) => ({
        ...{ eventId: `${u}/${n}`, itemId: `i${below(ITEMS)}`, type: below(3) === 0 ? VIEW : PURCHASE, region: '' },
        time: AUDIENCE_TIME - 1 - below(200 * DAY_MS),
      })).sort((a, b) => a.time - b.time),
    }));
  }

  static async open(count = 300): Promise<AudienceShop> {
    const made = new AudienceShop(await FilteredShop.open(), count);
    made.shop.model = MODELS['plain'];
    const { profiles } = made.shop.gateway.deps;
    const { users } = made;
    await profiles.appendEvents('default', users);
    await profiles.putFeatures(
      'default',
      users.map(({ userId, city }) => ({ userId, version: 1, features: { city } })),
    );
    const ofModel = { modelVersion: 'm1', general: new Float32Array(3), asOf: AUDIENCE_TIME };
    await profiles.putVectors(
      'default',
      users.map(({ userId, next }) => ({ userId, vectors: { ...ofModel, next } })),
    );
    return made;
  }

  find(request: Partial<FindUsersRequest>): Promise<FindUsersResponse> {
    const asked = FindUsersRequest.fromPartial({ time: new Date(AUDIENCE_TIME), ...request } as object);
    return this.shop.gateway.lookups.findUsers(asked);
  }

  /** All pages. */
  async findAll(request: Partial<FindUsersRequest>): Promise<FindUsersResponse[]> {
    const pages: FindUsersResponse[] = [];
    do pages.push(await this.find({ ...request, pageToken: pages.at(-1)?.nextPageToken ?? '' }));
    while (pages.at(-1)!.nextPageToken !== '');
    return pages;
  }

  /** Best first, by the formula. */
  bestFor(itemIds: readonly string[], mayCome: (user: ShopUser, itemId: string) => boolean = () => true): string[] {
    const scored = this.users.flatMap((user) => {
      const scores = itemIds.filter((id) => mayCome(user, id)).map((id) => this.#score(user, id));
      return scores.length > 0 ? [{ userId: user.userId, score: Math.max(...scores) }] : [];
    });
    return scored.sort((a, b) => b.score - a.score).map(({ userId }) => userId);
  }

  #score({ next, events }: ShopUser, itemId: string): number {
    const shelf = items.find((item) => item.itemId === itemId)!.category.at(-1);
    const onShelf = new Set(
      items.filter(({ category }, n) => category.at(-1) === shelf && hasVector(n)).map((item) => item.itemId),
    );
    const weightOf = (some: readonly HistoryEvent[]): number =>
      some.reduce((sum, { time }) => sum + Math.exp((time - AUDIENCE_TIME) / (90 * DAY_MS)), 0);
    return (
      innerProduct(next, vectors.get(itemId)!) +
      0.5 * Math.log(0.5 + weightOf(events)) +
      Math.log(0.5 + weightOf(events.filter((event) => onShelf.has(event.itemId))))
    );
  }
}

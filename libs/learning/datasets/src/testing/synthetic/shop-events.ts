import { type Interaction, InteractionType } from '@stars/contracts';
import type { SeededRandom } from '../seeded-random.js';
import { itemId } from './shop-items.js';

export interface EventPlan {
  days: number;
  items: number;
  categories: number;
  regions: readonly string[];
  start: Date;
  /** Expected sessions of one user on one day. */
  sessionsPerDay: number;
  /** Probability that the event after item A is A's successor. */
  nextItemShare: number;
  /** The successor of each item, by index. */
  successor: readonly number[];
  /** Items, by index, that everybody looks at and nobody buys. */
  windowShopped: readonly number[];
  /** The item that a signal makes a user choose; undefined: none does. */
  choose: (region: string, day: number, random: SeededRandom) => number | undefined;
}

export interface ShopUser {
  userId: string;
  /** Weight of each category. */
  taste: readonly number[];
  /** The two categories that the user likes most. */
  favourites: readonly [number, number];
  region: string;
}

const {
  INTERACTION_TYPE_VIEW: VIEW,
  INTERACTION_TYPE_ADD_TO_CART: ADD_TO_CART,
  INTERACTION_TYPE_PURCHASE: PURCHASE,
} = InteractionType;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Expected views of an item that is only looked at, in each session. */
const WINDOW_SHOPPING = 0.3;

/**
 * The funnel. An item is wanted if the user likes its category, if it follows the last one, or if a signal made the user choose it.
 * What is left is bought in the user's next session, on another day: so views and additions to the cart tell of later purchases.
 */
const FUNNEL = {
  wanted: { cart: 0.6, purchase: 0.6 },
  other: { cart: 0.1, purchase: 0.3 },
  /** Probability of a purchase in the next session. */
  left: { inCart: 0.6, viewed: 0.2 },
} as const;

/** What a user does with an item. */
type Step = [item: number, type: InteractionType];

/** All users' events, ascending in time. */
export function syntheticEvents(users: readonly ShopUser[], plan: EventPlan, random: SeededRandom): Interaction[] {
  const popularity = Array.from({ length: Math.ceil(plan.items / plan.categories) }, (_, rank) => 1 / (rank + 1));
  const events = users.flatMap((user) => new Shopper(user, plan, popularity, random).events());
  events.sort((a, b) => (a.time as Date).getTime() - (b.time as Date).getTime() || (a.userId < b.userId ? -1 : 1));
  events.forEach((row, i) => {
    row.eventId = `event-${i + 1}`;
  });
  return events;
}

class Shopper {
  #previous: number | undefined;
  /** Wanted items of the last session that were not bought, and whether they are in the cart. */
  #left = new Map<number, boolean>();

  constructor(
    private readonly user: ShopUser,
    private readonly plan: EventPlan,
    private readonly popularity: readonly number[],
    private readonly random: SeededRandom,
  ) {}

  events(): Interaction[] {
    const { user, plan, random } = this;
    const events: Interaction[] = [];
    for (let day = 0; day < plan.days; day++) {
      if (!random.chance(plan.sessionsPerDay)) continue;
      let time = plan.start.getTime() + day * DAY + 8 * HOUR + random.below(12 * HOUR);
      for (const [item, type] of this.#session(day)) {
        time += 1000 + random.below(60_000);
        events.push(event(user, item, type, new Date(time), `${user.userId}_${day}`));
      }
    }
    return events;
  }

  *#session(day: number): Generator<Step> {
    const { plan, random } = this;
    yield* this.#buyWhatIsLeft();
    for (const item of plan.windowShopped) if (random.chance(WINDOW_SHOPPING)) yield [item, VIEW];
    const length = 1 + random.below(6);
    for (let step = 0; step < length; step++) yield* this.#lookAtOne(day);
  }

  *#buyWhatIsLeft(): Generator<Step> {
    for (const [item, inCart] of this.#left) {
      if (!this.random.chance(inCart ? FUNNEL.left.inCart : FUNNEL.left.viewed)) continue;
      if (!inCart) yield [item, ADD_TO_CART];
      yield [item, PURCHASE];
    }
    this.#left = new Map();
  }

  *#lookAtOne(day: number): Generator<Step> {
    const { user, plan, random } = this;
    const led = plan.choose(user.region, day, random) ?? this.#successor();
    const item = led ?? this.#draw();
    this.#previous = item;
    yield [item, VIEW];
    if (plan.windowShopped.includes(item)) return;
    const wanted = led !== undefined || user.favourites.includes(item % plan.categories);
    const { cart, purchase } = wanted ? FUNNEL.wanted : FUNNEL.other;
    const inCart = random.chance(cart);
    if (inCart) yield [item, ADD_TO_CART];
    if (inCart && random.chance(purchase)) {
      yield [item, PURCHASE];
      this.#left.delete(item);
    } else if (wanted) this.#left.set(item, inCart);
  }

  #successor(): number | undefined {
    const { plan, random } = this;
    return this.#previous !== undefined && random.chance(plan.nextItemShare)
      ? plan.successor[this.#previous]
      : undefined;
  }

  #draw(): number {
    const { items, categories } = this.plan;
    const category = this.random.weighted(this.user.taste);
    const members = Math.floor((items - 1 - category) / categories) + 1;
    return category + categories * this.random.weighted(this.popularity.slice(0, members));
  }
}

function event(user: ShopUser, item: number, type: InteractionType, time: Date, sessionId: string): Interaction {
  return {
    tenantId: 'default',
    eventId: '',
    userId: user.userId,
    itemId: itemId(item),
    type,
    time,
    sessionId,
    pageId: '',
    region: user.region,
    quantity: type === PURCHASE ? 1 : 0,
    value: undefined,
    recommendationId: '',
    kind: '',
    category: '',
    brand: '',
    anonymousId: '',
    query: '',
  };
}

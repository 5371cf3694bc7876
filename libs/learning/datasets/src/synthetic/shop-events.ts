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
  /** The item that a signal makes a user choose; absent: signals have no effect. */
  choose?: (region: string, day: number, random: SeededRandom) => number | undefined;
}

export interface ShopUser {
  userId: string;
  /** Weight of each category. */
  taste: readonly number[];
  region: string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** All users' events, ascending in time. */
export function syntheticEvents(users: readonly ShopUser[], plan: EventPlan, random: SeededRandom): Interaction[] {
  const popularity = Array.from({ length: Math.ceil(plan.items / plan.categories) }, (_, rank) => 1 / (rank + 1));
  const events: Interaction[] = [];
  for (const user of users) {
    let previous: number | undefined;
    for (let day = 0; day < plan.days; day++) {
      if (!random.chance(plan.sessionsPerDay)) continue;
      const sessionId = `${user.userId}_${day}`;
      let time = plan.start.getTime() + day * DAY + 8 * HOUR + random.below(12 * HOUR);
      const length = 1 + random.below(6);
      for (let step = 0; step < length; step++) {
        const item =
          plan.choose?.(user.region, day, random) ??
          (previous !== undefined && random.chance(plan.nextItemShare)
            ? (plan.successor[previous] as number)
            : draw(user, plan, popularity, random));
        previous = item;
        for (const type of funnel(random)) {
          time += 1000 + random.below(60_000);
          events.push(event(user, item, type, new Date(time), sessionId));
        }
      }
    }
  }
  events.sort((a, b) => (a.time as Date).getTime() - (b.time as Date).getTime() || (a.userId < b.userId ? -1 : 1));
  events.forEach((row, i) => {
    row.eventId = `event-${i + 1}`;
  });
  return events;
}

function draw(user: ShopUser, plan: EventPlan, popularity: readonly number[], random: SeededRandom): number {
  const category = random.weighted(user.taste);
  const members = Math.floor((plan.items - 1 - category) / plan.categories) + 1;
  return category + plan.categories * random.weighted(popularity.slice(0, members));
}

/** A user's events with one item: always a view, often more. */
function funnel(random: SeededRandom): InteractionType[] {
  const steps = [InteractionType.INTERACTION_TYPE_VIEW];
  if (random.chance(0.6)) steps.push(InteractionType.INTERACTION_TYPE_ADD_TO_CART);
  if (steps.length === 2 && random.chance(0.8)) steps.push(InteractionType.INTERACTION_TYPE_PURCHASE);
  return steps;
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
    quantity: type === InteractionType.INTERACTION_TYPE_PURCHASE ? 1 : 0,
    value: undefined,
    recommendationId: '',
  };
}

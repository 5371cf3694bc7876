import type { ContextSignal } from '@stars/contracts';
import { SeededRandom } from '../seeded-random.js';
import { itemId } from './shop-items.js';

export interface EffectPlan {
  seed: number;
  days: number;
  items: number;
  categories: number;
  regions: readonly string[];
  start: Date;
  /** Probability that an event in a heatwave is of the category that goes with one. */
  heatShare: number;
  /** Probability that an event is of an item on offer at its place and time. */
  offerShare: number;
}

/** Planted effects of signals in the shop, so that a test can check whether a model finds them. */
export interface ShopEffects {
  /** `heatwave` on three days of ten in each region, and five items a week and region on `offer`, of value 1 or 2. */
  signals: ContextSignal[];
  /** The item that a signal makes a user choose on a day; undefined: no effect. */
  choose(region: string, day: number, random: SeededRandom): number | undefined;
}

const DAY = 86_400_000;
const HEAT_SHARE_OF_DAYS = 0.3;
const OFFERS = 5;
/** Index of the category that sells in heat: ice cream. */
export const HEAT_CATEGORY = 3;

/** Signals with an effect, drawn separately from the rest of the shop, which does not change with them. */
export function shopEffects(plan: EffectPlan): ShopEffects {
  const random = new SeededRandom(plan.seed + 1_000_003);
  const { days, regions, items, categories, heatShare, offerShare } = plan;
  const places = regions.length > 0 ? regions : [''];
  const hot = new Set<string>();
  const offers = new Map<string, number[]>();
  const signals: ContextSignal[] = [];
  for (let day = 0; day < days; day++) {
    for (const region of places) {
      if (heatShare > 0) {
        const heatwave = random.chance(HEAT_SHARE_OF_DAYS);
        if (heatwave) hot.add(`${region} ${day}`);
        signals.push({ ...signal(plan, `heat-${region}-${day}`, region, day, 1), signals: { heatwave } });
      }
      if (offerShare === 0 || day % 7 !== 0) continue;
      const chosen = Array.from({ length: OFFERS }, () => random.below(items));
      offers.set(`${region} ${day / 7}`, chosen);
      const itemSignals = [1, 2].map((value) => ({
        name: 'offer',
        value,
        itemIds: chosen.filter((_, i) => 1 + (i % 2) === value).map(itemId),
      }));
      signals.push({ ...signal(plan, `offer-${region}-${day}`, region, day, 7), itemSignals });
    }
  }
  const ofHeat = Array.from({ length: items }, (_, item) => item).filter(
    (item) => item % categories === HEAT_CATEGORY % categories,
  );
  return {
    signals,
    choose(region, day, chances) {
      if (heatShare > 0 && hot.has(`${region} ${day}`) && chances.chance(heatShare)) return chances.pick(ofHeat);
      const offered = offers.get(`${region} ${Math.floor(day / 7)}`);
      return offered && chances.chance(offerShare) ? chances.pick(offered) : undefined;
    },
  };
}

function signal({ start }: EffectPlan, eventId: string, region: string, day: number, length: number): ContextSignal {
  const validFrom = new Date(start.getTime() + day * DAY);
  return {
    tenantId: 'default',
    eventId,
    region,
    validFrom,
    validUntil: new Date(validFrom.getTime() + length * DAY),
    signals: undefined,
    itemSignals: [],
  };
}

import type { ContextSignal } from '@stars/contracts';
import { SeededRandom } from '../seeded-random.js';
import { itemId } from './shop-items.js';
import type { ShopWeather } from './shop-weather.js';

/** Probabilities that an event follows a cause that holds at its place and time; 0: the cause has no effect. */
export interface EffectShares {
  /** In a heatwave, an item of the category that goes with heat. */
  heatShare: number;
  /** On a hot day by the weather, an item of the same category. */
  hotDayShare: number;
  /** From four days before a holiday of `SHOP_HOLIDAYS`, an item of its category. */
  holidayShare: number;
  /** An item on offer. */
  offerShare: number;
}

export interface EffectPlan extends EffectShares {
  seed: number;
  days: number;
  items: number;
  categories: number;
  regions: readonly string[];
  start: Date;
  weather: Pick<ShopWeather, 'isHot'>;
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
const HEAT_CATEGORY = 3;

/** Holidays of the United States on the same date each year, and the category that sells before them: soft drinks, and bread. */
export const SHOP_HOLIDAYS = [
  { name: 'Independence Day', date: '07-04', category: 7 },
  { name: 'Christmas Day', date: '12-25', category: 4 },
] as const;
/** Days before a holiday on which people shop for it. */
const LEAD_DAYS = 4;

/** One cause: what sells at a place and time, and the probability that an event follows it. */
interface Effect {
  share: number;
  sells(region: string, day: number): readonly number[] | undefined;
}

/** Signals with an effect, drawn separately from the rest of the shop, which does not change with them. */
export function shopEffects(plan: EffectPlan): ShopEffects {
  const random = new SeededRandom(plan.seed + 1_000_003);
  const { days, regions, items, heatShare, offerShare, weather } = plan;
  const places = regions.length > 0 ? regions : [''];
  const heatwaves = new Set<string>();
  const offers = new Map<string, number[]>();
  const signals: ContextSignal[] = [];
  for (let day = 0; day < days; day++) {
    for (const region of places) {
      if (heatShare > 0) {
        const heatwave = random.chance(HEAT_SHARE_OF_DAYS);
        if (heatwave) heatwaves.add(`${region} ${day}`);
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
  const ofHeat = itemsOf(plan, HEAT_CATEGORY);
  const ofHoliday = holidayItems(plan);
  const causes: Effect[] = [
    { share: heatShare, sells: (region, day) => (heatwaves.has(`${region} ${day}`) ? ofHeat : undefined) },
    { share: plan.holidayShare, sells: (_, day) => ofHoliday(day) },
    { share: plan.hotDayShare, sells: (region, day) => (weather.isHot(region, day) ? ofHeat : undefined) },
    { share: offerShare, sells: (region, day) => offers.get(`${region} ${Math.floor(day / 7)}`) },
  ];
  const effects = causes.filter(({ share }) => share > 0);
  return {
    signals,
    choose(region, day, chances) {
      for (const { share, sells } of effects) {
        const sold = sells(region, day);
        if (sold && chances.chance(share)) return chances.pick(sold);
      }
      return undefined;
    },
  };
}

const itemsOf = ({ items, categories }: EffectPlan, category: number): number[] =>
  Array.from({ length: items }, (_, item) => item).filter((item) => item % categories === category % categories);

/** What sells on a day because of a holiday. */
function holidayItems(plan: EffectPlan): (day: number) => readonly number[] | undefined {
  const sold = new Map(SHOP_HOLIDAYS.map(({ date, category }) => [date as string, itemsOf(plan, category)]));
  const dateOf = (day: number): string => new Date(plan.start.getTime() + day * DAY).toISOString().slice(5, 10);
  return (day) => {
    for (let ahead = 0; ahead <= LEAD_DAYS; ahead++) {
      const items = sold.get(dateOf(day + ahead));
      if (items) return items;
    }
    return undefined;
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

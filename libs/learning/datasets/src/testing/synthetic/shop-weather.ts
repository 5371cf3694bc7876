import type { ContextSignal } from '@stars/contracts';
import { SeededRandom } from '../seeded-random.js';

export interface WeatherPlan {
  seed: number;
  days: number;
  regions: readonly string[];
  start: Date;
}

export interface ShopWeather {
  /** `temperature` (°C) and `rain` of each region and day. */
  signals: ContextSignal[];
  /** Whether a day, counted from the first, has `HOT_FROM` or more. */
  isHot(region: string, day: number): boolean;
}

/** Temperature of a hot day, °C. Half of the days of a summer are, and none of a winter. */
export const HOT_FROM = 27;

const DAY = 86_400_000;

/** Weather by the season of the date, with chance: the same date is warmer in one region or year than in another. */
export function shopWeather({ seed, days, regions, start }: WeatherPlan): ShopWeather {
  const random = new SeededRandom(seed + 2_000_003);
  const hot = new Set<string>();
  const signals: ContextSignal[] = [];
  for (let day = 0; day < days; day++) {
    const validFrom = new Date(start.getTime() + day * DAY);
    const validUntil = new Date(validFrom.getTime() + DAY);
    const warmth = 10 - 15 * Math.cos((2 * Math.PI * dayOfYear(validFrom)) / 365);
    for (const region of regions) {
      const temperature = Math.round(warmth + random.next() * 10);
      if (temperature >= HOT_FROM) hot.add(`${region} ${day}`);
      signals.push({
        tenantId: 'default',
        eventId: `weather-${region}-${day}`,
        region,
        validFrom,
        validUntil,
        signals: { temperature, rain: random.chance(0.3) },
        itemSignals: [],
      });
    }
  }
  return { signals, isHot: (region, day) => hot.has(`${region} ${day}`) };
}

/** 0 on 1 January. */
const dayOfYear = (date: Date): number => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / DAY);

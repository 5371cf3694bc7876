import type { StatisticsDefinition } from '@stars/inference';
import type { HistoryEvent, PackedHistory } from '@stars/profile-store';

/**
 * Of these places of a user's history, those that decide what further events change: those of the same items and, where regions differ, of
 * all items of the same days, because the last purchase of a day says the region of all; and all of the days of these items.
 */
export function placesAround(
  definition: StatisticsDefinition,
  { times, items, regions, texts }: PackedHistory,
  places: readonly number[],
  events: readonly HistoryEvent[],
): number[] {
  const around = new Set(events.map(({ itemId }) => texts.indexOf(itemId)));
  const ofRegions = new Set(events.map(({ region }) => texts.indexOf(region)));
  const isOfOneRegion = ofRegions.size === 1 && places.every((place) => ofRegions.has(regions[place]!));
  if (isOfOneRegion) return places.filter((place) => around.has(items[place]!));
  const days = new Map(places.map((place) => [place, definition.day(times[place]!)]));
  const touched = new Set(events.map(({ time }) => definition.day(time)));
  for (const place of places) if (touched.has(days.get(place)!)) around.add(items[place]!);
  for (const place of places) if (around.has(items[place]!)) touched.add(days.get(place)!);
  return places.filter((place) => touched.has(days.get(place)!));
}

import { sessionsByTime } from '@stars/baselines';
import type { ItemFeatures } from '@stars/contracts';
import { ContextTimeline, InteractionLogBuilder, LocalClock } from '@stars/features';
import { splitByTime } from '@stars/replay';
import { describe, expect, it } from 'vitest';
import { Candidates } from './candidates.js';

const clock = new LocalClock('UTC');
const at = (day: number, hour = 12): Date => new Date(Date.UTC(2026, 0, day, hour));

function setOf(rows: [user: string, item: string, day: number, region: string][]) {
  const builder = new InteractionLogBuilder();
  for (const [userId, itemId, day, region] of rows) {
    builder.add({ userId, itemId, type: 3, time: at(day).getTime(), region, sessionId: '' });
  }
  return splitByTime(builder.build(), clock, { from: '2026-01-20' });
}

const set = setOf([
  ['u', 'milk', 1, 'north'],
  ['u', 'milk', 5, 'north'],
  ['u', 'milk', 11, 'north'],
  ['u', 'tea', 11, 'south'],
  ['v', 'milk', 11, 'north'],
  ['v', 'jam', 18, 'south'],
  ['w', 'jam', 19, 'south'],
  ['w', 'rice', 1, 'north'],
  ['u', 'milk', 20, 'north'],
]);

const timeline = new ContextTimeline();
const promote = (name: string, value: number, itemIds: string[], region: string, from: number, until: number): void =>
  timeline.add({
    tenantId: 'default',
    eventId: `${name} ${region} ${from}`,
    region,
    validFrom: at(from, 0),
    validUntil: at(until, 0),
    signals: undefined,
    itemSignals: [{ name, value, itemIds }],
  });
promote('display', 3, ['rice'], 'south', 19, 26);
promote('display', 4, ['jam'], 'north', 19, 26);
promote('display', 5, ['milk'], 'south', 12, 19);

const items = new Map(
  Object.entries({
    milk: ['Food', 'Dairy'],
    tea: ['Food', 'Drinks'],
    jam: ['Food', 'Spreads'],
    rice: ['Food', 'Dry'],
  }).map(([itemId, category]) => [itemId, { itemId, category } as unknown as ItemFeatures]),
);

function rowsOf(explore: boolean): Record<string, Record<string, number>> {
  const candidates = new Candidates(set, { items, timeline, clock }, { explore, signals: ['display'] });
  const session = set.sessions[sessionsByTime(set)[0]!]!;
  expect(session.sessionId).toBe('u_2026-01-20');
  const found = candidates.of(session);
  expect(new Set(found).size).toBe(found.length);
  const width = candidates.names.length;
  const rows = new Float32Array(found.length * width);
  candidates.write(found, rows, 0);
  return Object.fromEntries(
    found.map((item, n) => [
      set.catalogue[item]!,
      Object.fromEntries(candidates.names.map((name, f) => [name, rows[n * width + f]!])),
    ]),
  );
}

describe('Candidates', () => {
  it('are repeat, popular and promoted candidates with their features', () => {
    const rows = rowsOf(false);
    expect(Object.keys(rows).sort()).toEqual(['jam', 'milk', 'rice', 'tea']);
    expect(rows['milk']).toMatchObject({
      'own count': 3,
      'days since own last': 9,
      'days since own first': 19,
      'own mean interval': 5,
      'own last interval': 6,
      'own last interval due': 1.5,
      'baskets since own last': 0,
      'own share of baskets': 1,
      popularity: 4,
      'popularity, 7 days': 0,
      buyers: 2,
      'category level 2: own count of other items': 0,
      // The last event was in the south, where milk was on display until the 19th.
      display: 0,
    });
    expect(rows['milk']!['own count, decay 7 days']).toBeCloseTo(
      Math.exp(-19 / 7) + Math.exp(-15 / 7) + Math.exp(-9 / 7),
    );
    expect(rows['jam']).toMatchObject({ 'own count': 0, 'popularity, 7 days': 2, 'days since anybody': 1, display: 0 });
    expect(rows['jam']!['days since own last']).toBeNaN();
    expect(rows['jam']!['popularity in the region, 28 days']).toBe(2);
    expect(rows['rice']!['display']).toBe(3);
    expect(rows['tea']).toMatchObject({ baskets: 3, weekday: 2, hour: 12 });
    // One level only: everything is food.
    expect(Object.keys(rows['tea']!).filter((name) => name.startsWith('category level 1'))).toEqual([]);
  });

  it('are new to the user in explore', () => {
    expect(Object.keys(rowsOf(true)).sort()).toEqual(['jam', 'rice']);
  });

  it('have no features for missing data', () => {
    const plain = new Candidates(
      set,
      { items: new Map(), timeline: new ContextTimeline(), clock },
      { explore: false, signals: [] },
    );
    expect(plain.names.filter((name) => /category|display/.test(name))).toEqual([]);
  });
});

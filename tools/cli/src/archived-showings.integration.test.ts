import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Archive } from '@stars/archive';
import { encodeImpression, encodeInteraction, Impression, Interaction, TOPICS } from '@stars/contracts';
import { SqliteEventBus } from '@stars/event-bus';
import { openObjectStore } from '@stars/object-store';
import { openDatabase } from '@stars/sqlite';
import { expect, it } from 'vitest';
import { archivedShowings } from './archived-showings.js';
import { fatigueText } from './fatigue-text.js';

const NOW = Date.UTC(2030, 0, 20, 12);
const MINUTE = 60_000;

it('reads what users saw on each surface and chose, from files and from the bus', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-showings-'));
  const db = openDatabase(join(folder, 'stars.db'));
  const bus = new SqliteEventBus(db);
  const store = openObjectStore(join(folder, 'archive'), { field: 'archive' });
  const archive = new Archive({ bus, store, key: 'a key that is long enough', now: () => NOW });
  const show = (userId: string, minute: number, part: Partial<Impression> = {}) => {
    const items = [{ itemId: 'a', position: 0 }];
    const page = {
      userId,
      pageId: `${minute}`,
      surface: 'home',
      confirmed: true,
      time: new Date(NOW + minute * MINUTE),
    };
    const whole = Impression.fromPartial({ eventId: `${userId}/${minute}/${part.region}`, items, ...page, ...part });
    return bus.publish(TOPICS.impressions, [encodeImpression(whole)]);
  };
  await show('ann', 0);
  // The same page again, one that nobody saw, and one of months before.
  await show('ann', 0, { region: 'again' });
  await show('ann', 1, { confirmed: false });
  await show('ann', -200 * 24 * 60);
  await archive.catchUp();
  await show('ann', 10);
  await show('ann', 10, { surface: 'cart', region: 'cart' });
  await show('bob', 3);
  // A page counts by its lists, as fatigue does.
  const placed = Impression.fromPartial({ items: [{ itemId: 'a', position: 0, placement: 'deals' }] });
  await show('bob', 4, { surface: 'product', items: placed.items });
  const view = { eventId: 'v', userId: 'ann', itemId: 'a', type: 1, time: new Date(NOW + 11 * MINUTE) };
  await bus.publish(TOPICS.interactions, [encodeInteraction(Interaction.fromPartial(view))]);
  const signal = new AbortController().signal;
  const question = { tenant: 'default', first: '2030-01-01', mostPages: 100, signal };
  const found = await archivedShowings(archive, question);
  const brief = (surface: string) =>
    found.get(surface)!.map(({ userId, inVain, chosen }) => [userId, Math.round(inVain), chosen]);
  expect(brief('home').sort()).toEqual([
    ['ann', 0, false],
    ['ann', 1, true],
    ['bob', 0, false],
  ]);
  expect([...found.keys()].sort()).toEqual(['cart', 'deals', 'home']);
  expect(brief('deals')).toEqual([['bob', 0, false]]);
  expect(brief('cart')).toEqual([['ann', 0, true]]);
  const some = await archivedShowings(archive, { ...question, mostPages: 1 });
  expect([...some.values()].flat().length).toBeLessThan(4);
  await bus.close();
  db.close();
  rmSync(folder, { recursive: true });
});

it('says what it found, for a person', () => {
  const bands = [
    { from: 0, showings: 900, rate: 0.05, expected: 0.05 },
    { from: 0.01, showings: 300, rate: 0.04, expected: 0.045 },
    { from: 4.01, showings: 20, rate: 0, expected: 0.04 },
  ];
  const fit = { surface: 'home', showings: 1220, choices: 57, bands };
  expect(fatigueText({ ...fit, strength: { value: 0.312, ci95: [0.1, 0.5] } })).toBe(
    `home: 1220 showings, 57 choices. Within pairs of user and item, a strength of 0.31 fits (95%: 0.10 to 0.50).
  times in vain  showings  chosen  by item and user alone
  0              900       5.00%   5.00%
  up to 4        300       4.00%   4.50%
  above 4        20        0.00%   4.00%
`,
  );
  expect(fatigueText(fit)).toContain('no strength can be said');
});

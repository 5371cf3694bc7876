import { ItemSums } from '@stars/contracts';
import { expect, it } from 'vitest';
import type { LaterItem } from './cold-start-items.js';
import { ItemPlaces } from './item-places.js';
import { LaterItems } from './later-items.js';
import { LiveSignalReaders } from './live-signal-readers.js';
import { learnedModel } from './testing/index.js';

const sold = (itemId: string, purchases = 1): ItemSums => ItemSums.fromPartial({ itemId, purchases });

function newLaterItems(inCatalogue: Set<string>) {
  const state = { away: false, now: 0 };
  const book = {
    has: () => false,
    get: async (ids: readonly string[]): Promise<(LaterItem | undefined)[]> => {
      if (state.away) throw new Error('the catalogue is away');
      return ids.map((id) => (inCatalogue.has(id) ? { classes: [] } : undefined));
    },
  };
  const places = new ItemPlaces(learnedModel(['apple']), [], book);
  const admitted = new Map<string, number>();
  const put = ({ itemId, purchases }: ItemSums) => void admitted.set(itemId, purchases);
  const later = new LaterItems(places, new LiveSignalReaders([], 1, places), book, put, () => state.now);
  const admit = () => later.admitMet();
  return { state, places, later, admitted, admit };
}

it('gives places to what was met, in the order of the ids, with what is known last', async () => {
  const { places, later, admitted, admit } = newLaterItems(new Set(['fig', 'plum']));
  for (const sums of [sold('plum'), sold('fig'), sold('plum', 2), sold('no product')]) later.meet(sums);
  expect(await admit()).toBe(true);
  expect([...admitted]).toEqual([
    ['fig', 1],
    ['plum', 2],
  ]);
  expect(places.later).toEqual(['fig', 'plum']);
  expect(await admit()).toBe(false);
});

it('gives places to what was met while others got theirs', async () => {
  const { places, later, admit } = newLaterItems(new Set(['fig', 'plum']));
  later.meet(sold('fig'));
  const first = admit();
  later.meet(sold('plum'));
  expect(await Promise.all([first, admit()])).toEqual([true, true]);
  expect(places.later).toEqual(['fig', 'plum']);
});

it('forgets what it knows of an item that got a place meanwhile: something newer is there', async () => {
  const { places, later, admitted, admit } = newLaterItems(new Set(['fig']));
  later.meet(sold('fig'));
  await places.admit(['fig']);
  later.settled('fig');
  expect([await admit(), admitted.size]).toEqual([false, 0]);
});

it('tries again seconds after the catalogue failed', async () => {
  const { state, later, admit } = newLaterItems(new Set(['fig']));
  later.meet(sold('fig'));
  state.away = true;
  await expect(admit()).rejects.toThrow('the catalogue is away');
  state.away = false;
  expect(await admit()).toBe(false);
  state.now = 5_000;
  expect(await admit()).toBe(true);
});

it('waits for an item that the catalogue does not have yet, but not for ever', async () => {
  const catalogue = new Set<string>();
  const { state, places, later, admit } = newLaterItems(catalogue);
  later.meet(sold('fig'));
  expect(await admit()).toBe(false);
  catalogue.add('fig');
  expect(await admit()).toBe(true);
  later.meet(sold('no product'));
  await admit();
  state.now = 600_001;
  await admit();
  catalogue.add('no product');
  expect([await admit(), places.later]).toEqual([false, ['fig']]);
});

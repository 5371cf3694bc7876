import { globalPopularity } from '@stars/baselines';
import { LocalClock } from '@stars/features';
import { coldSet, type EvaluationSet, seenItems, splitByTime } from '@stars/replay';
import { type SmallRow, smallLog } from '@stars/replay/testing';
import { describe, expect, it } from 'vitest';
import { CategoryPopularity } from './category-popularity.js';
import { coldStartRows, distinctTexts } from './cold-start-table.js';

const at = (day: number): string => new Date(Date.UTC(2026, 0, day, 12)).toISOString();
/** Tea is sold most, nuts are what ann has; `tea 2` and `nuts 2` are cold-start items. */
const ROWS: SmallRow[] = [
  ['ann', 'nuts 1', at(1)],
  ['ann', 'nuts 3', at(2)],
  ['bob', 'tea 1', at(1)],
  ['bob', 'tea 3', at(2)],
  ['bob', 'tea 2', at(3)],
  ['cid', 'tea 1', at(2)],
  ['cid', 'nuts 2', at(3)],
  ['ann', 'nuts 2', at(20)],
  ['ann', 'tea 1', at(20)],
  ['bob', 'tea 2', at(20)],
  ['cid', 'tea 3', at(20)],
];
const whole = splitByTime(smallLog(ROWS), new LocalClock('UTC'), { from: '2026-01-20' });
const indexOf = (id: string): number => whole.catalogue.indexOf(id);
const cold = Uint8Array.from(whole.catalogue, (id) => (id.endsWith('2') ? 1 : 0));
const namesOf = (items: Iterable<number>): string[] => [...items].map((item) => whole.catalogue[item] ?? '-');

describe('coldSet', () => {
  const set = coldSet(whole, cold);

  it('keeps the sessions with a first purchase of a cold item, with that as their target', () => {
    expect(set.sessions.map(({ userId, target }) => [userId, namesOf(target)])).toEqual([['ann', ['nuts 2']]]);
  });

  it('has cold items in no history and in no count', async () => {
    const [ann] = set.sessions;
    expect(namesOf(seenItems(set, ann!))).toEqual(['nuts 1', 'nuts 3']);
    expect(ann).toMatchObject({ histLen: 2, histSessions: 2 });
    expect(namesOf(set.interactions.item).filter((name) => name.endsWith('2'))).toEqual([]);
    expect(set.interactions.userOffsets.at(-1)).toBe(set.interactions.row.length);
    const popular = await globalPopularity().rank(set, { k: 6, explore: false });
    expect(namesOf(popular.items).slice(0, 4)).toEqual(['tea 1', 'nuts 1', 'nuts 3', 'tea 3']);
    expect(set.log.items.filter((_, item) => set.catalogueOf[item]! < 0)).toEqual(['tea 2', 'nuts 2']);
  });

  it('fails if no session has one', () => {
    expect(() => coldSet(whole, new Uint8Array(cold.length))).toThrow(
      expect.objectContaining({ code: 'STARS_NOT_ENOUGH_DATA' }),
    );
  });

  it('ranks by the popularity of categories', async () => {
    const classes = Uint32Array.from(whole.catalogue, (id) => (id.startsWith('tea') ? 1 : 0));
    const lists = async (own: boolean, only?: Uint8Array) => {
      const ranker = new CategoryPopularity({ classes, own, ...(only ? { only } : {}) });
      return namesOf((await ranker.rank(set, { k: 3, explore: true })).items);
    };
    expect(await lists(false)).toEqual(['tea 1', 'tea 2', 'tea 3']);
    expect(await lists(true)).toEqual(['nuts 2', 'tea 1', 'tea 2']);
    expect(await lists(false, cold)).toEqual(['tea 2', 'nuts 2', '-']);
  });
});

describe('coldStartRows', () => {
  const set: EvaluationSet = { ...coldSet(whole, cold) };
  /** `nuts 2` and `nuts 3` share a text. */
  const textOf = Uint32Array.from(whole.catalogue, (id) => (id === 'nuts 3' ? indexOf('nuts 2') : indexOf(id)));
  const items = { cold, count: 2, textOf, texts: 5, coldTexts: 2 };
  const listOf = (...names: string[]) => ({
    k: 6,
    items: Int32Array.from({ length: 6 }, (_, r) => (names[r] ? indexOf(names[r]) : -1)),
  });

  it('ranks items, and texts at the rank of their best item', () => {
    const category = { variant: 'baseline', ranker: 'category popularity', among: 'all' as const };
    const rows = coldStartRows(
      set,
      items,
      [
        { ...category, lists: listOf('tea 1', 'tea 3') },
        { variant: 'full', ranker: 'STARS NI', among: 'all', lists: listOf('nuts 3', 'tea 1', 'nuts 2') },
      ],
      { resamples: 20, seed: 0 },
    );
    const found = rows.map(({ by, ranker, recall, chance, over_category: over }) => [
      ...[by, ranker, recall[1], recall[5], recall[50], chance, over?.mean],
    ]);
    expect(found).toEqual([
      ['item', 'category popularity', 0, 0, 0, 1, undefined],
      ['item', 'STARS NI', 0, 1, 1, 1, 1],
      ['text', 'category popularity', 0, 0, 0, 1, undefined],
      ['text', 'STARS NI', 1, 1, 1, 1, 1],
    ]);
  });

  it('lists each text once', () => {
    const { items: texts } = distinctTexts(listOf('nuts 3', 'tea 1', 'nuts 2'), textOf, 4);
    expect([...texts]).toEqual([indexOf('nuts 2'), indexOf('tea 1'), -1, -1]);
  });
});

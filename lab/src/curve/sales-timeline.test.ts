import { type SmallRow, smallLog } from '@stars/replay/testing';
import { expect, it } from 'vitest';
import { SalesTimeline } from './sales-timeline.js';

const HOUR_MS = 3_600_000;

it('knows what sold before each moment, and nothing of later', () => {
  const at = (hour: number): string => new Date(hour * HOUR_MS).toISOString();
  const rows: SmallRow[] = [
    ['ann', 'milk', at(1)],
    // One user, item and day count once.
    ['ann', 'milk', at(2)],
    ['bob', 'rye', at(3), '', 'view'],
    ['bob', 'rye', at(30)],
    ['cat', 'rye', at(31)],
    ['cat', 'fig', at(90)],
  ];
  const log = smallLog(rows);
  const sut = new SalesTimeline(log);
  const soldBefore = (hour: number): readonly string[] => sut.until(hour * HOUR_MS).global;
  expect(soldBefore(1)).toEqual([]);
  expect(soldBefore(3)).toEqual(['milk']);
  expect(soldBefore(30)).toEqual(['milk', 'rye']);
  expect(soldBefore(90)).toEqual(['rye', 'milk']);
  expect(soldBefore(91)).toEqual(['rye', 'fig', 'milk']);
});

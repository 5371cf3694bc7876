import { expect, test } from 'vitest';
import { parseMoment } from './moment.js';

test('a date begins at midnight in the shop’s time zone', () => {
  expect(new Date(parseMoment('2017-11-27', 'America/New_York', 'until')).toISOString()).toBe(
    '2017-11-27T05:00:00.000Z',
  );
  expect(new Date(parseMoment('2017-07-01', 'America/New_York', 'until')).toISOString()).toBe(
    '2017-07-01T04:00:00.000Z',
  );
});

test('a time is read with its offset', () => {
  expect(parseMoment('2024-01-01T02:00:00+02:00', 'America/New_York', 'until')).toBe(Date.UTC(2024, 0, 1));
});

test.each(['yesterday', '2024-02-30', '2024-01-01T00:00:00', '2024-13-01T00:00:00Z', ''])('%j is refused', (text) => {
  expect(() => parseMoment(text, 'UTC', 'until')).toThrow(
    expect.objectContaining({ code: 'STARS_INVALID_TIME', field: 'until' }),
  );
});

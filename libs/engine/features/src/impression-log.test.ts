import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImpressionLog } from './impression-log.js';

const DAY = 24 * 3_600_000;
const page = (userId: string, time: number, ...ids: string[]) => ({
  userId,
  time: new Date(time),
  items: ids.map((itemId, position) => ({ itemId, position, propensity: 0 })),
});

describe('ImpressionLog', () => {
  it('finds the pages of the day up to a time, newest first, in any order of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4 * DAY), { maxLength: 30 }), fc.nat(4 * DAY), (times, at) => {
        const log = new ImpressionLog();
        for (const time of times) log.add(page('u', time, `i${time}`));
        const expected = times.filter((time) => time <= at && time >= at - DAY).sort((a, b) => b - a);
        expect(log.before('u', at).map(({ time }) => time)).toEqual(expected);
        for (const { time, itemIds } of log.before('u', at)) expect(itemIds).toEqual([`i${time}`]);
      }),
    );
  });

  it('separates users, and has no pages for an unknown one', () => {
    const log = new ImpressionLog();
    expect(log.empty).toBe(true);
    log.add(page('u', 5, 'a'));
    log.add(page('v', 5, 'b'));
    // A page without items was not shown.
    log.add(page('w', 5));
    expect(log.empty).toBe(false);
    expect(log.before('v', 6)).toEqual([{ time: 5, itemIds: ['b'] }]);
    expect(log.before('w', 6)).toEqual([]);
    expect(log.before('stranger', 6)).toEqual([]);
  });
});

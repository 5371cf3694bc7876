import { LIMITS } from '@stars/contracts';
import { expect, test } from 'vitest';
import type { UserHistory } from './histories.js';
import { RepeatCollector } from './repeat-collector.js';

test('an item counts for as long as a profile keeps its event, and no event of its own basket does', () => {
  const events = LIMITS.historyEvents + 2;
  const history = {
    item: Uint32Array.from({ length: events }, (_, n) => n),
    type: new Uint8Array(events),
    time: Float64Array.from({ length: events }, (_, n) => n),
  } as unknown as UserHistory;
  const collector = new RepeatCollector(() => 1);
  collector.add(history, events - 1, events);
  const { rows } = collector.arrays((item) => item);
  expect([rows.length, rows[0], rows.at(-1)]).toEqual([LIMITS.historyEvents, 1, events - 2]);
});

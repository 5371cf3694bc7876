import { LIMITS } from '@stars/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { purchaseFacts } from './purchase-facts.js';
import { SessionLogBuilder } from './session-log.js';
import { logOf, purchasesOf, userEvents } from './testing/random-sessions.js';

describe('SessionLogBuilder', () => {
  it('makes a set of each day, with the hour of its first event and the region of its last', () => {
    const builder = new SessionLogBuilder();
    builder.addUser([
      { item: 4, day: 1, hour: 9, region: 1 },
      { item: 2, day: 1, hour: 10, region: 2 },
      { item: 4, day: 1, hour: 11, region: 3 },
      { item: 4, day: 3, hour: 8, region: 1 },
    ]);
    builder.addUser([]);
    builder.addUser([
      { item: -1, day: 3, hour: 7, region: 5 },
      { item: 4, day: 3, hour: 12, region: 0 },
    ]);
    expect(builder.build()).toEqual({
      userOffsets: Uint32Array.of(0, 2, 2, 3),
      day: Int32Array.of(1, 3, 3),
      hour: Uint8Array.of(9, 8, 12),
      region: Uint32Array.of(3, 1, 0),
      itemOffsets: Uint32Array.of(0, 2, 3, 4),
      item: Int32Array.of(4, 2, 4, 4),
    });
  });

  it('has the region of the last event of the day, also of one without an item that counts', () => {
    const builder = new SessionLogBuilder();
    builder.addUser([
      { item: 4, day: 1, hour: 9, region: 1 },
      { item: -1, day: 1, hour: 10, region: 2 },
      { item: -1, day: 2, hour: 10, region: 3 },
    ]);
    const { day, region } = builder.build();
    expect([[...day], [...region]]).toEqual([[1], [2]]);
  });

  it('knows which earlier purchases a profile held no longer when the day began', () => {
    const builder = new SessionLogBuilder();
    const events = (gap: number) => [
      { item: 4, day: 1, hour: 9, region: 0, place: 0 },
      { item: 4, day: 1, hour: 9, region: 0, place: 10 },
      { item: 5, day: 300, hour: 9, region: 0, place: 10 + gap },
      { item: 4, day: 300, hour: 9, region: 0, place: 11 + gap },
    ];
    builder.addUser(events(LIMITS.historyEvents));
    builder.addUser(events(LIMITS.historyEvents + 1));
    const log = builder.build();
    expect([...log.forgotten!]).toEqual([0, 0, 0, 0, 0, 1]);
    // Without a purchase that it remembers, the profile's next one is the first.
    expect([...purchaseFacts(log, 6).gap]).toEqual([0, 0, 0, 299, 0, 0]);
  });

  it('keeps each (user, day, item) once', () => {
    fc.assert(
      fc.property(userEvents, (events) => {
        const log = logOf(events);
        const found: unknown[] = [];
        for (let user = 0; user + 1 < log.userOffsets.length; user++) {
          for (let session = log.userOffsets[user]!; session < log.userOffsets[user + 1]!; session++) {
            const [from, to] = [log.itemOffsets[session]!, log.itemOffsets[session + 1]!];
            for (let at = from; at < to; at++) {
              const [day, item, region] = [log.day[session]!, log.item[at]!, log.region[session]!];
              found.push({ user, day, item, region, size: to - from });
            }
          }
        }
        expect(found).toEqual(purchasesOf(events));
      }),
    );
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVIDENCE_WINDOWS, ItemEvidence } from './item-evidence.js';
import { ITEMS, logOf, purchasesOf, userEvents } from './testing/random-sessions.js';

test('counts users and days with an event, on every morning', () => {
  const days = fc.uniqueArray(fc.integer({ min: -30, max: 160 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(userEvents, days, (events, mornings) => {
      const evidence = new ItemEvidence(logOf(events), ITEMS);
      const all = purchasesOf(events);
      for (const day of mornings.sort((a, b) => a - b)) {
        evidence.advanceTo(day);
        EVIDENCE_WINDOWS.forEach((window, w) => {
          const within = all.filter((each) => each.day < day && each.day >= day - window);
          const counts = Array.from({ length: ITEMS }, (_, item) => within.filter((each) => each.item === item).length);
          expect([...evidence.windows[w]!]).toEqual(counts);
        });
      }
    }),
  );
});

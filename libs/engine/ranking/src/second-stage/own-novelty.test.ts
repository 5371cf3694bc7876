import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OwnNovelty } from './own-novelty.js';
import { PurchaseHistory } from './purchase-history.js';
import { firstSessionFrom, LEVELS, logOf, purchasesOf, userEvents } from './testing/random-sessions.js';

describe('OwnNovelty', () => {
  it('says how many of the items bought were unseen, and in which groups; for one user after the other', () => {
    const own = new OwnNovelty(LEVELS);
    const history = new PurchaseHistory(LEVELS);
    fc.assert(
      fc.property(userEvents, fc.nat(3), fc.integer({ min: -20, max: 140 }), (events, user, day) => {
        const log = logOf(events);
        const from = log.userOffsets[user]!;
        const to = firstSessionFrom(log, user, day);
        history.read(log, from, to, day, 12);
        own.read(history, log, to, day);
        const mine = purchasesOf(events)
          .filter((purchase) => purchase.user === user && purchase.day < day)
          .sort((a, b) => a.day - b.day);
        const firsts = mine.filter(({ item }, n) => mine.findIndex((other) => other.item === item) === n);
        const days = [...new Set(mine.map((purchase) => purchase.day))].slice(-5);
        const latest = mine.filter((purchase) => days.includes(purchase.day));
        expect(own.share).toBeCloseTo(mine.length === 0 ? 0 : firsts.length / mine.length);
        const latestNew = firsts.filter((purchase) => days.includes(purchase.day)).length;
        expect(own.latestShare).toBeCloseTo(mine.length === 0 ? 0 : latestNew / latest.length);
        expect(own.latestSize).toBeCloseTo(mine.length === 0 ? 0 : latest.length / days.length);
        expect(own.lastSize).toBe(mine.filter((purchase) => purchase.day === days.at(-1)).length);
        own.groups.forEach(({ distinct, tried, lastTried }, l) => {
          for (const group of new Set(LEVELS[l]!)) {
            const number = history.groups[l]!.groups.numberOf(group);
            if (group < 0) continue;
            const of = firsts.filter(({ item }) => LEVELS[l]![item] === group);
            expect(distinct[number]).toBe(of.length);
            expect(tried[number]).toBeCloseTo(of.reduce((sum, p) => sum + Math.exp((p.day - day) / 60), 0));
            if (of.length > 0) expect(lastTried[number]).toBe(of.at(-1)!.day);
          }
        });
      }),
    );
  });
});

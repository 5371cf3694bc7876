import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forgottenUntil, objects, type Wish, wishedAt } from './forgotten-until.js';
import { Objection } from './generated/stars/v1/user.js';

const { OBJECTION_MADE: MADE, OBJECTION_WITHDRAWN: WITHDRAWN } = Objection;
const after = (wishes: readonly Wish[]): number | undefined =>
  wishes.reduce<number | undefined>((until, wish) => forgottenUntil(until, wish) ?? until, undefined);

it('keeps an objection through deletions, until it is withdrawn', () => {
  const now = Date.now();
  expect(objects(after([{ time: now }]))).toBe(false);
  const objected = after([{ time: 5 }, { time: now, objection: MADE }, { time: now + 1 }])!;
  expect(objects(objected)).toBe(true);
  expect(objected).toBeGreaterThan(8.64e15 / 2);
  expect(wishedAt(objected)).toBe(now);
  expect(
    after([
      { time: now, objection: MADE },
      { time: now + 2, objection: WITHDRAWN },
    ]),
  ).toBe(now + 2);
});

it('wishes that come again change nothing', () => {
  const objection = fc.constantFrom(undefined, MADE, WITHDRAWN);
  const wishes = fc
    .array(fc.record({ time: fc.nat(50), objection }), { minLength: 1, maxLength: 12 })
    .map((list) => [...new Map(list.map((wish) => [wish.time, wish])).values()].sort((a, b) => a.time - b.time));
  fc.assert(
    fc.property(wishes, fc.array(fc.tuple(fc.nat(), fc.nat())), (list, again) => {
      const replayed: Wish[] = [...list];
      // Each after it came the first time, and also after later ones.
      for (const [which, where] of again) {
        const wish = list[which % list.length]!;
        const first = replayed.indexOf(wish);
        replayed.splice(first + 1 + (where % (replayed.length - first)), 0, wish);
      }
      expect(after(replayed)).toBe(after(list));
    }),
  );
});

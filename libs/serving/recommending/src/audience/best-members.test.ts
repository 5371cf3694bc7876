import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BestMembers } from './best-members.js';

const member = fc.record({
  userId: fc.stringMatching(/^[a-z]{1,2}$/),
  itemId: fc.constant('i'),
  score: fc.integer({ max: 9 }),
});
const members = fc.uniqueArray(member, { selector: ({ userId }) => userId, maxLength: 60 });

it('has the k best, each once, as a sort of all has them', () => {
  fc.assert(
    fc.property(members, fc.integer({ min: 1, max: 9 }), (all, k) => {
      const best = new BestMembers(k);
      // A scan may name a user twice.
      for (const each of [...all, ...all.slice(0, 5)]) best.add(each);
      const sorted = all.toSorted((a, b) => b.score - a.score || (a.userId < b.userId ? -1 : 1));
      expect(best.list()).toEqual(sorted.slice(0, k));
    }),
  );
});

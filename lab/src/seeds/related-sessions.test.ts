import type { EvaluationSession, EvaluationSet } from '@stars/replay';
import { expect, it } from 'vitest';
import { type Relation, relatedSessions } from './related-sessions.js';

/** Items 0 and 1 are of one category, 2 and 3 of another; nothing is known of item 4. */
const CATEGORIES = Int32Array.of(0, 0, 1, 1, -1);

/** @param history, basket Items of one session. */
function related(
  relation: Relation,
  history: number[],
  basket: number[],
): Pick<EvaluationSession, 'seeds' | 'target'>[] {
  const session = { historyFrom: 0, historyTo: history.length, target: Uint32Array.from(basket) };
  const set = { sessions: [session], log: { item: history }, catalogueOf: Int32Array.from([0, 1, 2, 3, 4]) };
  const sessions = relatedSessions(set as unknown as EvaluationSet, CATEGORIES, relation);
  return sessions.map(({ seeds, target }) => ({ seeds, target }));
}

it('goes with: from an item of the basket to those of other categories', () => {
  const [found] = related('goes with', [], [0, 1, 2]);
  const expected = found!.seeds![0] === 2 ? [0, 1] : [2];
  expect([...found!.target]).toEqual(expected);
  expect(related('goes with', [3], [0, 1])).toEqual([]);
  expect(related('goes with', [], [0, 4])).toEqual([]);
});

it('alternative: from what the user last had of a category to another item of it that is bought', () => {
  expect(related('alternative', [3, 1, 4], [0, 4])).toEqual([{ seeds: Uint32Array.of(1), target: Uint32Array.of(0) }]);
  // It is bought again, so nothing took its place; or nothing of the category was known.
  expect(related('alternative', [0], [0, 1])).toEqual([]);
  expect(related('alternative', [2], [0])).toEqual([]);
});

import { CandidateSource } from '@stars/contracts';
import type { KnownCandidates, SecondStageServing } from '@stars/ranking';
import { vi } from 'vitest';
import { newTestExplainable } from './new-test-explainable.js';

/** What a second stage has in memory; repeat candidates are apples, then rye. */
export const newTestKnown = (changes: Partial<KnownCandidates> = {}): KnownCandidates => ({
  depth: { own: 2, searched: 2, coldStartItems: 0 },
  region: 'north',
  own: ['apple', 'rye'],
  others: ['soap', 'pear'],
  sources: [CandidateSource.CANDIDATE_SOURCE_POPULAR, CandidateSource.CANDIDATE_SOURCE_SIMILAR],
  ...changes,
});

/** A second stage that has these candidates in memory and ranks eligible items by their ids; its methods are spies. */
export const newTestSecondStage = (changes: Partial<KnownCandidates> = {}) => ({
  gather: vi.fn<SecondStageServing['gather']>(async () => newTestKnown(changes)),
  admit: vi.fn<SecondStageServing['admit']>(async () => []),
  score: vi.fn<SecondStageServing['score']>(({ own }, { eligible, found }, count) =>
    [...eligible.ids, ...found.ids]
      .sort()
      .slice(0, count)
      .map((itemId, place) => ({
        itemId,
        score: -place,
        own: own.includes(itemId),
        explainable: newTestExplainable({ base: -place }),
      })),
  ),
});

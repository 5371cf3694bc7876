import { CandidateSource, ScoreParts } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { offsetShares } from './offset-watch.js';

const { CANDIDATE_SOURCE_GENERAL_INTEREST: GENERAL, CANDIDATE_SOURCE_NEXT_INTENT: NEXT } = CandidateSource;
const item = (source: CandidateSource, parts: Partial<ScoreParts>) => ({
  source,
  scoreParts: ScoreParts.fromPartial(parts),
});

describe('offsetShares', () => {
  it('are of the inner product that found an item and of all that was added, by size, and the mean over items', () => {
    const shares = offsetShares([
      item(NEXT, { generalInterest: 50, nextIntent: -6, offsets: { heat: 1, rain: -3 } }),
      item(GENERAL, { generalInterest: 1, nextIntent: 50, offsets: { heat: -1 } }),
    ]);
    expect(shares.get('heat')).toBeCloseTo((0.1 + 0.5) / 2);
    expect(shares.get('rain')).toBeCloseTo(0.3 / 2);
  });

  it('are of items with score parts alone, and never no number', () => {
    const shares = offsetShares([
      item(NEXT, { nextIntent: 1, offsets: { heat: 1 } }),
      { source: NEXT, scoreParts: undefined },
    ]);
    expect([...shares]).toEqual([['heat', 0.5]]);
    expect(offsetShares([item(NEXT, { offsets: { heat: 0 } })]).size).toBe(0);
    expect(offsetShares([]).size).toBe(0);
  });
});

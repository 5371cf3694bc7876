import { CandidateSource, RecommendMode } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { rank, shortfalls } from './recommend-lists.js';
import type { Candidate } from './round-robin.js';

const found = (ids: string): Candidate[] => [...ids].map((itemId, i) => ({ itemId, score: 10 - i }));
const popular = { source: CandidateSource.CANDIDATE_SOURCE_POPULAR, items: found('apq') };
const newest = { source: CandidateSource.CANDIDATE_SOURCE_NEWEST, items: found('qn') };
const GENERAL = RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST;
const NEXT = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
const ROUND_ROBIN = RecommendMode.RECOMMEND_MODE_ROUND_ROBIN;
const BUY_AGAIN = RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN;
const UNSPECIFIED = RecommendMode.RECOMMEND_MODE_UNSPECIFIED;

const idsOf = (ranking: ReturnType<typeof rank>): string => ranking.map((item) => item.itemId).join('');

describe('rank', () => {
  it.each([
    [GENERAL, 'xyz'],
    [NEXT, 'abc'],
    [ROUND_ROBIN, 'axb'],
    [BUY_AGAIN, 'oax'],
    [UNSPECIFIED, 'oax'],
  ])('mode %i gives %s', (mode, expected) => {
    const own = { general: found('xyz'), next: found('abc'), buyAgain: found('op') };
    const ranking = rank({ mode, ...own, pool: 3, fallback: [popular] });
    expect(idsOf(ranking)).toBe(expected);
  });

  it('fills up from the fallback lists in their order, without duplicates and with score 0', () => {
    const ranking = rank({ mode: NEXT, next: found('a'), pool: 4, fallback: [popular, newest] });
    expect(ranking).toEqual([
      { itemId: 'a', score: 10, source: CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT, position: 0 },
      { itemId: 'p', score: 0, source: CandidateSource.CANDIDATE_SOURCE_POPULAR, position: 1 },
      { itemId: 'q', score: 0, source: CandidateSource.CANDIDATE_SOURCE_POPULAR, position: 2 },
      { itemId: 'n', score: 0, source: CandidateSource.CANDIDATE_SOURCE_NEWEST, position: 3 },
    ]);
  });

  it('interleaves the lists, repeat candidates first, each item once, and goes on if one ends', () => {
    const own = { general: found('xbyz'), next: found('abcd'), buyAgain: found('pa') };
    const ranking = rank({ mode: BUY_AGAIN, ...own, pool: 8 });
    expect(idsOf(ranking)).toBe('paxbyczd');
    const sources = ranking.slice(0, 4).map(({ source }) => source);
    expect(sources).toEqual([
      CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN,
      CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT,
      CandidateSource.CANDIDATE_SOURCE_GENERAL_INTEREST,
      CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT,
    ]);
  });

  it('puts the second stage first and fills the places after it by round robin', () => {
    const secondStage = [...'bj'].map((itemId, i) => ({
      itemId,
      score: -i,
      source: CandidateSource.CANDIDATE_SOURCE_POPULAR,
    }));
    const own = { general: found('xbj'), next: found('abc'), buyAgain: found('oj') };
    const ranking = rank({
      mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE,
      secondStage,
      ...own,
      pool: 5,
      fallback: [popular],
    });
    expect(idsOf(ranking)).toBe('bjoax');
    expect(ranking.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    expect(ranking[1]).toEqual({ ...secondStage[1], position: 1 });
    expect(idsOf(rank({ mode: RecommendMode.RECOMMEND_MODE_SECOND_STAGE, secondStage, ...own, pool: 1 }))).toBe('b');
    // All k may have to come from one list's first k.
    expect(idsOf(rank({ mode: NEXT, secondStage, next: found('bjxyz'), pool: 5 }))).toBe('bjxyz');
  });

  it('is RR without repeat candidates, and has repeat candidates without vectors', () => {
    const both = { general: found('xyz'), next: found('abc'), pool: 5 };
    const plain = rank({ mode: ROUND_ROBIN, ...both });
    expect(rank({ mode: BUY_AGAIN, ...both, buyAgain: [] })).toEqual(plain);
    expect(rank({ mode: BUY_AGAIN, ...both })).toEqual(plain);
    expect(idsOf(rank({ mode: BUY_AGAIN, buyAgain: found('ob'), pool: 3, fallback: [popular] }))).toBe('oba');
  });
});

describe('shortfalls', () => {
  it('say what a list lacks', () => {
    const codesOf = (of: Parameters<typeof shortfalls>[0]) => shortfalls(of).map(({ code }) => code);
    expect(codesOf({ shown: 2, found: 2, personal: 2 })).toEqual([]);
    expect(codesOf({ shown: 9, found: 3, personal: 0 })).toEqual(['FALLBACK_ITEMS', 'FEWER_ITEMS']);
    expect(codesOf({ shown: 2, found: 2, personal: 2, overCap: 1 })).toEqual(['CATEGORY_CAP_EXCEEDED']);
    expect(shortfalls({ shown: 3, found: 3, personal: 2 })[0]!.message).toBe('1 of 3 items are not personal');
  });
});

import { CandidateSource, RecommendMode } from '@stars/contracts';
import { describe, expect, it } from 'vitest';
import { candidatesPerList, rank } from './recommend-lists.js';
import type { Candidate } from './round-robin.js';

const found = (ids: string): Candidate[] => [...ids].map((itemId, i) => ({ itemId, score: 10 - i }));
const popular = { source: CandidateSource.CANDIDATE_SOURCE_POPULAR, items: found('apq') };
const newest = { source: CandidateSource.CANDIDATE_SOURCE_NEWEST, items: found('qn') };
const GENERAL = RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST;
const NEXT = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
const ROUND_ROBIN = RecommendMode.RECOMMEND_MODE_ROUND_ROBIN;
const BUY_AGAIN = RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN;
const UNSPECIFIED = RecommendMode.RECOMMEND_MODE_UNSPECIFIED;

const idsOf = (ranking: ReturnType<typeof rank>): string => ranking.items.map((item) => item.itemId).join('');
const codesOf = (ranking: ReturnType<typeof rank>): string[] => ranking.degradations.map(({ code }) => code);

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
    expect(ranking.degradations).toEqual([]);
  });

  it('fills up from the fallback lists in their order, without duplicates and with score 0', () => {
    const ranking = rank({ mode: NEXT, next: found('a'), pool: 4, fallback: [popular, newest] });
    expect(ranking.items).toEqual([
      { itemId: 'a', score: 10, source: CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT, position: 0 },
      { itemId: 'p', score: 0, source: CandidateSource.CANDIDATE_SOURCE_POPULAR, position: 1 },
      { itemId: 'q', score: 0, source: CandidateSource.CANDIDATE_SOURCE_POPULAR, position: 2 },
      { itemId: 'n', score: 0, source: CandidateSource.CANDIDATE_SOURCE_NEWEST, position: 3 },
    ]);
    expect(codesOf(ranking)).toEqual(['FALLBACK_ITEMS']);
  });

  it('interleaves the lists, repeat candidates first, each item once, and goes on if one ends', () => {
    const own = { general: found('xbyz'), next: found('abcd'), buyAgain: found('pa') };
    const ranking = rank({ mode: BUY_AGAIN, ...own, pool: 8 });
    expect(idsOf(ranking)).toBe('paxbyczd');
    const sources = ranking.items.slice(0, 4).map(({ source }) => source);
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
      mode: RecommendMode.RECOMMEND_MODE_JOINT,
      joint: secondStage,
      ...own,
      pool: 5,
      fallback: [popular],
    });
    expect(idsOf(ranking)).toBe('bjoax');
    expect(ranking.items.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4]);
    expect(ranking.items[1]).toEqual({ ...secondStage[1], position: 1 });
    expect(ranking.degradations).toEqual([]);
    expect(idsOf(rank({ mode: RecommendMode.RECOMMEND_MODE_JOINT, joint: secondStage, ...own, pool: 1 }))).toBe('b');
    // All k may have to come from one list's first k.
    expect(idsOf(rank({ mode: NEXT, joint: secondStage, next: found('bjxyz'), pool: 5 }))).toBe('bjxyz');
  });

  it('is RR without repeat candidates, and has repeat candidates without vectors', () => {
    const both = { general: found('xyz'), next: found('abc'), pool: 5 };
    const plain = rank({ mode: ROUND_ROBIN, ...both });
    expect(rank({ mode: BUY_AGAIN, ...both, buyAgain: [] })).toEqual(plain);
    expect(rank({ mode: BUY_AGAIN, ...both })).toEqual(plain);
    const alone = rank({ mode: BUY_AGAIN, buyAgain: found('ob'), pool: 3, fallback: [popular] });
    expect(idsOf(alone)).toBe('oba');
    expect(alone.degradations).toMatchObject([
      { code: 'NO_USER_VECTOR', message: 'no vector of this user yet' },
      { code: 'FALLBACK_ITEMS', message: '1 of 3 items are not personal' },
    ]);
  });

  it('says if the user has no vector, and if there are too few items', () => {
    const unknown = rank({ mode: ROUND_ROBIN, pool: 9, fallback: [popular] });
    expect(idsOf(unknown)).toBe('apq');
    expect(codesOf(unknown)).toEqual(['NO_USER_VECTOR', 'FALLBACK_ITEMS', 'FEWER_ITEMS']);
    const half = rank({ mode: ROUND_ROBIN, next: found('ab'), pool: 2 });
    expect(idsOf(half)).toBe('ab');
    expect(codesOf(half)).toEqual(['NO_USER_VECTOR']);
    // A list that the mode does not use is not missed.
    expect(codesOf(rank({ mode: NEXT, next: found('ab'), pool: 2 }))).toEqual([]);
    expect(codesOf(rank({ mode: NEXT, next: [], pool: 2 }))).toEqual(['FEWER_ITEMS']);
  });
});

describe('candidatesPerList', () => {
  it('asks only for the lists of the mode, and for k of each', () => {
    expect(candidatesPerList(GENERAL, 7)).toEqual({ general: 7, next: 0, buyAgain: 0 });
    expect(candidatesPerList(NEXT, 7)).toEqual({ general: 0, next: 7, buyAgain: 0 });
    expect(candidatesPerList(ROUND_ROBIN, 7)).toEqual({ general: 7, next: 7, buyAgain: 0 });
    expect(candidatesPerList(BUY_AGAIN, 7)).toEqual({ general: 7, next: 7, buyAgain: 7 });
    expect(candidatesPerList(UNSPECIFIED, 7)).toEqual(candidatesPerList(BUY_AGAIN, 7));
  });
});

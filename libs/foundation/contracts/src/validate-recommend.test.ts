import { describe, expect, it } from 'vitest';
import { InteractionType } from './generated/stars/v1/interaction.js';
import {
  type CategoryCap,
  type Coverage,
  type Diversity,
  DiversityMethod,
  type Exploration,
  RecommendMode,
  type RecommendRequest,
  SimilarItemsRequest,
} from './generated/stars/v1/recommendation_service.js';
import { filterOf } from './testing/random-filter.js';
import { failureOf } from './testing/stars-failure.js';
import { validInteraction, validRecommend } from './testing/valid-messages.js';
import {
  recommendRequestFromJson,
  validateRecommendBatchRequest,
  validateRecommendRequest,
  validateSimilarItemsRequest,
} from './validate-recommend.js';

const diversity = (changes: Partial<Diversity>): Diversity => ({
  method: DiversityMethod.DIVERSITY_METHOD_UNSPECIFIED,
  strength: 0.3,
  relevanceBudget: undefined,
  ...changes,
});
const cap = (level: number | undefined): CategoryCap => ({ level, items: 2 });
const exploration = (changes: Partial<Exploration>): Exploration => ({
  places: 2,
  rate: 0.1,
  candidates: 0,
  seed: undefined,
  ...changes,
});
const coverage = (changes: Partial<Coverage>): Coverage => ({ places: 2, penalty: undefined, within: 0, ...changes });
const justNow = (changes = {}) => validInteraction({ userId: '', eventId: '', ...changes });

describe('validateRecommendRequest', () => {
  it('fills tenant, and the user and the ids of recent events, but leaves the mode open', () => {
    const request = validateRecommendRequest(validRecommend({ recentEvents: [justNow(), justNow()] }));
    expect(request).toMatchObject({ tenantId: 'default', mode: RecommendMode.RECOMMEND_MODE_UNSPECIFIED });
    expect(request.recentEvents.map(({ userId }) => userId)).toEqual(['u-1', 'u-1']);
    expect(new Set(request.recentEvents.map(({ eventId }) => eventId)).size).toBe(2);
    expect(request.recentEvents.every(({ eventId, tenantId }) => eventId !== '' && tenantId === 'default')).toBe(true);
  });

  const unknown = filterOf({ $case: 'in', value: { field: 'colour', values: ['x'] } });
  it.each<[Partial<RecommendRequest>, string]>([
    [{ userId: '' }, 'STARS_FIELD_REQUIRED user_id'],
    [{ k: -1 }, 'STARS_OUT_OF_RANGE k'],
    [{ k: 1_001 }, 'STARS_OUT_OF_RANGE k'],
    [{ k: 1_000_000 }, 'STARS_OUT_OF_RANGE k'],
    [{ k: 1.5 }, 'STARS_INVALID_FIELD k'],
    [{ mode: 99 as RecommendMode }, 'STARS_UNKNOWN_TYPE mode'],
    [{ mode: RecommendMode.RECOMMEND_MODE_GOES_WITH }, 'STARS_FIELD_REQUIRED seed_item_ids'],
    [{ mode: RecommendMode.RECOMMEND_MODE_NEWEST, candidateItemIds: ['i'] }, 'STARS_INVALID_FIELD candidate_item_ids'],
    [{ seedItemIds: Array(101).fill('i') }, 'STARS_TOO_LARGE seed_item_ids'],
    [{ seedItemIds: ['i'], seedWeights: [1, 2] }, 'STARS_INVALID_FIELD seed_weights'],
    [{ seedItemIds: ['i'], seedWeights: [-1] }, 'STARS_OUT_OF_RANGE seed_weights[0]'],
    [{ windowDays: 5 }, 'STARS_OUT_OF_RANGE window_days'],
    [{ mode: RecommendMode.UNRECOGNIZED }, 'STARS_UNKNOWN_TYPE mode'],
    [{ time: new Date(Number.NaN) }, 'STARS_INVALID_TIME time'],
    [{ filter: unknown }, 'STARS_UNKNOWN_FILTER_FIELD filter.in.field'],
    [{ filter: { expression: undefined } }, 'STARS_INVALID_FIELD filter'],
    [{ recentEvents: Array(201).fill(justNow()) }, 'STARS_TOO_LARGE recent_events'],
    [{ recentEvents: [justNow(), justNow({ itemId: '' })] }, 'STARS_FIELD_REQUIRED recent_events[1].item_id'],
    [{ recentEvents: [justNow({ userId: 'u-2' })] }, 'STARS_INVALID_FIELD recent_events[0].user_id'],
    [{ recentEvents: [justNow({ tenantId: 'other' })] }, 'STARS_INVALID_FIELD recent_events[0].tenant_id'],
    [{ excludeItemIds: ['i', ''] }, 'STARS_FIELD_REQUIRED exclude_item_ids[1]'],
    [{ excludeItemIds: Array(1001).fill('i') }, 'STARS_TOO_LARGE exclude_item_ids'],
    [{ candidateItemIds: ['i', ''] }, 'STARS_FIELD_REQUIRED candidate_item_ids[1]'],
    [{ candidateItemIds: Array.from({ length: 1001 }, (_, n) => `i${n}`), k: 0 }, 'STARS_TOO_LARGE candidate_item_ids'],
    [{ diversity: diversity({ method: 9 as DiversityMethod }) }, 'STARS_UNKNOWN_TYPE diversity.method'],
    [{ diversity: diversity({ strength: 1.1 }) }, 'STARS_OUT_OF_RANGE diversity.strength'],
    [{ diversity: diversity({ strength: Number.NaN }) }, 'STARS_OUT_OF_RANGE diversity.strength'],
    [{ diversity: diversity({ relevanceBudget: -1 }) }, 'STARS_OUT_OF_RANGE diversity.relevance_budget'],
    [{ categoryCaps: [{ level: 1, items: 0 }] }, 'STARS_OUT_OF_RANGE category_caps[0].items'],
    [{ categoryCaps: [{ level: 16, items: 1 }] }, 'STARS_OUT_OF_RANGE category_caps[0].level'],
    [{ categoryCaps: [cap(1), cap(undefined), cap(1)] }, 'STARS_INVALID_FIELD category_caps[2].level'],
    [{ exploration: exploration({ places: 11 }) }, 'STARS_OUT_OF_RANGE exploration.places'],
    [{ exploration: exploration({ rate: 2 }) }, 'STARS_OUT_OF_RANGE exploration.rate'],
    [{ exploration: exploration({ candidates: 101 }) }, 'STARS_OUT_OF_RANGE exploration.candidates'],
    [{ exploration: exploration({ seed: 0.5 }) }, 'STARS_INVALID_FIELD exploration.seed'],
    [{ coverage: coverage({ places: 11 }) }, 'STARS_OUT_OF_RANGE coverage.places'],
    [{ coverage: coverage({ penalty: -0.1 }) }, 'STARS_OUT_OF_RANGE coverage.penalty'],
    [{ coverage: coverage({ within: 1001 }) }, 'STARS_OUT_OF_RANGE coverage.within'],
    [{ fatigue: 10.1 }, 'STARS_OUT_OF_RANGE fatigue'],
    [{ deadlineMs: -1 }, 'STARS_OUT_OF_RANGE deadline_ms'],
  ])('refuses %#', (changes, failure) => {
    const request = validRecommend(changes);
    expect(failureOf(() => validateRecommendRequest(request))).toBe(failure);
    const [code, field] = failure.split(' ');
    expect(failureOf(() => validateRecommendRequest(request, 'requests[2]'))).toBe(`${code} requests[2].${field}`);
  });

  it('has a place for each candidate that it names, none twice, unless it says k', () => {
    const candidateItemIds = ['b', 'a', 'b'];
    const all = validateRecommendRequest(validRecommend({ k: 0, candidateItemIds }));
    expect([all.k, all.candidateItemIds]).toEqual([2, ['b', 'a']]);
    expect(validateRecommendRequest(validRecommend({ k: 1, candidateItemIds })).k).toBe(1);
  });

  it('takes k from 1 to 1000, and 10 if there is none', () => {
    for (const k of [1, 1000]) expect(validateRecommendRequest(validRecommend({ k })).k).toBe(k);
    expect(validateRecommendRequest(validRecommend({ k: 0 })).k).toBe(10);
    const exploration = (places: number) => ({ places, rate: 0.1, candidates: 0, seed: undefined });
    expect(validateRecommendRequest(validRecommend({ k: 0, exploration: exploration(10) })).k).toBe(10);
    expect(failureOf(() => validateRecommendRequest(validRecommend({ k: 0, exploration: exploration(11) })))).toBe(
      'STARS_OUT_OF_RANGE exploration.places',
    );
  });
});

describe('the other requests', () => {
  it('limit a batch, and leave the checks of its elements to each answer', () => {
    const bad = validRecommend({ k: 1_001 });
    expect(validateRecommendBatchRequest({ requests: [bad] }).requests).toEqual([bad]);
    expect(failureOf(() => validateRecommendBatchRequest({ requests: [] }))).toBe('STARS_FIELD_REQUIRED requests');
    const requests = Array(1001).fill(bad);
    expect(failureOf(() => validateRecommendBatchRequest({ requests }))).toBe('STARS_TOO_LARGE requests');
    const places = (k: number, count: number) => ({ requests: Array(count).fill(validRecommend({ k })) });
    expect(validateRecommendBatchRequest(places(0, 1000)).requests).toHaveLength(1000);
    expect(failureOf(() => validateRecommendBatchRequest(places(100, 101)))).toBe('STARS_TOO_LARGE requests');
    const candidates = validRecommend({ k: 0, candidateItemIds: Array(100).fill('i') });
    expect(failureOf(() => validateRecommendBatchRequest({ requests: Array(101).fill(candidates) }))).toBe(
      'STARS_TOO_LARGE requests',
    );
  });

  it('need an item to be similar to', () => {
    const request = SimilarItemsRequest.fromPartial({ itemId: 'i', k: 3 });
    expect(validateSimilarItemsRequest(request).tenantId).toBe('default');
    expect(failureOf(() => validateSimilarItemsRequest({ ...request, itemId: '' }))).toBe(
      'STARS_FIELD_REQUIRED item_id',
    );
    expect(failureOf(() => validateSimilarItemsRequest({ ...request, k: 1_001 }))).toBe('STARS_OUT_OF_RANGE k');
    expect(validateSimilarItemsRequest({ ...request, k: 0 }).k).toBe(10);
  });
});

describe('recommendRequestFromJson', () => {
  it.each(['second_stage', 'RECOMMEND_MODE_SECOND_STAGE'])('knows the mode %s', (mode) => {
    const request = validateRecommendRequest(recommendRequestFromJson({ user_id: 'u', k: 1, mode }));
    expect(request.mode).toBe(RecommendMode.RECOMMEND_MODE_SECOND_STAGE);
  });

  it.each(['rr_bi', 'round_robin_buy_again', 'RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN'])('knows the mode %s', (mode) => {
    const request = recommendRequestFromJson({ user_id: 'u', k: 3, mode });
    expect(request.mode).toBe(RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN);
  });

  it('reads a body', () => {
    const recent = { item_id: 'i', type: 'purchase', time: '2017-12-01T10:00:00Z' };
    const request = recommendRequestFromJson({ user_id: 'u', k: 3, mode: 'ni', recent_events: [recent] });
    expect(request).toMatchObject({
      userId: 'u',
      k: 3,
      mode: RecommendMode.RECOMMEND_MODE_NEXT_INTENT,
      time: undefined,
    });
    expect(request.recentEvents[0]).toMatchObject({ userId: 'u', type: InteractionType.INTERACTION_TYPE_PURCHASE });
  });

  it('reads the rules of a list, and leaves absent ones absent', () => {
    const rules = {
      exclude_item_ids: ['a'],
      exclude_purchased: true,
      diversity: { method: 'dpp', strength: 0.4 },
      category_caps: [{ items: 3 }],
      coverage: { places: 2 },
      exploration: { places: 1, rate: 0.1, seed: 7 },
      fatigue: 0.5,
      explain: false,
      deadline_ms: 40,
    };
    expect(recommendRequestFromJson({ user_id: 'u', k: 3, ...rules })).toMatchObject({
      excludeItemIds: ['a'],
      excludePurchased: true,
      diversity: { method: DiversityMethod.DIVERSITY_METHOD_DPP, strength: 0.4, relevanceBudget: undefined },
      categoryCaps: [{ level: undefined, items: 3 }],
      coverage: { places: 2, penalty: undefined, within: 0 },
      exploration: { places: 1, rate: 0.1, candidates: 0, seed: 7 },
      fatigue: 0.5,
      explain: false,
      deadlineMs: 40,
    });
    expect(recommendRequestFromJson({ user_id: 'u' })).toMatchObject({
      k: 10,
      excludeItemIds: [],
      excludePurchased: undefined,
      diversity: undefined,
      categoryCaps: [],
      coverage: undefined,
      exploration: undefined,
      fatigue: undefined,
      explain: undefined,
      deadlineMs: 0,
    });
  });

  it.each<[object, string]>([
    [{ diversity: { method: 'best' } }, 'STARS_UNKNOWN_TYPE diversity.method'],
    [{ diversity: { strenght: 1 } }, 'STARS_INVALID_FIELD diversity.strenght'],
    [{ category_caps: [{ item: 1 }] }, 'STARS_INVALID_FIELD category_caps[0].item'],
    [{ exploration: { slots: 1 } }, 'STARS_INVALID_FIELD exploration.slots'],
    [{ coverage: { slots: 1 } }, 'STARS_INVALID_FIELD coverage.slots'],
    [{ explain: 'yes' }, 'STARS_INVALID_FIELD explain'],
    [{ k: '3' }, 'STARS_INVALID_FIELD k'],
    [{ k: -3 }, 'STARS_OUT_OF_RANGE k'],
    [{ mode: 'best' }, 'STARS_UNKNOWN_TYPE mode'],
    [{ fliter: {} }, 'STARS_INVALID_FIELD fliter'],
    [{ filter: { in: { field: 'colour' } } }, 'STARS_UNKNOWN_FILTER_FIELD filter.in.field'],
    [{ recent_events: [{ tpye: 'view' }] }, 'STARS_INVALID_FIELD recent_events[0].tpye'],
  ])('refuses %j', (changes, failure) => {
    expect(failureOf(() => recommendRequestFromJson({ user_id: 'u', k: 3, ...changes }))).toBe(failure);
  });
});

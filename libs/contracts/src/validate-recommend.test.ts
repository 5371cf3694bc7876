import { describe, expect, it } from 'vitest';
import { InteractionType } from './generated/stars/v1/interaction.js';
import { RecommendMode, type RecommendRequest } from './generated/stars/v1/recommendation_service.js';
import { recommendRequestFromJson } from './recommend-from-json.js';
import { filterOf } from './testing/random-filter.js';
import { failureOf } from './testing/stars-failure.js';
import { validInteraction, validRecommend } from './testing/valid-messages.js';
import {
  validateRecommendBatchRequest,
  validateRecommendRequest,
  validateSimilarItemsRequest,
} from './validate-recommend.js';

const justNow = (changes = {}) => validInteraction({ userId: '', eventId: '', ...changes });

describe('validateRecommendRequest', () => {
  it('fills tenant, and the user and the ids of recent events; which mode is left to who serves', () => {
    const request = validateRecommendRequest(validRecommend({ recentEvents: [justNow(), justNow()] }));
    expect(request).toMatchObject({ tenantId: 'default', mode: RecommendMode.RECOMMEND_MODE_UNSPECIFIED });
    expect(request.recentEvents.map(({ userId }) => userId)).toEqual(['u-1', 'u-1']);
    expect(new Set(request.recentEvents.map(({ eventId }) => eventId)).size).toBe(2);
    expect(request.recentEvents.every(({ eventId, tenantId }) => eventId !== '' && tenantId === 'default')).toBe(true);
  });

  const unknown = filterOf({ $case: 'in', value: { field: 'colour', values: ['x'] } });
  it.each<[Partial<RecommendRequest>, string]>([
    [{ userId: '' }, 'STARS_FIELD_REQUIRED user_id'],
    [{ k: 0 }, 'STARS_OUT_OF_RANGE k'],
    [{ k: 1_001 }, 'STARS_OUT_OF_RANGE k'],
    [{ k: 1_000_000 }, 'STARS_OUT_OF_RANGE k'],
    [{ k: 1.5 }, 'STARS_INVALID_FIELD k'],
    [{ mode: 9 as RecommendMode }, 'STARS_UNKNOWN_TYPE mode'],
    [{ mode: RecommendMode.UNRECOGNIZED }, 'STARS_UNKNOWN_TYPE mode'],
    [{ time: new Date(Number.NaN) }, 'STARS_INVALID_TIME time'],
    [{ filter: unknown }, 'STARS_UNKNOWN_FILTER_FIELD filter.in.field'],
    [{ filter: { expression: undefined } }, 'STARS_INVALID_FIELD filter'],
    [{ recentEvents: Array(201).fill(justNow()) }, 'STARS_TOO_LARGE recent_events'],
    [{ recentEvents: [justNow(), justNow({ itemId: '' })] }, 'STARS_FIELD_REQUIRED recent_events[1].item_id'],
    [{ recentEvents: [justNow({ userId: 'u-2' })] }, 'STARS_INVALID_FIELD recent_events[0].user_id'],
    [{ recentEvents: [justNow({ tenantId: 'other' })] }, 'STARS_INVALID_FIELD recent_events[0].tenant_id'],
  ])('refuses %#', (changes, failure) => {
    const request = validRecommend(changes);
    expect(failureOf(() => validateRecommendRequest(request))).toBe(failure);
    const [code, field] = failure.split(' ');
    expect(failureOf(() => validateRecommendRequest(request, 'requests[2]'))).toBe(`${code} requests[2].${field}`);
  });

  it('takes k from 1 to 1000', () => {
    for (const k of [1, 1000]) expect(validateRecommendRequest(validRecommend({ k })).k).toBe(k);
  });
});

describe('the other requests', () => {
  it('bound a batch, and leave its elements to be answered one by one', () => {
    const bad = validRecommend({ k: 0 });
    expect(validateRecommendBatchRequest({ requests: [bad] }).requests).toEqual([bad]);
    expect(failureOf(() => validateRecommendBatchRequest({ requests: [] }))).toBe('STARS_FIELD_REQUIRED requests');
    const requests = Array(1001).fill(bad);
    expect(failureOf(() => validateRecommendBatchRequest({ requests }))).toBe('STARS_TOO_LARGE requests');
  });

  it('need an item to be similar to', () => {
    const request = { tenantId: '', itemId: 'i', k: 3, region: '', filter: undefined };
    expect(validateSimilarItemsRequest(request).tenantId).toBe('default');
    expect(failureOf(() => validateSimilarItemsRequest({ ...request, itemId: '' }))).toBe(
      'STARS_FIELD_REQUIRED item_id',
    );
    expect(failureOf(() => validateSimilarItemsRequest({ ...request, k: 0 }))).toBe('STARS_OUT_OF_RANGE k');
  });
});

describe('recommendRequestFromJson', () => {
  it.each(['joint', 'RECOMMEND_MODE_JOINT'])('knows the mode %s', (mode) => {
    const request = validateRecommendRequest(recommendRequestFromJson({ user_id: 'u', k: 1, mode }));
    expect(request.mode).toBe(RecommendMode.RECOMMEND_MODE_JOINT);
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

  it.each<[object, string]>([
    [{ k: '3' }, 'STARS_INVALID_FIELD k'],
    [{ k: undefined }, 'STARS_OUT_OF_RANGE k'],
    [{ mode: 'best' }, 'STARS_UNKNOWN_TYPE mode'],
    [{ fliter: {} }, 'STARS_INVALID_FIELD fliter'],
    [{ filter: { in: { field: 'colour' } } }, 'STARS_UNKNOWN_FILTER_FIELD filter.in.field'],
    [{ recent_events: [{ tpye: 'view' }] }, 'STARS_INVALID_FIELD recent_events[0].tpye'],
  ])('refuses %j', (changes, failure) => {
    expect(failureOf(() => recommendRequestFromJson({ user_id: 'u', k: 3, ...changes }))).toBe(failure);
  });
});

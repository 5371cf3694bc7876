import { StarsError } from '@stars/errors';
import { replacing } from '@stars/platform/testing';
import { describe, expect, it } from 'vitest';
import { newTestGateway } from './testing/new-test-gateway.js';
import { codesOf, idsOf, recommendRequest as request } from './testing/recommend-call.js';

describe('Recommend, degraded', () => {
  it('serves repeat candidates and the newest before the first model', async () => {
    const gateway = await newTestGateway({ withModel: false });
    const answer = await gateway.recommendations.recommend(request({ region: 'south' }));
    expect(idsOf(answer)).toEqual(['rye', 'apple', 'bleach']);
    expect(codesOf(answer)).toEqual(['STARS_MODEL_NOT_READY', 'FALLBACK_ITEMS']);
    expect(answer.modelVersion).toBe('');
    const similar = await gateway.post('/v1/similar-items', { item_id: 'apple', k: 1 });
    expect(similar).toMatchObject({ status: 503, body: { error: { code: 'STARS_MODEL_NOT_READY' } } });
    await gateway.close();
  });

  const away = () => Promise.reject(new StarsError('STARS_UNAVAILABLE', 'no connection'));
  it('serves popular items while the profile store is away', async () => {
    const gateway = await newTestGateway({
      deps: ({ profiles }) => ({ profiles: Object.assign(Object.create(profiles), { get: away, marks: away }) }),
    });
    const answer = await gateway.recommendations.recommend(request());
    expect(idsOf(answer)).toEqual(['soap', 'apple', 'rye']);
    expect(codesOf(answer)).toEqual(['STARS_UNAVAILABLE', 'FALLBACK_ITEMS']);
    await gateway.close();
  });

  it('serves a user of the last minute from the last good profile while the store is away, and says so', async () => {
    let failing = false;
    const gateway = await newTestGateway({
      deps: ({ profiles }) => ({
        profiles: Object.assign(Object.create(profiles), {
          get: (...asked: Parameters<typeof profiles.get>) => (failing ? away() : profiles.get(...asked)),
        }),
      }),
    });
    const whole = await gateway.recommendations.recommend(request());
    expect(codesOf(whole)).toEqual([]);
    failing = true;
    const stale = await gateway.recommendations.recommend(request());
    expect(idsOf(stale)).toEqual(idsOf(whole));
    expect(stale.vectorTime).toEqual(whole.vectorTime);
    expect(codesOf(stale)).toEqual(['STARS_UNAVAILABLE']);
    await gateway.close();
  });

  it('serves repeat candidates and popular items while the vector index is away', async () => {
    const gateway = await newTestGateway({
      deps: ({ vectors }) => ({ vectors: replacing(vectors, { search: away }) }),
    });
    const answer = await gateway.recommendations.recommend(request());
    expect(idsOf(answer)).toEqual(['rye', 'apple', 'soap']);
    expect(codesOf(answer)).toContain('STARS_UNAVAILABLE');
    await gateway.close();
  });

  it('serves personal items without titles while the catalogue is away', async () => {
    const gateway = await newTestGateway({
      deps: ({ catalog }) => ({ catalog: replacing(catalog, { get: away }) }),
    });
    const answer = await gateway.recommendations.recommend(request());
    expect(idsOf(answer)[0]).toBe('rye');
    expect(answer.items.map((item) => item.title)).toEqual(['', '', '']);
    expect(codesOf(answer)).toEqual(['STARS_UNAVAILABLE']);
    await gateway.close();
  });

  it('answers with STARS_DEADLINE_EXCEEDED in time, and refuses requests beyond its limit', async () => {
    const held = Promise.withResolvers<never[]>();
    const gateway = await newTestGateway({
      deps: ({ vectors }) => ({
        vectors: Object.assign(Object.create(vectors), { getVectors: () => held.promise }),
        limits: { requestMs: 150, recommendations: { concurrent: 1, queued: 1 } },
      }),
    });
    // A recommendation degrades instead; similar items have no fallback.
    const body = { item_id: 'apple', k: 1 };
    const answers = await Promise.all([1, 2, 3].map(() => gateway.post('/v1/similar-items', body)));
    const codes = answers.map((answer) => answer.body.error.code).sort();
    expect(codes).toEqual(['STARS_DEADLINE_EXCEEDED', 'STARS_DEADLINE_EXCEEDED', 'STARS_OVERLOADED']);
    expect(answers.map((answer) => answer.status).sort()).toEqual([429, 504, 504]);
    held.resolve([]);
    await gateway.close();
  });
});

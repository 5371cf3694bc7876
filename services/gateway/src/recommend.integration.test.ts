import {
  CandidateSource,
  Interaction,
  InteractionType,
  RecommendMode,
  type RecommendRequest,
  SimilarItemsRequest,
} from '@stars/contracts';
import { PlainModel } from '@stars/recommending/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';
import { codesOf, idsOf, recommendRequest as request } from './testing/recommend-call.js';

describe('Recommend', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await newTestGateway();
  });
  afterAll(() => gateway.close());

  it('answers over gRPC and HTTP, by POST and GET, with the same list', async () => {
    const grpc = await gateway.recommendations.recommend(request({ k: 5, region: 'north' }));
    const body = { user_id: SEEDED.fruitUser, k: 5, region: 'north' };
    const posted = await gateway.post('/v1/recommend', body);
    const got = await gateway.get(`/v1/recommend?user_id=${SEEDED.fruitUser}&k=5&region=north`);
    expect(posted.status).toBe(200);
    expect(got.status).toBe(200);
    // Rye was bought last; h_next is its vector, h_gen the mean of apple's and rye's: the three lists are merged round robin.
    expect(idsOf(grpc)).toEqual(['rye', 'roll', 'apple', 'plum', 'pear']);
    const http = (answer: typeof posted) => answer.body.items.map((item: { item_id: string }) => item.item_id);
    expect(http(posted)).toEqual(idsOf(grpc));
    expect(http(got)).toEqual(idsOf(grpc));
    expect(posted.body.items[0]).toMatchObject({
      item_id: 'rye',
      position: 0,
      source: 'buy_again',
      title: 'Rye bread',
      reason: 'You bought this on 20 Nov 2017',
    });
    expect(posted.body).toMatchObject({
      model_version: 'm1',
      degradations: [],
      vector_time: new Date(SEEDED.lastPurchase).toISOString(),
    });
    expect(posted.body.recommendation_id).not.toBe(got.body.recommendation_id);
  });

  it('interleaves only the two searches in mode ROUND_ROBIN', async () => {
    const answer = await gateway.recommendations.recommend(
      request({ k: 5, region: 'north', mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN }),
    );
    expect(idsOf(answer)).toEqual(['rye', 'apple', 'roll', 'pear', 'plum']);
    expect(answer.items[0]!.source).toBe(CandidateSource.CANDIDATE_SOURCE_NEXT_INTENT);
  });

  it('lists repeat candidates that are eligible and known, as of the time of the request', async () => {
    const bought = (itemId: string, hours: number) =>
      Interaction.fromPartial({
        itemId,
        type: InteractionType.INTERACTION_TYPE_PURCHASE,
        time: new Date(SEEDED.lastPurchase + hours * 3_600_000),
      });
    const recentEvents = [bought('pear', 1), bought('discontinued', 2), bought('apple', 3), bought('apple', 4)];
    const ownOf = async (part: Partial<RecommendRequest>) => {
      const { items } = await gateway.recommendations.recommend(request({ k: 7, recentEvents, ...part }));
      expect(new Set(items.map(({ itemId }) => itemId)).size).toBe(items.length);
      return items.filter(({ source }) => source === CandidateSource.CANDIDATE_SOURCE_BUY_AGAIN);
    };
    const north = await ownOf({ region: 'north' });
    expect(north[0]).toMatchObject({ itemId: 'apple', reason: 'You bought this 3 times, last on 20 Nov 2017' });
    expect(north[0]!.score).toBeCloseTo(2 * Math.exp(-10.3 / 90) + Math.exp(-11.5 / 90), 2);
    expect(idsOf({ items: north })).not.toContain('discontinued');
    const bread = { expression: { $case: 'in' as const, value: { field: 'category', values: ['bread'] } } };
    expect(idsOf({ items: await ownOf({ filter: bread }) })).toEqual(['rye']);
    // An hour before apples were bought again; pears are sold out in the south.
    const time = new Date(SEEDED.lastPurchase + 2 * 3_600_000);
    expect((await ownOf({ time, region: 'north' }))[0]).toMatchObject({ itemId: 'pear', position: 0 });
    expect((await ownOf({ time, region: 'south' }))[0]).toMatchObject({ itemId: 'rye', position: 0 });
  });

  it('searches with the vector that the mode names', async () => {
    const next = await gateway.recommendations.recommend(
      request({ region: 'south', mode: RecommendMode.RECOMMEND_MODE_NEXT_INTENT }),
    );
    expect(idsOf(next)).toEqual(['rye', 'roll', 'plum']);
    const general = await gateway.recommendations.recommend(
      request({ region: 'south', mode: RecommendMode.RECOMMEND_MODE_GENERAL_INTEREST }),
    );
    expect(idsOf(general)).toEqual(['rye', 'apple', 'plum']);
    // The mean of (1, 0, 0) and (0.1, 1, 0), times rye's (0.1, 1, 0).
    expect(general.items[0]!.score).toBeCloseTo(0.555, 6);
  });

  it('obeys filter and region, in fallbacks too', async () => {
    const south = await gateway.recommendations.recommend(request({ k: 7, region: 'south' }));
    expect(idsOf(south)).not.toContain('pear');
    expect(idsOf(south)).toHaveLength(6);
    const cheap = { expression: { $case: 'range' as const, value: { field: 'price', min: undefined, max: 2 } } };
    const stranger = await gateway.recommendations.recommend(request({ userId: 'stranger', k: 7, filter: cheap }));
    // Popular first, in the table's order, then other cheap items.
    expect(idsOf(stranger)).toEqual(['soap', 'apple', 'roll']);
    expect(codesOf(stranger)).toEqual(['STARS_UNKNOWN_USER', 'FALLBACK_ITEMS', 'FEWER_ITEMS']);
  });

  it('gives an unknown user what is popular in the region, and says so', async () => {
    const answer = await gateway.recommendations.recommend(request({ userId: 'stranger', k: 2, region: 'north' }));
    expect(answer.items).toMatchObject([
      { itemId: 'pear', score: 0, reason: 'Popular in north' },
      { itemId: 'soap', score: 0 },
    ]);
    expect(codesOf(answer)).toContain('STARS_UNKNOWN_USER');
    expect(answer.vectorTime).toBeUndefined();
  });

  it('encodes a history that the embedder has not encoded yet', async () => {
    const answer = await gateway.recommendations.recommend(request({ userId: SEEDED.notEncoded, k: 2 }));
    expect(idsOf(answer)).toEqual(['soap', 'bleach']);
    expect(codesOf(answer)).toEqual([]);
  });

  it('encodes recent events only while the stored vectors do not include them', async () => {
    const model = gateway.deps.servedModels.current('default') as PlainModel;
    const encode = vi.spyOn(model, 'encodeUser');
    const event = (itemId: string, seconds: number): Interaction =>
      Interaction.fromPartial({
        eventId: `session-${itemId}`,
        userId: 'in-session',
        itemId,
        type: InteractionType.INTERACTION_TYPE_VIEW,
        time: new Date(SEEDED.lastPurchase + seconds * 1000),
      });
    const ask = async (...recentEvents: Interaction[]): Promise<number> => {
      encode.mockClear();
      await gateway.recommendations.recommend(request({ userId: 'in-session', recentEvents }));
      return encode.mock.calls.length;
    };
    expect(await ask(event('rye', 1))).toBe(1);
    const stored = { eventId: 'session-rye', itemId: 'rye', type: 1, time: SEEDED.lastPurchase + 1000, region: '' };
    await gateway.deps.profiles.appendEvents('default', [{ userId: 'in-session', events: [stored] }]);
    expect(await ask(event('rye', 1))).toBe(1);
    const vectors = {
      modelVersion: 'm1',
      asOf: stored.time,
      ...(await model.encodeUser({ features: {}, history: [stored], time: 0 })),
    };
    await gateway.deps.profiles.putVectors('default', [{ userId: 'in-session', vectors }]);
    expect(await ask(event('rye', 1))).toBe(0);
    expect(await ask(event('rye', 1), event('roll', 2))).toBe(1);
    // An event that the stream has delivered counts once.
    expect(await ask(event('rye', 1), event('roll', 2))).toBe(1);
    expect(encode.mock.calls[0]![0].history.map(({ itemId }) => itemId)).toEqual(['rye', 'roll']);
    // A late event: the vectors are newer, and do not include it.
    expect(await ask(event('soap', 0))).toBe(1);
    encode.mockRestore();
  });

  it('takes recent events into account before the stream has delivered them', async () => {
    const event = Interaction.fromPartial({
      itemId: 'bleach',
      type: InteractionType.INTERACTION_TYPE_VIEW,
      time: new Date(SEEDED.lastPurchase + 1000),
    });
    const mode = RecommendMode.RECOMMEND_MODE_NEXT_INTENT;
    const known = await gateway.recommendations.recommend(request({ mode, recentEvents: [event] }));
    expect(idsOf(known).slice(0, 2)).toEqual(['soap', 'bleach']);
    expect(known.vectorTime).toEqual(event.time);
    const stranger = await gateway.recommendations.recommend(
      request({ userId: 'stranger', mode, recentEvents: [event] }),
    );
    expect(idsOf(stranger)).toEqual(idsOf(known));
  });

  it('answers each request of a batch, or says why not', async () => {
    const { results } = await gateway.recommendations.recommendBatch({
      requests: [request(), request({ k: 1001 }), request({ userId: SEEDED.notEncoded })],
    });
    const single = await gateway.recommendations.recommend(request());
    expect(results.map(({ result }) => result?.$case)).toEqual(['response', 'error', 'response']);
    const [first, second] = results.map(({ result }) => result!);
    expect(first!.$case === 'response' && idsOf(first!.value)).toEqual(idsOf(single));
    expect(second).toMatchObject({ value: { code: 'STARS_OUT_OF_RANGE', field: 'k' } });
  });

  it('finds similar items, never the item itself', async () => {
    const answer = await gateway.recommendations.similarItems(
      SimilarItemsRequest.fromPartial({ itemId: 'apple', k: 2, region: 'north' }),
    );
    expect(answer.items).toMatchObject([
      { itemId: 'pear', title: 'Pears', reason: 'Similar to Apples' },
      { itemId: 'plum', reason: 'Similar to Apples' },
    ]);
    const south = await gateway.post('/v1/similar-items', { item_id: 'apple', k: 1, region: 'south' });
    expect(south.body.items).toMatchObject([{ item_id: 'plum', source: 'similar' }]);
    const missing = await gateway.post('/v1/similar-items', { item_id: 'caviar', k: 1 });
    expect(missing).toMatchObject({ status: 404, body: { error: { code: 'STARS_NOT_FOUND', field: 'item_id' } } });
  });
});

import { RecommendMode } from '@stars/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newTestGateway, SEEDED, type TestGateway } from './testing/new-test-gateway.js';
import { recommendRequest as request } from './testing/recommend-call.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway();
});
afterAll(() => gateway.close());

test('reasons are in the language of the request, or the one that the caller likes best', async () => {
  const english = 'You bought this on 20 Nov 2017';
  const german = 'Am 20. Nov. 2017 von Ihnen gekauft';
  const url = `http://127.0.0.1:${gateway.httpPort}/v1/recommend`;
  const ask = async (accepts: string | undefined, path = '', body?: object) => {
    const headers = { 'content-type': 'application/json', ...(accepts ? { 'accept-language': accepts } : {}) };
    const answer = await fetch(url + path, {
      headers,
      ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
    });
    return (await answer.json()) as { items: object[]; results: { response: { items: object[] } }[] };
  };
  const query = `?user_id=${SEEDED.fruitUser}&mode=rr_bi`;
  const date = { reason_code: 'BOUGHT_ONCE', reason_arguments: { date: '2017-11-20' } };
  expect((await ask(undefined, query)).items[0]).toMatchObject({ reason: english, ...date });
  expect((await ask('fr, de-CH;q=0.9, en;q=0.1', query)).items[0]).toMatchObject({ reason: german, ...date });
  expect((await ask('fr', query)).items[0]).toMatchObject({ reason: english });
  expect((await ask('de', `${query}&language=en-GB`)).items[0]).toMatchObject({ reason: english });
  expect((await ask('en', `${query}&language=de-AT`)).items[0]).toMatchObject({ reason: german });
  const one = { user_id: SEEDED.fruitUser, mode: 'rr_bi' };
  const { results } = await ask('de', '/batch', { requests: [one, { ...one, language: 'en' }] });
  expect(results.map(({ response }) => response.items[0])).toMatchObject([{ reason: german }, { reason: english }]);
  const { items } = await gateway.recommendations.recommend(
    request({ mode: RecommendMode.RECOMMEND_MODE_ROUND_ROBIN_BUY_AGAIN, language: 'de' }),
  );
  expect(items[0]).toMatchObject({
    reason: german,
    reasonCode: 'BOUGHT_ONCE',
    reasonArguments: { date: '2017-11-20' },
  });
  const wrong = await gateway.get(`/v1/recommend${query}&language=de_DE`);
  expect(wrong).toMatchObject({ status: 400, body: { error: { code: 'STARS_INVALID_FIELD', field: 'language' } } });
});

test.each(['/v1/recommend?user_id=anna', '/v1/popular'])('a cache keeps the languages of %s apart', async (path) => {
  const { headers } = await fetch(`http://127.0.0.1:${gateway.httpPort}${path}`);
  expect(headers.get('vary')).toBe('accept-language');
});

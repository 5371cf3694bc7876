import { eventTimeBounds, Impression, Interaction, InteractionType, TOPICS } from '@stars/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await newTestGateway();
});
afterEach(() => gateway.close());

const minutes = (ahead: number): string => new Date(Date.now() + ahead * 60_000).toISOString();
const event = (time: string) => ({ user_id: 'anna', item_id: 'apple', type: 'view', time });
const page = (time: string) => ({ user_id: 'anna', page_id: 'p', time, items: ['apple'] });

async function on(topic: string): Promise<Uint8Array[]> {
  const values: Uint8Array[] = [];
  for await (const batch of gateway.deps.bus.read({ topic })) values.push(...batch.map(({ value }) => value));
  return values;
}

it('refuses times that cannot be true over HTTP and gRPC, stores nothing of the call, and counts it', async () => {
  const refused: [string, string][] = [
    ['9999-12-31T00:00:00Z', 'STARS_TIME_AHEAD'],
    [minutes(15), 'STARS_TIME_AHEAD'],
    ['1970-01-01T00:00:00Z', 'STARS_TIME_BEHIND'],
    ['1980-01-06T00:00:00Z', 'STARS_TIME_BEHIND'],
  ];
  for (const [time, code] of refused) {
    const error = (field: string) => ({ status: 400, body: { error: { code, field } } });
    const interactions = [event(minutes(-1)), event(time)];
    expect(await gateway.post('/v1/track', { interactions })).toMatchObject(error('interactions[1].time'));
    expect(await gateway.post('/v1/track', { impressions: [page(time)] })).toMatchObject(error('impressions[0].time'));
    const type = InteractionType.INTERACTION_TYPE_VIEW;
    const viewed = Interaction.fromPartial({ userId: 'anna', itemId: 'apple', type, time: new Date(time) });
    const call = gateway.events.track({ interactions: [viewed], impressions: [] });
    await expect(call).rejects.toMatchObject({ code, field: 'interactions[0].time' });
    const confirmation = { recommendation_id: 'r', user_id: 'anna', item_ids: ['apple'], time };
    expect(await gateway.post('/v1/impressions/confirm', confirmation)).toMatchObject(error('time'));
  }
  expect(await on(TOPICS.interactions)).toEqual([]);
  expect(await on(TOPICS.impressions)).toEqual([]);
  const { body: metrics } = await gateway.get('/metrics');
  for (const code of ['STARS_TIME_AHEAD', 'STARS_TIME_BEHIND']) {
    const of = (method: string, transport: string, calls: number): RegExp =>
      new RegExp(`requests_total{method="${method}",transport="${transport}",code="${code}".*} ${calls}\\n`);
    expect(metrics).toMatch(of('Track', 'http', 4));
    expect(metrics).toMatch(of('Track', 'grpc', 2));
    expect(metrics).toMatch(of('ConfirmImpression', 'http', 2));
  }
});

it('takes old history, and a time a little ahead of the clock as that of its arrival', async () => {
  const before = Date.now();
  const interactions = [event('1994-07-16T12:00:00Z'), event(minutes(5))];
  expect(await gateway.post('/v1/track', { interactions })).toMatchObject({ status: 200, body: { accepted: 2 } });
  const times = (await on(TOPICS.interactions)).map((value) => Interaction.decode(value).time!.getTime());
  expect(times[0]).toBe(Date.parse('1994-07-16T12:00:00Z'));
  expect(times[1]).toBeGreaterThanOrEqual(before);
  expect(times[1]).toBeLessThanOrEqual(Date.now());
});

it('has other bounds if it is told so, and records a page of a time to come as shown now', async () => {
  await gateway.close();
  gateway = await newTestGateway({ deps: () => ({ eventTimes: eventTimeBounds(60, 100) }) });
  const interactions = [event('1970-01-01T00:00:00Z'), event(minutes(50))];
  expect(await gateway.post('/v1/track', { interactions })).toMatchObject({ status: 200, body: { accepted: 2 } });
  const request = { user_id: 'anna', surface: 'home', time: '2099-01-01T00:00:00Z' };
  expect(await gateway.post('/v1/recommend', request)).toMatchObject({ status: 200 });
  // A deletion first stores what was shown.
  await gateway.post('/v1/users/delete', { user_id: 'somebody else' });
  const [shown] = (await on(TOPICS.impressions)).map((value) => Impression.decode(value));
  expect(shown!.time).toEqual(new Date(gateway.deps.clock!()));
});

it('takes the events of today, and not those of tomorrow, also if its "now" is last year or next week', async () => {
  for (const days of [-365, 7]) {
    await gateway.close();
    gateway = await newTestGateway({ deps: () => ({ clock: () => Date.now() + days * 86_400_000 }) });
    expect(await gateway.post('/v1/track', { interactions: [event(minutes(0))] })).toMatchObject({ status: 200 });
    const ahead = await gateway.post('/v1/track', { interactions: [event(minutes(3 * 1440))] });
    expect(ahead).toMatchObject({ status: 400, body: { error: { code: 'STARS_TIME_AHEAD' } } });
  }
});

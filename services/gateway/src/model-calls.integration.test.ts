import {
  decodeMessage,
  encodeRollOut,
  encodeServedModel,
  type ModelClient,
  modelClient,
  RollOut,
  ServedModel,
  type ServeRequest,
  TOPICS,
} from '@stars/contracts';
import { TrainingSteps } from '@stars/event-bus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listedModels } from './testing/listed-models.js';
import { newTestGateway, type TestGateway } from './testing/new-test-gateway.js';

const time = new Date('2024-02-10T12:00:00Z');
const gates = [{ gate: 'recall', outcome: 'passed', value: 0.4, bound: 0.3, detail: '2,000 sessions' }];
const comparison = { version: 'm1', metric: 'recall@10', candidate: 0.4, serving: 0.3, sessions: 2000, from: time };
const models = listedModels('m1', { version: 'm2', comparison, metrics: { 'recall@10': 0.4 } }, 'm3', {
  tenantId: 'south',
  version: 's1',
});

let gateway: TestGateway;
let client: ModelClient;
beforeAll(async () => {
  gateway = await newTestGateway({ deps: () => ({ models }) });
  client = modelClient(`127.0.0.1:${gateway.grpcPort}`);
});
afterAll(async () => {
  client?.close();
  await gateway?.close();
});

async function requests(): Promise<ServeRequest[]> {
  const found: ServeRequest[] = [];
  for await (const batch of gateway.deps.bus.read({ topic: TOPICS.serveRequests }))
    found.push(...batch.map(({ value }) => decodeMessage(TOPICS.serveRequests, value)));
  return found;
}
const refused = (status: number, code: string) => ({ status, body: { error: { code } } });

describe('models', () => {
  it('cannot be rolled back before one serves', async () => {
    expect(await gateway.post('/v1/models/roll-back', {})).toMatchObject(refused(503, 'STARS_MODEL_NOT_READY'));
    const { body } = await gateway.get('/v1/models');
    expect(body.models.map(({ version, state }: Record<string, string>) => [version, state])).toEqual([
      ['m3', 'new'],
      ['m2', 'new'],
      ['m1', 'new'],
    ]);
  });

  it('are listed with their state, evaluation and last roll-out, and one with all of its steps', async () => {
    const { bus } = gateway.deps;
    const step = { version: 'm2', before: 'm1', cause: 'training', time };
    await bus.publish(TOPICS.rollOuts, [
      encodeRollOut(RollOut.fromPartial({ ...step, outcome: 'filling' })),
      encodeRollOut(
        RollOut.fromPartial({ ...step, outcome: 'served', gates, time: new Date(time.getTime() + 60_000) }),
      ),
    ]);
    await bus.publish(TOPICS.servedModels, [
      encodeServedModel(ServedModel.fromPartial({ version: 'm2', before: ['m1'], time })),
    ]);
    const { body } = await gateway.get('/v1/models');
    expect(body.models).toMatchObject([
      { version: 'm3', state: 'new', roll_outs: [] },
      {
        ...{ version: 'm2', state: 'serves', announced: false, roll_outs: [{ outcome: 'served', gates }] },
        manifest: { metrics: { 'recall@10': 0.4 }, comparison: { version: 'm1', candidate: 0.4, sessions: 2000 } },
      },
      { version: 'm1', state: 'before' },
    ]);
    const { models: one } = await client.listModels({ tenantId: '', version: 'm2' });
    expect(one.map(({ rollOuts }) => rollOuts.map(({ outcome }) => outcome))).toEqual([['filling', 'served']]);
    expect((await client.listModels({ tenantId: 'south', version: '' })).models).toMatchObject([{ version: 's1' }]);
    expect(await gateway.get('/v1/models?version=s1')).toMatchObject(refused(404, 'STARS_NOT_FOUND'));
  });

  it('are asked to serve, and to be rolled back if the caller knows which one serves', async () => {
    const { body } = await gateway.post('/v1/models/serve', { version: 'm3', force: true });
    const { requestId } = await client.rollBackModel({ tenantId: '', version: 'm2', force: false });
    expect(await requests()).toMatchObject([
      { requestId: body.request_id, tenantId: 'default', target: { $case: 'version', value: 'm3' }, force: true },
      { requestId, tenantId: 'default', target: { $case: 'rollBack', value: 'm2' }, force: false },
    ]);
    for (const [path, given, status, code] of [
      ['serve', { version: 's1' }, 404, 'STARS_NOT_FOUND'],
      ['serve', {}, 400, 'STARS_FIELD_REQUIRED'],
      ['roll-back', { version: 'm1' }, 409, 'STARS_CONFLICT'],
      ['roll-back', { tenant_id: 'south' }, 503, 'STARS_MODEL_NOT_READY'],
    ] as const) {
      expect(await gateway.post(`/v1/models/${path}`, given)).toMatchObject(refused(status, code));
    }
    expect(await requests()).toHaveLength(2);
  });

  it('are trained when somebody asks: once until a trainer takes it, and each tenant by itself', async () => {
    const lastOf = async (tenantId: string) => (await client.listModels({ tenantId, version: '' })).training;
    expect(await lastOf('')).toBeUndefined();
    const { body: asked } = await gateway.post('/v1/models/train', {});
    expect(await lastOf('')).toMatchObject({ tenantId: 'default', outcome: 'asked', requestId: asked.request_id });
    expect(await client.trainModel({ tenantId: '' })).toEqual({ requestId: asked.request_id });
    expect(await lastOf('south')).toBeUndefined();

    const steps = new TrainingSteps(gateway.deps.bus, 'default');
    expect(await steps.isAsked()).toBe(true);
    await steps.run(new AbortController().signal, async () => {
      expect(await lastOf('')).toMatchObject({ outcome: 'started', requestId: asked.request_id });
      return { version: 'm3', reused: false };
    });
    expect(await steps.isAsked()).toBe(false);
    expect(await lastOf('')).toMatchObject({ outcome: 'trained', requestId: asked.request_id, version: 'm3' });

    const { requestId } = await client.trainModel({ tenantId: '' });
    expect(requestId).not.toBe(asked.request_id);
    await steps.fail('it ended with status 1');
    expect(await lastOf('')).toMatchObject({ outcome: 'failed', requestId, reason: 'it ended with status 1' });
  });
});

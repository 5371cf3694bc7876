import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { recommendationClient } from '@stars/contracts';
import { expect, it } from 'vitest';
import { newTestGateway } from '../testing/new-test-gateway.js';
import { recommendRequest } from '../testing/recommend-call.js';

const CALLS_AT_ONCE = 8;

it('clients that never pause move to a gateway that is new, and no call fails', async ({ signal }) => {
  const old = await newTestGateway({ connections: { askedToMoveMs: 300 } });
  const young = await newTestGateway();
  let next = old;
  let met = 0;
  // As a Service does it: a new connection goes to a pod, and stays there.
  const service = createServer((socket) => {
    if (next === young) met++;
    const gateway = connect(next.grpcPort, '127.0.0.1').on('error', () => socket.destroy());
    socket.on('error', () => gateway.destroy());
    socket.pipe(gateway).pipe(socket);
  });
  await once(service.listen(0, '127.0.0.1'), 'listening');
  const client = recommendationClient(`127.0.0.1:${(service.address() as AddressInfo).port}`);
  await client.recommend(recommendRequest());
  next = young;
  const keepAsking = async (): Promise<void> => {
    while (met === 0 && !signal.aborted) expect((await client.recommend(recommendRequest())).items).toHaveLength(3);
    await client.recommend(recommendRequest());
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, keepAsking));
  await old.close();
  expect((await client.recommend(recommendRequest())).items).toHaveLength(3);
  client.close();
  service.close();
  await young.close();
});

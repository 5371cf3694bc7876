import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { status } from '@grpc/grpc-js';
import { RecommendRequest } from '@stars/contracts';
import { expect, it } from 'vitest';
import { newTestGateway } from '../testing/new-test-gateway.js';

const DEADLINE_MS = 200;
const BUSY_MS = 1500;

/** A client that leaves its deadline to the server: on a message it calls, and reports the status and how long it took. */
const CLIENT = `
  const [port, body] = process.argv.slice(1);
  const session = require('node:http2').connect('http://127.0.0.1:' + port);
  session.once('connect', () => process.stdout.write('ready'));
  process.stdin.once('data', () => {
    const begun = performance.now();
    const call = session.request({
      ':method': 'POST', ':path': '/stars.v1.RecommendationService/Recommend', te: 'trailers',
      'content-type': 'application/grpc', 'grpc-timeout': '${DEADLINE_MS}m',
    });
    const end = (headers) => {
      if (headers['grpc-status'] === undefined) return;
      process.stdout.write(JSON.stringify({ status: Number(headers['grpc-status']), ms: performance.now() - begun }));
      process.exit();
    };
    call.on('response', end).on('trailers', end).resume();
    const message = Buffer.from(body, 'base64');
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    call.end(Buffer.concat([head, message]));
  });`;

it('ends a call at its deadline while the thread that answers is busy with something else', async () => {
  const gateway = await newTestGateway();
  const body = Buffer.from(RecommendRequest.encode(RecommendRequest.fromPartial({ userId: 'u', k: 1 })).finish());
  const client = spawn(process.execPath, ['-e', CLIENT, String(gateway.grpcPort), body.toString('base64')]);
  await once(client.stdout, 'data');
  client.stdin.write('go');
  const until = performance.now() + BUSY_MS;
  // The write goes out first.
  await new Promise(setImmediate);
  while (performance.now() < until);
  const [said] = await once(client.stdout, 'data');
  const answer = JSON.parse(String(said));
  expect(answer.status).toBe(status.DEADLINE_EXCEEDED);
  expect(answer.ms).toBeGreaterThan(DEADLINE_MS - 10);
  expect(answer.ms).toBeLessThan(BUSY_MS / 2);
  await gateway.close();
});

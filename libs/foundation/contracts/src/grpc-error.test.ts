import { expect, it } from 'vitest';
import { encodeUpsertUsers } from './encode-event-request.js';
import { UpsertUsersRequest } from './generated/stars/v1/event_service.js';
import { toGrpcFailure } from './grpc-error.js';

it.each(['k', '名', '😀'])('a failure over gRPC fits into trailers, also with a name of 200,000 times %s', (name) => {
  const users = [{ userId: 'u', features: { [name.repeat(200_000)]: 'x' } }];
  let error: unknown;
  try {
    encodeUpsertUsers(UpsertUsersRequest.fromPartial({ users }), 1).next();
  } catch (thrown) {
    error = thrown;
  }
  const { details, metadata } = toGrpcFailure(error);
  const field = String(metadata.get('stars-field')[0]);
  expect(field).toMatch(/^users%5B0%5D\.features\./);
  expect(details).toContain('users[0].features.');
  expect(encodeURI(details).length).toBeLessThan(10 * 1024);
  expect(field.length).toBeLessThan(5 * 1024);
});

import {
  type handleUnaryCall,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
} from '@grpc/grpc-js';
import { StarsError } from '@stars/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { RecommendRequest, RecommendResponse } from './generated/stars/v1/recommendation_service.js';
import { type RecommendationClient, recommendationClient } from './grpc-client.js';
import { toGrpcFailure } from './grpc-error.js';
import { packageDefinition } from './package-definition.js';
import { validRecommend } from './testing/valid-messages.js';

type Handler = (request: RecommendRequest) => Promise<RecommendResponse>;

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).reverse()) cleanup();
});

function serviceOf(
  name: 'RecommendationService' | 'EventService' | 'LookupService' | 'SurfaceService',
): ServiceClientConstructor {
  const tree = loadPackageDefinition(packageDefinition()) as unknown as {
    stars: { v1: Record<string, ServiceClientConstructor> };
  };
  return tree.stars.v1[name]!;
}

const unary =
  (handler: Handler): handleUnaryCall<RecommendRequest, RecommendResponse> =>
  (call, callback) => {
    handler(call.request).then(
      (value) => callback(null, value),
      (error) => callback(toGrpcFailure(error)),
    );
  };

/** A server that answers Recommend, bound as Nest binds it: by rpc name. */
async function serve(handler: Handler): Promise<RecommendationClient> {
  const server = new Server();
  server.addService(serviceOf('RecommendationService').service, {
    Recommend: unary(handler),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  cleanups.push(() => server.forceShutdown());
  const client = recommendationClient(`127.0.0.1:${port}`);
  cleanups.push(() => client.close());
  return client;
}

const never: Handler = () => new Promise(() => {});

describe('packageDefinition', () => {
  it('has every rpc of all services under stars.v1', () => {
    expect(Object.keys(serviceOf('RecommendationService').service)).toEqual([
      'Recommend',
      'RecommendBatch',
      'RecommendPage',
      'RecommendGroups',
      'SimilarItems',
      'PopularItems',
      'PreviewRule',
      'ExplainItem',
    ]);
    expect(Object.keys(serviceOf('EventService').service)).toContain('ConfirmImpression');
    expect(Object.keys(serviceOf('SurfaceService').service)).toContain('PutSurface');
    expect(Object.keys(serviceOf('LookupService').service)).toEqual([
      'GetItem',
      'SearchItems',
      'GetUser',
      'GetUserHistory',
      'ExportUser',
      'FindUsers',
    ]);
  });
});

describe('recommendationClient', () => {
  it('carries messages there and back', async () => {
    let seen: RecommendRequest | undefined;
    const response = RecommendResponse.fromPartial({ recommendationId: 'r', vectorTime: new Date(5) });
    const client = await serve(async (request) => {
      seen = request;
      return response;
    });
    expect(await client.recommend(validRecommend())).toEqual(response);
    expect(seen).toEqual(validRecommend());
  });

  it('rejects with the code and the field that the server gave', async () => {
    const client = await serve(async () => {
      throw new StarsError('STARS_UNKNOWN_FILTER_FIELD', 'is unknown', { field: 'filter.in.größe%' });
    });
    await expect(client.recommend(validRecommend())).rejects.toMatchObject({
      name: 'StarsError',
      code: 'STARS_UNKNOWN_FILTER_FIELD',
      field: 'filter.in.größe%',
      message: 'is unknown',
    });
  });

  it('hides the details of a foreign error from a caller', async () => {
    const client = await serve(async () => {
      throw new Error('password is hunter2');
    });
    const error = await client.recommend(validRecommend()).catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: 'STARS_INTERNAL' });
    expect(String(error)).not.toContain('hunter2');
  });

  it('gives up at its deadline, when aborted, and if nobody listens', async () => {
    const client = await serve(never);
    const late = client.recommend(validRecommend(), { timeoutMs: 50 });
    await expect(late).rejects.toMatchObject({ code: 'STARS_DEADLINE_EXCEEDED' });
    const aborted = client.recommend(validRecommend(), { signal: AbortSignal.timeout(50) });
    await expect(aborted).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    const already = client.recommend(validRecommend(), { signal: AbortSignal.abort() });
    await expect(already).rejects.toMatchObject({ code: 'STARS_UNAVAILABLE' });
    const nobody = recommendationClient('127.0.0.1:1');
    cleanups.push(() => nobody.close());
    await expect(nobody.recommend(validRecommend(), { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'STARS_UNAVAILABLE',
      message: expect.stringMatching(/^(Error: )?connect ECONNREFUSED 127\.0\.0\.1:1$/),
    });
  });
});

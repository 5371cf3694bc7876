import {
  type ChannelCredentials,
  Client,
  type ClientOptions,
  credentials,
  Metadata,
  type ServiceError,
} from '@grpc/grpc-js';
import { StarsError } from '@stars/errors';
import { ActivityServiceService } from './generated/stars/v1/activity_service.js';
import { CatalogServiceService } from './generated/stars/v1/catalog_service.js';
import { EventServiceService } from './generated/stars/v1/event_service.js';
import { LookupServiceService } from './generated/stars/v1/lookup_service.js';
import { ModelServiceService } from './generated/stars/v1/model_service.js';
import { OperationsServiceService } from './generated/stars/v1/operations_service.js';
import { RecommendationServiceService } from './generated/stars/v1/recommendation_service.js';
import { RuleServiceService } from './generated/stars/v1/rule_service.js';
import { SurfaceServiceService } from './generated/stars/v1/surface_service.js';
import { fromGrpcFailure } from './grpc-error.js';
import { LIMITS } from './limits.js';

/** Settings of one call. */
export interface CallSettings {
  /** Milliseconds until the call fails with `STARS_DEADLINE_EXCEEDED`; default 30 s. */
  timeoutMs?: number;
  signal?: AbortSignal;
  metadata?: Record<string, string>;
}

const DEFAULT_TIMEOUT_MS = 30_000;

interface UnaryMethod<Request, Response> {
  path: string;
  requestSerialize: (request: Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

type PromiseMethods<Service> = {
  [Name in keyof Service]: Service[Name] extends UnaryMethod<infer Request, infer Response>
    ? (request: Request, settings?: CallSettings) => Promise<Response>
    : never;
};

/** The methods of a service as promises, which reject with StarsErrors. */
export type PromiseClient<Service> = PromiseMethods<Service> & { close(): void };

export type RecommendationClient = PromiseClient<typeof RecommendationServiceService>;
export type EventClient = PromiseClient<typeof EventServiceService>;
export type LookupClient = PromiseClient<typeof LookupServiceService>;
export type CatalogClient = PromiseClient<typeof CatalogServiceService>;
export type RuleClient = PromiseClient<typeof RuleServiceService>;
export type SurfaceClient = PromiseClient<typeof SurfaceServiceService>;
export type ActivityClient = PromiseClient<typeof ActivityServiceService>;
export type ModelClient = PromiseClient<typeof ModelServiceService>;
export type OperationsClient = PromiseClient<typeof OperationsServiceService>;

/** Settings of all calls of a client. */
export interface ClientSettings extends ClientOptions {
  /** Who calls: `Bearer` and an API key or a JSON Web Token. */
  authorization?: string | undefined;
  /** Default: plain text, or TLS with the certificate authorities of Node if the address begins with `https://`. */
  credentials?: ChannelCredentials | undefined;
}

/** A client of RecommendationService at `host:port`. */
export const recommendationClient = (address: string, options?: ClientSettings): RecommendationClient =>
  promiseClient(address, RecommendationServiceService, options);

/** A client of EventService at `host:port`. */
export const eventClient = (address: string, options?: ClientSettings): EventClient =>
  promiseClient(address, EventServiceService, options);

/** A client of LookupService at `host:port`. */
export const lookupClient = (address: string, options?: ClientSettings): LookupClient =>
  promiseClient(address, LookupServiceService, options);

/** A client of CatalogService at `host:port`. */
export const catalogClient = (address: string, options?: ClientSettings): CatalogClient =>
  promiseClient(address, CatalogServiceService, options);

/** A client of SurfaceService at `host:port`. */
export const surfaceClient = (address: string, options?: ClientSettings): SurfaceClient =>
  promiseClient(address, SurfaceServiceService, options);

/** A client of ActivityService at `host:port`. */
export const activityClient = (address: string, options?: ClientSettings): ActivityClient =>
  promiseClient(address, ActivityServiceService, options);
/** A client of RuleService at `host:port`. */
export const ruleClient = (address: string, options?: ClientSettings): RuleClient =>
  promiseClient(address, RuleServiceService, options);

/** A client of ModelService at `host:port`. */
export const modelClient = (address: string, options?: ClientSettings): ModelClient =>
  promiseClient(address, ModelServiceService, options);

/** A client of OperationsService at `host:port`. */
export const operationsClient = (address: string, options?: ClientSettings): OperationsClient =>
  promiseClient(address, OperationsServiceService, options);

function promiseClient<Service extends object>(
  address: string,
  service: Service,
  { authorization, credentials: given, ...options }: ClientSettings = {},
): PromiseClient<Service> {
  const limits = {
    'grpc.max_receive_message_length': LIMITS.requestBytes,
    'grpc.max_send_message_length': LIMITS.requestBytes,
  };
  const [, tls, host] = /^(https:\/\/)?(.*)$/.exec(address)!;
  const security = given ?? (tls ? credentials.createSsl() : credentials.createInsecure());
  const client = new Client(host!, security, { ...limits, ...options });
  const methods = Object.entries(service).map(([name, method]) => [name, unary(client, method, authorization)]);
  return { ...Object.fromEntries(methods), close: () => client.close() };
}

function unary<Request, Response>(
  client: Client,
  method: UnaryMethod<Request, Response>,
  authorization: string | undefined,
) {
  return (request: Request, settings: CallSettings = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
      if (signal?.aborted) return reject(new StarsError('STARS_UNAVAILABLE', 'The call was aborted.'));
      const metadata = new Metadata();
      if (authorization !== undefined) metadata.set('authorization', authorization);
      for (const [name, value] of Object.entries(settings.metadata ?? {})) metadata.set(name, value);
      const call = client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        metadata,
        { deadline: Date.now() + timeoutMs },
        (error: ServiceError | null, response?: Response) => {
          signal?.removeEventListener('abort', cancel);
          if (error !== null) reject(fromGrpcFailure(error));
          else resolve(response as Response);
        },
      );
      const cancel = () => call.cancel();
      signal?.addEventListener('abort', cancel, { once: true });
    });
}

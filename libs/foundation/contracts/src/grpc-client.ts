import { Client, type ClientOptions, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { StarsError } from '@stars/errors';
import { EventServiceService } from './generated/stars/v1/event_service.js';
import { LookupServiceService } from './generated/stars/v1/lookup_service.js';
import { RecommendationServiceService } from './generated/stars/v1/recommendation_service.js';
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

/** A client of RecommendationService at `host:port`, in plain text unless `options` say otherwise. */
export const recommendationClient = (address: string, options?: ClientOptions): RecommendationClient =>
  promiseClient(address, RecommendationServiceService, options);

/** A client of EventService at `host:port`. */
export const eventClient = (address: string, options?: ClientOptions): EventClient =>
  promiseClient(address, EventServiceService, options);

/** A client of LookupService at `host:port`. */
export const lookupClient = (address: string, options?: ClientOptions): LookupClient =>
  promiseClient(address, LookupServiceService, options);

function promiseClient<Service extends object>(
  address: string,
  service: Service,
  options: ClientOptions = {},
): PromiseClient<Service> {
  const limits = {
    'grpc.max_receive_message_length': LIMITS.requestBytes,
    'grpc.max_send_message_length': LIMITS.requestBytes,
  };
  const client = new Client(address, credentials.createInsecure(), { ...limits, ...options });
  const methods = Object.entries(service).map(([name, method]) => [name, unary(client, method)]);
  return { ...Object.fromEntries(methods), close: () => client.close() };
}

function unary<Request, Response>(client: Client, method: UnaryMethod<Request, Response>) {
  return (request: Request, settings: CallSettings = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { signal, timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
      if (signal?.aborted) return reject(new StarsError('STARS_UNAVAILABLE', 'The call was aborted.'));
      const metadata = new Metadata();
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

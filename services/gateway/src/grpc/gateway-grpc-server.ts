import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Access, TlsContents } from '@stars/access';
import { isTracing, listenOrExplain } from '@stars/platform';
import type { ApiCall } from '../api/api-calls.js';
import { stillStarting } from '../still-starting.js';
import { type GrpcCalls, sentFailure } from './grpc-calls.js';
import type {
  AskedCall,
  FromGrpcWorker,
  GrpcServerOptions,
  ReceivedCall,
  ToGrpcWorker,
} from './grpc-worker-messages.js';

/** Compiled, also where this file is read as a source. */
const WORKER = new URL('../../dist/grpc/grpc-worker.js', import.meta.url);

/** Streams outlive the young generation at any size, and a small generation is copied in 2 ms instead of 20. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 };

/**
 * gRPC with its connections in a separate thread: HTTP/2 and its garbage do not block the thread that answers (decision 13).
 * Calls go straight to their use cases; until `serve`, they are refused.
 */
export class GatewayGrpcServer {
  #calls: GrpcCalls | undefined;
  #closing: Promise<void> | undefined;
  readonly #gone = new Map<number, () => void>();

  private constructor(
    private readonly worker: Worker,
    private readonly access: Access,
    /** The port that it listens on. */
    readonly port: number,
  ) {}

  /** Listens. Errors: `STARS_PORT_IN_USE`. */
  static open(
    given: Omit<GrpcServerOptions, 'tls' | 'asksCallers' | 'traces'>,
    access: Access,
    onRefused: (connections: number) => void,
  ): Promise<GatewayGrpcServer> {
    const asks = { tls: access.tls?.contents, asksCallers: !access.isOpen, traces: isTracing() };
    const options: GrpcServerOptions = { ...given, ...asks };
    return listenOrExplain('gRPC', options.port, async () => {
      const worker = new Worker(WORKER, { workerData: options, resourceLimits: RESOURCE_LIMITS });
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      worker.on('error', reject);
      worker.once('message', (message: FromGrpcWorker) => {
        if ('listening' in message) resolve(message.listening);
        else reject(new Error('refused' in message ? message.refused : 'the server does not listen'));
      });
      const server = new GatewayGrpcServer(worker, access, await promise);
      // Like an error in this thread: the process ends rather than run without its gRPC server.
      worker.off('error', reject).on('error', (error) => {
        throw error;
      });
      worker.on('message', (message: FromGrpcWorker) => {
        if ('request' in message) server.#answer(message);
        else if ('asks' in message) server.#admit(message);
        else if ('connectionsRefused' in message) onRefused(message.connectionsRefused);
        else if ('gone' in message) server.#gone.get(message.gone)?.();
      });
      return server;
    });
  }

  /** From now on calls are answered. */
  serve(calls: GrpcCalls): void {
    this.#calls = calls;
  }

  /** What grpc.health.v1.Health answers about readiness. */
  sayHealth(serving: boolean): void {
    this.#say({ serving });
  }

  /** New connections use these certificates. */
  useTls(tls: TlsContents): void {
    this.#say({ tls });
  }

  /** Takes no new calls and finishes those in work. */
  async close(): Promise<void> {
    this.#closing ??= (async () => {
      const exit = once(this.worker, 'exit');
      this.#say('close');
      await exit;
    })();
    await this.#closing;
  }

  #admit({ asks: id, method, deadline, authorization, certificate }: AskedCall): void {
    if (!this.#calls) {
      this.#say({ id, ...refusal() });
      return;
    }
    const caller = this.access.authenticate({ authorization, certificate });
    const call: ApiCall = { method, transport: 'grpc', caller, received: performance.now(), deadline };
    this.#calls.admit(call).then((failure) => this.#say(failure ? { id, ...failure } : { admitted: id }));
  }

  #answer({ id, method, request, deadline, authorization, certificate, traceparent }: ReceivedCall): void {
    if (!this.#calls) {
      this.#say({ id, ...refusal() });
      return;
    }
    const whenGone = (then: () => void) => void this.#gone.set(id, then);
    const received = performance.now();
    const caller = this.access.authenticate({ authorization, certificate });
    const call: ApiCall = { method, transport: 'grpc', caller, received, deadline, whenGone, traceparent };
    this.#calls.answer(call, request).then((outcome) => {
      this.#gone.delete(id);
      if ('response' in outcome) this.#say({ id, ...outcome }, [outcome.response.buffer]);
      else this.#say({ id, ...outcome });
    });
  }

  #say(message: ToGrpcWorker, transfer: ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}

const refusal = () => sentFailure(stillStarting());

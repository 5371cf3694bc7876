import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Access, TlsContents } from '@stars/access';
import { isTracing, listenOrExplain } from '@stars/platform';
import type { ApiCall, ApiCalls } from '../api/api-calls.js';
import { stillStarting } from '../still-starting.js';
import { answerBytes, sentFailure } from './grpc-calls.js';
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
  #calls: ApiCalls | undefined;
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
        if ('request' in message) void server.#answer(message);
        else if ('asks' in message) void server.#admit(message);
        else if ('connectionsRefused' in message) onRefused(message.connectionsRefused);
        else if ('gone' in message) server.#gone.get(message.gone)?.();
      });
      return server;
    });
  }

  /** From now on calls are answered. */
  serve(calls: ApiCalls): void {
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

  async #admit(asked: AskedCall): Promise<void> {
    const id = asked.asks;
    try {
      if (!this.#calls) throw stillStarting();
      await this.#calls.admit(this.#callOf(asked));
      this.#say({ admitted: id });
    } catch (error) {
      this.#say(sentFailure(id, error));
    }
  }

  async #answer(received: ReceivedCall): Promise<void> {
    const { id, request, traceparent } = received;
    try {
      if (!this.#calls) throw stillStarting();
      const whenGone = (then: () => void) => void this.#gone.set(id, then);
      const response = await answerBytes(this.#calls, { ...this.#callOf(received), whenGone, traceparent }, request);
      this.#say({ id, response }, [response.buffer]);
    } catch (error) {
      this.#say(sentFailure(id, error));
    } finally {
      this.#gone.delete(id);
    }
  }

  #callOf({ method, deadline, authorization, certificate }: AskedCall | ReceivedCall): ApiCall {
    const caller = this.access.authenticate({ authorization, certificate });
    return { method, transport: 'grpc', caller, received: performance.now(), deadline };
  }

  #say(message: ToGrpcWorker, transfer: ArrayBuffer[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}

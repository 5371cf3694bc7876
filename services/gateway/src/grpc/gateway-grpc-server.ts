import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Server } from '@nestjs/microservices';
import { listenOrExplain } from '@stars/platform';
import type { ApiCall } from '../api/api-calls.js';
import type { GrpcCalls } from './grpc-calls.js';
import type { GrpcHealth } from './grpc-health.js';
import type { FromGrpcWorker, GrpcServerOptions, ReceivedCall, ToGrpcWorker } from './grpc-worker-messages.js';

/** Compiled, also where this file is read as a source. */
const WORKER = new URL('../../dist/grpc/grpc-worker.js', import.meta.url);

/** Streams outlive the young generation at any size, and a small generation is copied in 2 ms instead of 20. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 };

/**
 * gRPC as a transport of Nest, with its connections in a separate thread: HTTP/2 and its garbage do not block the thread
 * that answers (decision 19). Calls go straight to their use cases.
 */
export class GatewayGrpcServer extends Server {
  #port = 0;
  #worker: Worker | undefined;
  readonly #gone = new Map<number, () => void>();

  constructor(
    private readonly options: GrpcServerOptions,
    private readonly health: GrpcHealth,
    private readonly calls: GrpcCalls,
  ) {
    super();
  }

  /** The address, once it listens. */
  get port(): number {
    return this.#port;
  }

  override async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      this.#port = await listenOrExplain('gRPC', this.options.port, () => this.#open());
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no new calls and finishes those in work. */
  override async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    const exit = once(worker, 'exit');
    this.#say(worker, 'close');
    await exit;
  }

  override on(): void {
    throw new Error('the gRPC server has no events');
  }

  override unwrap<T>(): T {
    return this.#worker as T;
  }

  /** Resolves with the address. Errors: those of listening. */
  async #open(): Promise<number> {
    const worker = new Worker(WORKER, { workerData: this.options, resourceLimits: RESOURCE_LIMITS });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    worker.on('error', reject);
    worker.on('message', (message: FromGrpcWorker) => {
      if ('request' in message) this.#answer(worker, message);
      else if ('gone' in message) this.#gone.get(message.gone)?.();
      else if ('listening' in message) resolve(message.listening);
      else reject(new Error(message.refused));
    });
    const port = await promise;
    this.#worker = worker;
    // Like an error in this thread: the process ends rather than run without its gRPC server.
    worker.off('error', reject).on('error', (error) => {
      throw error;
    });
    this.health.onChange((serving) => this.#say(worker, { serving }));
    return port;
  }

  #answer(worker: Worker, { id, method, request, deadline }: ReceivedCall): void {
    const whenGone = (then: () => void) => void this.#gone.set(id, then);
    const call: ApiCall = { method, transport: 'grpc', received: performance.now(), deadline, whenGone };
    this.calls.answer(call, request).then((outcome) => {
      this.#gone.delete(id);
      if ('response' in outcome) this.#say(worker, { id, ...outcome }, [outcome.response.buffer]);
      else this.#say(worker, { id, ...outcome });
    });
  }

  #say(worker: Worker, message: ToGrpcWorker, transfer: ArrayBuffer[] = []): void {
    worker.postMessage(message, transfer);
  }
}

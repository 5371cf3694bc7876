import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Server } from '@nestjs/microservices';
import { listenOrExplain } from '@stars/platform';
import type { FromDoor, GrpcDoorOptions, ReceivedCall, ToDoor } from './door-messages.js';
import type { GrpcHealth } from './grpc-health.js';
import type { RpcBytes } from './rpc-bytes.js';

/** Compiled, also where this file is read as a source. */
const WORKER = new URL('../../dist/grpc/door-worker.js', import.meta.url);

/** Streams outlive the young generation at any size: a small one is copied in 2 ms instead of 20. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 12 };

/**
 * gRPC as a transport of Nest, its connections in a thread of their own: what HTTP/2 does and leaves behind is done and collected beside the thread
 * that answers (decision 19). Calls go straight to their handlers.
 */
export class GatewayGrpcServer extends Server {
  #port = 0;
  #door: Worker | undefined;
  readonly #gone = new Map<number, () => void>();

  constructor(
    private readonly options: GrpcDoorOptions,
    private readonly health: GrpcHealth,
    private readonly rpcs: RpcBytes,
  ) {
    super();
  }

  /** Where it listens, once it does. */
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

  /** No new calls; those in work are finished. */
  override async close(): Promise<void> {
    const door = this.#door;
    this.#door = undefined;
    if (!door) return;
    const exit = once(door, 'exit');
    this.#say(door, 'close');
    await exit;
  }

  override on(): void {
    throw new Error('the gRPC door has no events');
  }

  override unwrap<T>(): T {
    return this.#door as T;
  }

  /** Where it listens. Errors: as the listening failed. */
  async #open(): Promise<number> {
    const door = new Worker(WORKER, { workerData: this.options, resourceLimits: RESOURCE_LIMITS });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    door.on('error', reject);
    door.on('message', (message: FromDoor) => {
      if ('request' in message) this.#answer(door, message);
      else if ('gone' in message) this.#gone.get(message.gone)?.();
      else if ('listening' in message) resolve(message.listening);
      else reject(new Error(message.refused));
    });
    const port = await promise;
    this.#door = door;
    // As an error in this thread would be: the process ends rather than run without a door.
    door.off('error', reject).on('error', (error) => {
      throw error;
    });
    this.health.onChange((serving) => this.#say(door, { serving }));
    return port;
  }

  #answer(door: Worker, { id, method, request, deadline }: ReceivedCall): void {
    const whenGone = (then: () => void) => void this.#gone.set(id, then);
    this.rpcs.call(method, request, { transport: 'grpc', deadline, whenGone }).then((outcome) => {
      this.#gone.delete(id);
      if ('response' in outcome) this.#say(door, { id, ...outcome }, [outcome.response.buffer]);
      else this.#say(door, { id, ...outcome });
    });
  }

  #say(door: Worker, message: ToDoor, transfer: ArrayBuffer[] = []): void {
    door.postMessage(message, transfer);
  }
}

import type { PublishCall, StoredCall } from './call-store.js';
import type { OutgoingMessage, PublishResult } from './port.js';

/** Stores calls, in this thread or another. */
export interface PublishStore {
  store(calls: readonly PublishCall[]): StoredCall[] | Promise<StoredCall[]>;
  /** Call after the last one. */
  close?(): Promise<void>;
}

interface PendingPublish extends PublishCall {
  resolve: (result: PublishResult) => void;
  reject: (error: unknown) => void;
}

/** Calls of the same tick of the event loop, or during the previous write, are stored together. */
export class PublishQueue {
  #pending: PendingPublish[] = [];
  #storing: Promise<void> | undefined;

  /** @param onAppend called after each write that stored a call */
  constructor(
    private readonly store: PublishStore,
    private readonly onAppend: () => void,
  ) {}

  add(topic: string, messages: readonly OutgoingMessage[]): Promise<PublishResult> {
    return new Promise((resolve, reject) => {
      if (this.#pending.push({ topic, messages, resolve, reject }) === 1) setImmediate(() => this.#flush());
    });
  }

  /** Stores waiting calls, and takes no more. */
  async close(): Promise<void> {
    while (this.#pending.length > 0 || this.#storing) {
      this.#flush();
      await this.#storing;
    }
    await this.store.close?.();
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#storing ??= this.#storeAll().finally(() => {
      this.#storing = undefined;
    });
  }

  async #storeAll(): Promise<void> {
    while (this.#pending.length > 0) {
      const calls = this.#pending;
      this.#pending = [];
      const outcomes = await this.#store(calls);
      for (const [i, call] of calls.entries()) {
        const outcome = outcomes[i]!;
        if ('result' in outcome) call.resolve(outcome.result);
        else call.reject(outcome.error);
      }
      if (outcomes.some((outcome) => 'result' in outcome)) this.onAppend();
    }
  }

  async #store(calls: readonly PublishCall[]): Promise<StoredCall[]> {
    try {
      return await this.store.store(calls);
    } catch (error) {
      return calls.map(() => ({ error }));
    }
  }
}

import type { CallStore, PublishCall, StoredCall } from './call-store.js';
import type { EncodedOutgoing } from './message-log.js';
import type { PublishResult } from './port.js';
import { announceAppend } from './wake-up.js';

/** Stores calls, in this thread or another. */
export interface PublishStore {
  readonly path: string;
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
  readonly #store: PublishStore;
  #pending: PendingPublish[] = [];
  #storing: Promise<void> | undefined;

  constructor(store: CallStore | PublishStore) {
    this.#store = store;
  }

  add(topic: string, messages: readonly EncodedOutgoing[]): Promise<PublishResult> {
    return new Promise((resolve, reject) => {
      if (this.#pending.push({ topic, messages, resolve, reject }) === 1) setImmediate(() => this.#flush());
    });
  }

  /** Stores waiting calls, and takes no more. */
  async close(): Promise<void> {
    for (this.#flush(); this.#storing; this.#flush()) await this.#storing;
    await this.#store.close?.();
  }

  #flush(): void {
    if (this.#storing || this.#pending.length === 0) return;
    const calls = this.#pending;
    this.#pending = [];
    const stored = this.#store.store(calls);
    if (Array.isArray(stored)) this.#settle(calls, stored);
    else this.#storing = this.#settleLater(calls, stored);
  }

  async #settleLater(calls: readonly PendingPublish[], stored: Promise<StoredCall[]>): Promise<void> {
    try {
      this.#settle(calls, await stored);
    } catch (error) {
      this.#settle(
        calls,
        calls.map(() => ({ error })),
      );
    }
    this.#storing = undefined;
    this.#flush();
  }

  #settle(calls: readonly PendingPublish[], outcomes: readonly StoredCall[]): void {
    for (const [i, call] of calls.entries()) {
      const outcome = outcomes[i]!;
      if ('result' in outcome) call.resolve(outcome.result);
      else call.reject(outcome.error);
    }
    if (outcomes.some((outcome) => 'result' in outcome)) announceAppend(this.#store.path);
  }
}

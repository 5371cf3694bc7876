// Wakes a load generator when a request is due. Its own thread sleeps, exact to about ten microseconds. Timers of an event loop
// are only exact to a millisecond, and a loop that spins until the next request takes a core from the measured server.
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { unit } from '../made-up.mjs';

/** Times are ms since 1970 with fractions, as of `now()`. */
export const now = () => performance.timeOrigin + performance.now();

export class Clock {
  #worker = new Worker(new URL(import.meta.url));

  constructor() {
    this.#worker.unref();
  }

  /** Calls `due(at)` at random intervals, `rate` times a second on average, for so many seconds; resolves after the last. One run at a time. */
  run({ rate, seconds, seed }, due) {
    const { promise, resolve, reject } = Promise.withResolvers();
    const listen = (at) => {
      if (at !== null) return due(at);
      this.#worker.off('message', listen).off('error', reject);
      this.#worker.unref();
      resolve();
    };
    this.#worker.ref();
    this.#worker.on('message', listen).on('error', reject);
    this.#worker.postMessage({ rate, seconds, seed });
    return promise;
  }
}

function tick() {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  parentPort.on('message', ({ rate, seconds, seed }) => {
    const begun = now();
    let due = begun;
    for (let sent = 1; due - begun < seconds * 1000; sent++) {
      const wait = due - now();
      if (wait > 0) Atomics.wait(cell, 0, 0, wait);
      parentPort.postMessage(due);
      due += (-Math.log(1 - unit(sent, 200 + seed)) * 1000) / rate;
    }
    parentPort.postMessage(null);
  });
}

if (!isMainThread) tick();

// The four ports, with faults on demand: a store can be made slow, or away.
import { setTimeout as sleep } from 'node:timers/promises';
import { StarsError } from '@stars/errors';

/** Methods that begin with one of these never fail: writing has its own tests, and closing must work. */
const SPARED = ['close', 'consume', 'publish'];

export class FaultyStores {
  #fault;

  /** @param fault `{ store, kind: 'away' | 'slow', ms }`; `kind: 'none'`: no fault */
  set(fault) {
    this.#fault = fault.kind === 'none' ? undefined : fault;
  }

  around({ close, ...ports }) {
    const faulty = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, this.#port(name, port)]));
    return { ...faulty, close };
  }

  #port(name, port) {
    const faults = this;
    return new Proxy(port, {
      get(target, method) {
        const value = target[method];
        if (typeof value !== 'function') return value;
        if (SPARED.some((spared) => String(method).startsWith(spared))) return value.bind(target);
        return (...parameters) => {
          const fault = faults.#fault;
          if (fault?.store !== name) return value.apply(target, parameters);
          if (fault.kind === 'away') throw new StarsError('STARS_UNAVAILABLE', `the ${name} is away, as was asked`);
          return sleep(fault.ms).then(() => value.apply(target, parameters));
        };
      },
    });
  }
}

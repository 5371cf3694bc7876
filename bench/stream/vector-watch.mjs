import { TimesByKind } from './percentiles.mjs';

/**
 * Stands before a profile store and takes the time from when an event was due to when a vector of its user was stored that
 * has it: events of a user come in order of time, so one as of the event or later.
 */
export class VectorWatch {
  /** By phase, which an event's id begins with. */
  times = new TimesByKind();
  /** Users whose vectors were stored. */
  updates = 0;
  #waiting = new Map();

  watching(profiles) {
    const appendEvents = async (tenant, updates) => {
      const gains = await profiles.appendEvents(tenant, updates);
      updates.forEach(({ userId, events }, i) => {
        // Events that come again are known already.
        if (gains[i] > 0) this.#waitFor(userId, events);
      });
      return gains;
    };
    const putVectors = async (tenant, updates) => {
      await profiles.putVectors(tenant, updates);
      this.updates += updates.length;
      const now = Date.now();
      for (const { userId, vectors } of updates) this.#stored(userId, vectors.asOf, now);
    };
    const replaced = { appendEvents, putVectors };
    return new Proxy(profiles, {
      get(target, name) {
        if (name in replaced) return replaced[name];
        const value = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }

  #waitFor(userId, events) {
    const waiting = this.#waiting.get(userId) ?? [];
    for (const { eventId, time } of events) waiting.push({ phase: eventId.split('-', 1)[0], time });
    this.#waiting.set(userId, waiting);
  }

  #stored(userId, asOf, now) {
    const left = [];
    for (const event of this.#waiting.get(userId) ?? []) {
      if (event.time > asOf) left.push(event);
      else this.times.add(event.phase, now - event.time);
    }
    if (left.length > 0) this.#waiting.set(userId, left);
    else this.#waiting.delete(userId);
  }
}

import { TimesByKind } from '../times.mjs';

/**
 * Wraps a profile store and measures the time from when an event was due until a vector of its user that includes it is stored.
 * Events of a user come in order of time, so a vector includes the event if it is as of the event or later. If storing an event
 * fails, the time runs until a later attempt succeeds.
 */
export class VectorWatch {
  /** Times by phase, with which an event's id begins. */
  times = new TimesByKind();
  /** Users whose vectors were stored. */
  updates = 0;
  /** For each user, the times of events by id. */
  #waiting = new Map();

  watching(profiles) {
    const appendEvents = async (tenant, updates) => {
      const added = updates.map(({ userId, events }) => this.#waitFor(userId, events));
      const gains = await profiles.appendEvents(tenant, updates);
      updates.forEach(({ userId }, i) => {
        // Nothing was gained: the event was stored before, and its time was measured then.
        if (gains[i] === 0) for (const eventId of added[i]) this.#forget(userId, eventId);
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

  /** Returns the ids that are new in the waiting list. */
  #waitFor(userId, events) {
    const waiting = this.#waiting.get(userId) ?? new Map();
    this.#waiting.set(userId, waiting);
    const added = events.filter(({ eventId }) => !waiting.has(eventId)).map(({ eventId }) => eventId);
    for (const { eventId, time } of events) waiting.set(eventId, time);
    return added;
  }

  #stored(userId, asOf, now) {
    for (const [eventId, time] of this.#waiting.get(userId) ?? []) {
      if (time > asOf) continue;
      this.times.add(eventId.split('-', 1)[0], now - time);
      this.#forget(userId, eventId);
    }
  }

  #forget(userId, eventId) {
    const waiting = this.#waiting.get(userId);
    waiting?.delete(eventId);
    if (waiting?.size === 0) this.#waiting.delete(userId);
  }
}

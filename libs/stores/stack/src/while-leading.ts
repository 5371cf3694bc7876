import { SEATS_TOPIC } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { BusMessage, EventBus } from '@stars/event-bus';

/** A leader silent for so long has lost the lead, ms: work may keep its thread busy for a while. */
const SESSION_MS = 120_000;

/**
 * Elects one process of a role on the bus, and does the work in it; the others wait. The seat is a message that nobody
 * commits while the work lasts: the bus gives it to one consumer of the group, and to another if that one dies. Resolves once the
 * work has ended here, or once `stop` fires.
 * @param work Its signal fires if the lead is lost, and with `stop`; it may be called again then. Its error rejects the call.
 */
export async function whileLeading(
  bus: EventBus,
  role: string,
  stop: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const stopped = (): void => ended.resolve();
  let running: Promise<void> = Promise.resolve();
  let isOver = false;
  await offerSeat(bus, role);
  const handler = async (messages: BusMessage[], lost: AbortSignal): Promise<void> => {
    if (!messages.some(({ key }) => key === role)) return;
    const signal = AbortSignal.any([lost, stop]);
    if (!isOver && !signal.aborted) {
      running = work(signal);
      await running.then(
        () => {
          isOver = !signal.aborted;
          if (isOver) ended.resolve();
        },
        (error) => {
          isOver = !signal.aborted;
          if (isOver) ended.reject(error);
        },
      );
      // If the bus takes no other, this one stays.
      if (isOver) return offerSeat(bus, role);
    }
    // The seat stays for another process.
    throw new StarsError('STARS_UNAVAILABLE', `this process does not lead as ${role} any more`);
  };
  stop.addEventListener('abort', stopped);
  const subscription = await bus.consume({
    group: `lead-${role}`,
    topics: [SEATS_TOPIC],
    standBy: { sessionMs: SESSION_MS },
    replays: false,
    handler,
  });
  if (stop.aborted) stopped();
  try {
    await ended.promise;
  } finally {
    stop.removeEventListener('abort', stopped);
    await running.catch(() => undefined);
    await subscription.close();
  }
}

/** Another process may lead after this one. */
async function offerSeat(bus: EventBus, role: string): Promise<void> {
  await bus.publish(SEATS_TOPIC, [{ key: role, id: `${role}@${crypto.randomUUID()}`, value: new Uint8Array() }]);
}

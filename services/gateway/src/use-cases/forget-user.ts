import {
  decodeMessage,
  type EncodedMessage,
  TOPICS,
  TOPICS_OF_USERS,
  tenantOf,
  type UserDelete,
  wishedAt,
} from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import type { ProfileStore } from '@stars/profile-store';
import type { Clock } from '@stars/recommending';
import type { Answering } from '../answering/answering.js';

interface ForgettingParts {
  bus: EventBus;
  profiles: ProfileStore;
  answering: Pick<Answering, 'flush' | 'forget'>;
  clock: Clock;
}

/**
 * Forgets a user: erases them from the log, publishes a tombstone for consumers that keep user data, then deletes the
 * profile. If it fails half-way, repeat it.
 * @param encode The message about it, which says whose data goes. Errors: its own, and those of the stores.
 */
export async function forgetUser(
  { bus, profiles, answering, clock }: ForgettingParts,
  encode: (now: Date) => EncodedMessage,
): Promise<void> {
  const first = encode(new Date(clock()));
  const { key } = first;
  // Pages that were served a moment ago are not in the log yet.
  await answering.flush();
  await bus.eraseKey(TOPICS_OF_USERS, key);
  const { tenantId, userId } = userDeleteOf(first);
  const tenant = tenantOf(tenantId);
  const [mark] = await profiles.marks(tenant, [userId]);
  // Only now: whatever was erased had arrived before, also what a consumer has read and not stored yet. Clocks of gateways differ:
  // a wish that seems older than the one before would change nothing.
  const message = encode(new Date(Math.max(clock(), wishedAt(mark?.until ?? 0) + 1)));
  await bus.publish(TOPICS.users, [message]);
  const { time, objection } = userDeleteOf(message);
  await profiles.delete(tenant, [{ userId, time: time!.getTime(), now: clock(), objection }]);
  await answering.forget(tenant, userId);
}

function userDeleteOf({ value }: EncodedMessage): UserDelete {
  const { change } = decodeMessage(TOPICS.users, value);
  if (change?.$case !== 'delete') throw new Error('the message is no deletion');
  return change.value;
}

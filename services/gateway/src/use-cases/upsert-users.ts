import {
  encodeUpsertUsers,
  type MonotonicVersions,
  TOPICS,
  type UpsertUsersRequest,
  type UpsertUsersResponse,
} from '@stars/contracts';
import type { EventBus } from '@stars/event-bus';
import { inTurns } from '@stars/platform';
import type { Objectors } from './objectors.js';

/** Takes users' features. A user without a version gets a later version than all before it. */
export async function upsertUsers(
  { bus, versions, objectors }: { bus: EventBus; versions: MonotonicVersions; objectors: Objectors },
  request: UpsertUsersRequest,
): Promise<UpsertUsersResponse> {
  const version = versions.next(new Date(), request.users.length);
  const messages = await inTurns(encodeUpsertUsers(request, version));
  const kept = new Set(await objectors.without(request.users));
  const sent = messages.filter((_, n) => kept.has(request.users[n]!));
  await bus.publish(TOPICS.users, sent);
  return { accepted: sent.length };
}

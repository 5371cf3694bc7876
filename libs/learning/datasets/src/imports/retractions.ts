import {
  type EncodedMessage,
  encodeRetraction,
  IdSet,
  Interaction,
  importOf,
  isRetraction,
  type Retraction,
  TOPICS,
  UserChange,
} from '@stars/contracts';
import { BatchPublisher } from '../batch-publisher.js';
import type { ImportLog } from '../import-sink.js';

/** Events that are gathered for messages: some 30 MB of usual ids. */
const EVENTS_AT_ONCE = 200_000;
/** Events of one message; the ids are at most 512 bytes each, and a message 8 MiB. */
const EVENTS_A_MESSAGE = 5_000;

type ImportedEvent = Pick<Interaction, 'tenantId' | 'userId' | 'eventId'>;

/** Says which events of an import are gone. Returns their number. */
export async function retractEvents(log: ImportLog, importId: string, signal?: AbortSignal): Promise<number> {
  const publisher = new BatchPublisher(log, TOPICS.interactions, signal);
  let count = 0;
  for await (const events of eventsOf(log, importId)) {
    count += events.size;
    for (const retraction of retractionsOf(events.values(), importId)) {
      if (publisher.add(encodeRetraction(retraction, retraction.eventIds[0]))) await publisher.flush();
    }
  }
  await publisher.flush();
  return count;
}

/** Ids of its events that something else brought, too. A bus without memory of ids has such an event again: it stays. */
async function sharedIds(log: ImportLog, importId: string): Promise<IdSet> {
  const [own, shared] = [new IdSet(), new IdSet()];
  for await (const messages of log.read({ topic: TOPICS.interactions })) {
    for (const message of messages) if (importOf(message) === importId) own.add(message.id);
  }
  if (own.size === 0) return shared;
  for await (const messages of log.read({ topic: TOPICS.interactions })) {
    for (const message of messages) if (importOf(message) !== importId && own.has(message.id)) shared.add(message.id);
  }
  return shared;
}

/** The other events of the import by message id, in parts. */
async function* eventsOf(log: ImportLog, importId: string): AsyncGenerator<Map<string, ImportedEvent>> {
  let events = new Map<string, ImportedEvent>();
  for await (const messages of ownMessages(log, importId)) {
    for (const { id, value } of messages) {
      const { tenantId, userId, eventId } = Interaction.decode(value);
      events.set(id, { tenantId, userId, eventId });
    }
    if (events.size < EVENTS_AT_ONCE) continue;
    yield events;
    events = new Map();
  }
  if (events.size > 0) yield events;
}

async function* ownMessages(log: ImportLog, importId: string): AsyncGenerator<EncodedMessage[]> {
  const topic = TOPICS.interactions;
  if (log.readImport) return yield* log.readImport(topic, importId);
  const shared = await sharedIds(log, importId);
  for await (const messages of log.read({ topic })) {
    yield messages.filter((message) => importOf(message) === importId && !shared.has(message.id));
  }
}

function* retractionsOf(events: Iterable<ImportedEvent>, importId: string): Generator<Retraction> {
  const users = Map.groupBy(events, ({ tenantId, userId }) => `${tenantId}/${userId}`);
  for (const list of users.values()) {
    const { tenantId, userId } = list[0]!;
    const eventIds = list.map(({ eventId }) => eventId);
    for (let at = 0; at < eventIds.length; at += EVENTS_A_MESSAGE) {
      yield { tenantId, userId, importId, eventIds: eventIds.slice(at, at + EVENTS_A_MESSAGE) };
    }
  }
}

interface Features {
  version: number;
  features: Record<string, unknown>;
}

/** Says which features of an import are gone, and which were there before. Returns the number of users. */
export async function retractFeatures(log: ImportLog, importId: string, signal?: AbortSignal): Promise<number> {
  const retractions = new Map<string, Retraction>();
  for await (const message of changesOfUsers(log)) {
    const change = upsertOf(message);
    if (change === undefined || importOf(message) !== importId) continue;
    const { tenantId, userId, version } = change;
    if ((retractions.get(message.key)?.features?.version ?? -1) > version) continue;
    retractions.set(message.key, { tenantId, userId, importId, eventIds: [], features: { version } });
  }
  if (retractions.size === 0) return 0;
  for await (const message of changesOfUsers(log)) {
    const retraction = retractions.get(message.key);
    const change = upsertOf(message);
    if (retraction?.features === undefined || change === undefined || importOf(message) === importId) continue;
    const { version, features = {} } = change;
    const { before } = retraction.features;
    if (before === undefined || before.version <= version)
      retraction.features.before = { version, features } satisfies Features;
  }
  const publisher = new BatchPublisher(log, TOPICS.users, signal);
  for (const retraction of retractions.values())
    if (publisher.add(encodeRetraction(retraction))) await publisher.flush();
  await publisher.flush();
  return retractions.size;
}

async function* changesOfUsers(log: ImportLog): AsyncGenerator<EncodedMessage> {
  for await (const messages of log.read({ topic: TOPICS.users })) {
    for (const message of messages) if (!isRetraction(message)) yield message;
  }
}

function upsertOf({ value }: EncodedMessage) {
  const { change } = UserChange.decode(value);
  return change?.$case === 'upsert' ? change.value : undefined;
}

import { contentHash } from './content-hash.js';
import { at, problem } from './field-problem.js';
import type { CatalogItemPatch } from './generated/stars/v1/catalog.js';
import type { Interaction } from './generated/stars/v1/interaction.js';
import type { ItemStatistics } from './generated/stars/v1/statistics.js';
import { isIdentify, ofOnePerson } from './identify.js';
import { fieldPatches } from './item-patches.js';
import type { MessageKind } from './kinds/index.js';
import { LIMITS } from './limits.js';
import { keyOfPart, messageKey, tenantOf } from './message-key.js';
import { catalogChange, catalogItem, catalogItemDelete, catalogItemPatch } from './messages/catalog.js';
import { contextSignalOnBus } from './messages/context.js';
import { impressionOnBus, interactionOnBus } from './messages/events.js';
import { itemFeatures, tagCorrection } from './messages/features.js';
import { modelManifest, rollOut, servedModel, serveRequest, trainingStep } from './messages/models.js';
import { ruleHistory } from './messages/rules.js';
import { itemStatistics, purchaseFacts } from './messages/statistics.js';
import { surfaceHistory } from './messages/surfaces.js';
import { userChange, userDelete, userProfileUpdate } from './messages/users.js';

/** A checked message, ready for the bus. */
export interface EncodedMessage {
  /** `tenant/id` of the user, item or region: messages of one key keep their order. */
  key: string;
  /** `tenant/…`, unique within the topic: the same id again is the same message. */
  id: string;
  value: Uint8Array;
  headers: Record<string, string>;
}

interface Encoding<M> {
  /** undefined: the tenant is the key. */
  key?: (message: M) => string;
  id: (message: M, value: Uint8Array) => string;
  /** Of a message that is a part of its topic's value. */
  encode?: (message: M) => Uint8Array;
  maxBytes?: number;
}

/** Checks a message and encodes it for its topic. Errors: those of the check and `STARS_TOO_LARGE`, with `path` before the field. */
function encoder<M extends { tenantId: string }>(kind: MessageKind<M>, encoding: Encoding<M>) {
  const { key, id, encode = (message) => kind.codec.encode(message).finish() } = encoding;
  const { maxBytes = LIMITS.messageBytes } = encoding;
  return (given: M, path = ''): EncodedMessage =>
    at(path, () => {
      kind.check(given);
      const message = { ...given, tenantId: tenantOf(given.tenantId) };
      const { tenantId } = message;
      const value = encode(message);
      if (value.length > maxBytes) {
        throw problem('STARS_TOO_LARGE', `takes ${value.length} bytes, and at most ${maxBytes} are allowed`);
      }
      return {
        key: key === undefined ? tenantId : messageKey(tenantId, key(message)),
        id: messageKey(tenantId, id(message, value)),
        value,
        headers: {},
      };
    });
}

const userId = (message: { userId: string }): string => message.userId;
const itemId = (message: { itemId: string }): string => message.itemId;
const definitionOf = ({ definition }: { definition: string }): string => definition;
const eventId = (message: { eventId: string }): string => message.eventId;
const itemVersion = (message: { itemId: string; version: number }): string => `${message.itemId}@${message.version}`;

// Of events, `event_id` must be set.
const encodeOfPerson = encoder(interactionOnBus, {
  // After what the stranger did.
  key: (event) => (isIdentify(event) ? event.anonymousId : event.userId),
  id: eventId,
});
export const encodeInteraction = (event: Interaction, path = ''): EncodedMessage =>
  encodeOfPerson(ofOnePerson(event), path);
export const encodeImpression = encoder(impressionOnBus, { key: userId, id: eventId });
export const encodeContextSignal = encoder(contextSignalOnBus, {
  key: ({ region }) => region,
  id: eventId,
  maxBytes: LIMITS.contextBytes,
});

export const encodeCatalogUpsert = encoder(catalogItem, {
  key: itemId,
  id: itemVersion,
  encode: (value) => catalogChange.codec.encode({ change: { $case: 'upsert', value } }).finish(),
});

/** It has its own id, so that a bus that remembers the upsert of this version does not drop the deletion. */
export const encodeCatalogDelete = encoder(catalogItemDelete, {
  key: itemId,
  id: (message) => `${itemVersion(message)}-delete`,
  encode: (value) => catalogChange.codec.encode({ change: { $case: 'delete', value } }).finish(),
});

const fieldOf = (patch: CatalogItemPatch): string => Object.keys(fieldPatches(patch)).join();

/** Of a patch with one field: each field of an item has its own key, so that a compacted topic keeps the last patch of each. */
export const encodeCatalogPatch = encoder(catalogItemPatch, {
  key: (patch) => keyOfPart(patch.itemId, fieldOf(patch)),
  id: (patch) => `${itemVersion(patch)}/${fieldOf(patch)}`,
});

export const encodeUserUpsert = encoder(userProfileUpdate, {
  key: userId,
  id: ({ userId, version }) => `${userId}@${version}`,
  encode: (value) => userChange.codec.encode({ change: { $case: 'upsert', value } }).finish(),
});

export const encodeUserDelete = encoder(userDelete, {
  key: userId,
  id: ({ userId, time, objection = '' }) => `${userId}@${time!.getTime()}-delete${objection}`,
  encode: (value) => userChange.codec.encode({ change: { $case: 'delete', value } }).finish(),
});

/** A new tagger makes new features of an old item version: the content distinguishes them. */
export const encodeItemFeatures = encoder(itemFeatures, {
  key: itemId,
  id: ({ itemId, itemVersion }, value) => `${itemId}@${itemVersion}/${contentHash(value)}`,
});
export const encodeTagCorrection = encoder(tagCorrection, { key: itemId, id: itemVersion });

export const encodeModelManifest = encoder(modelManifest, {
  id: ({ version, createdTime }) => `${version}@${createdTime!.getTime()}`,
});
/** Each announcement has its own id, so that an older model can come back. */
export const encodeServedModel = encoder(servedModel, { id: ({ version, time }) => `${version}@${time!.getTime()}` });
export const encodeServeRequest = encoder(serveRequest, { id: ({ requestId }) => requestId });
export const encodeRollOut = encoder(rollOut, {
  id: ({ version, outcome, time }) => `${version}/${outcome}@${time!.getTime()}`,
});
export const encodeTrainingStep = encoder(trainingStep, {
  id: ({ outcome, time }) => `${outcome}@${time!.getTime()}`,
});

/** Of messages whose `unique` id tells them from all others of their key. A short one, for buses remember the last ids of each key. */
const withId =
  <M>(encode: (message: M) => EncodedMessage) =>
  (message: M, unique: string): EncodedMessage => ({ ...encode(message), id: unique });

export const encodePurchaseFacts = withId(
  encoder(purchaseFacts, { key: definitionOf, id: definitionOf, maxBytes: LIMITS.statisticsBytes }),
);
export const encodeItemStatistics = withId(
  encoder(itemStatistics, { key: statisticsKey, id: statisticsKey, maxBytes: LIMITS.statisticsBytes }),
);

/** Two changes at once may make the same version: it is no id. */
export const encodeSurfaceHistory = withId(
  encoder(surfaceHistory, { key: ({ name }) => name, id: ({ name }) => name }),
);
export const encodeRuleHistory = withId(encoder(ruleHistory, { key: ({ name }) => name, id: ({ name }) => name }));

function statisticsKey({ definition, state }: ItemStatistics): string {
  return state?.$case === 'item' ? `${definition}/${state.value.itemId}` : definition;
}

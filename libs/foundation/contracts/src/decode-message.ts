import { isStarsError, StarsError } from '@stars/errors';
import { at, problem } from './field-problem.js';
import type { CatalogChange, CatalogItemPatch } from './generated/stars/v1/catalog.js';
import type { ContextSignal } from './generated/stars/v1/context.js';
import type { ItemFeatures, TagCorrection } from './generated/stars/v1/features.js';
import type { Impression, Interaction } from './generated/stars/v1/interaction.js';
import type { ModelManifest, RollOut, ServedModel, ServeRequest, TrainingStep } from './generated/stars/v1/model.js';
import type { RuleHistory } from './generated/stars/v1/rule_service.js';
import type { ItemStatistics, PurchaseFacts } from './generated/stars/v1/statistics.js';
import type { SurfaceHistory } from './generated/stars/v1/surface_service.js';
import type { UserChange, UserDelete } from './generated/stars/v1/user.js';
import { also, type MessageKind } from './kinds/index.js';
import { tenantOf } from './message-key.js';
import { catalogChange, catalogItemPatch } from './messages/catalog.js';
import { contextSignalOnBus } from './messages/context.js';
import { impressionOnBus, interactionOnBus } from './messages/events.js';
import { itemFeatures, tagCorrection } from './messages/features.js';
import { modelManifest, rollOut, servedModel, serveRequest, trainingStep } from './messages/models.js';
import { ruleHistory } from './messages/rules.js';
import { itemStatistics, purchaseFacts } from './messages/statistics.js';
import { surfaceHistory } from './messages/surfaces.js';
import { userChange } from './messages/users.js';
import { TOPICS } from './topics.js';

/** The type of each topic's values. */
export interface MessageOfTopic {
  [TOPICS.interactions]: Interaction;
  [TOPICS.impressions]: Impression;
  [TOPICS.catalog]: CatalogChange;
  [TOPICS.catalogPatches]: CatalogItemPatch;
  [TOPICS.users]: UserChange;
  [TOPICS.context]: ContextSignal;
  [TOPICS.itemFeatures]: ItemFeatures;
  [TOPICS.tagCorrections]: TagCorrection;
  [TOPICS.models]: ModelManifest;
  [TOPICS.servedModels]: ServedModel;
  [TOPICS.serveRequests]: ServeRequest;
  [TOPICS.rollOuts]: RollOut;
  [TOPICS.trainings]: TrainingStep;
  [TOPICS.purchaseFacts]: PurchaseFacts;
  [TOPICS.itemStatistics]: ItemStatistics;
  [TOPICS.surfaces]: SurfaceHistory;
  [TOPICS.rules]: RuleHistory;
}

const VALUES: { [T in keyof MessageOfTopic]: MessageKind<MessageOfTopic[T]> } = {
  [TOPICS.interactions]: interactionOnBus,
  [TOPICS.impressions]: impressionOnBus,
  [TOPICS.catalog]: also(catalogChange, ({ change }) => checkVersion(change!.value, change!.$case)),
  [TOPICS.catalogPatches]: also(catalogItemPatch, (patch) => checkVersion(patch)),
  [TOPICS.users]: also(userChange, ({ change }) => checkVersion(change!.value, change!.$case)),
  [TOPICS.context]: contextSignalOnBus,
  [TOPICS.itemFeatures]: itemFeatures,
  [TOPICS.tagCorrections]: also(tagCorrection, (correction) => checkVersion(correction)),
  [TOPICS.models]: modelManifest,
  [TOPICS.servedModels]: servedModel,
  [TOPICS.serveRequests]: serveRequest,
  [TOPICS.rollOuts]: rollOut,
  [TOPICS.trainings]: trainingStep,
  [TOPICS.purchaseFacts]: purchaseFacts,
  [TOPICS.itemStatistics]: itemStatistics,
  [TOPICS.surfaces]: surfaceHistory,
  [TOPICS.rules]: ruleHistory,
};

/** Only STARS itself writes values of these topics. */
const OWN: ReadonlySet<string> = new Set([
  TOPICS.itemFeatures,
  TOPICS.models,
  TOPICS.servedModels,
  TOPICS.serveRequests,
  TOPICS.rollOuts,
  TOPICS.trainings,
  TOPICS.purchaseFacts,
  TOPICS.itemStatistics,
  TOPICS.surfaces,
  TOPICS.rules,
]);

/** Every process follows them, and one that makes no sense would stop them all: they are few, and checked where they are read. */
const CONTROL: ReadonlySet<string> = new Set([
  TOPICS.models,
  TOPICS.servedModels,
  TOPICS.serveRequests,
  TOPICS.rollOuts,
  TOPICS.trainings,
  TOPICS.surfaces,
  TOPICS.rules,
]);

function checkVersion(message: object, ...steps: string[]): void {
  if ('version' in message && message.version === 0)
    throw problem('STARS_FIELD_REQUIRED', 'is required', ...steps, 'version');
}

/** A value of a topic as JSON, with the names of the API. Errors: those of `decodeMessage`. */
export function messageToJson<T extends keyof MessageOfTopic>(topic: T, value: Uint8Array): unknown {
  const kind: MessageKind<MessageOfTopic[T]> = VALUES[topic];
  return kind.write(decodeMessage(topic, value));
}

/** "{" begins no protobuf message of STARS: it would be a group of field 15. */
export const JSON_BEGINS = 0x7b;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes a value of a topic: protobuf, or JSON if its first byte is "{" (docs/reference/topics.md). JSON comes from producers
 * that bypass the API: fields that the API adds (event ids and versions above all) must be there. Unknown names are ignored,
 * as in protobuf, so that a producer may be newer.
 * Errors: `STARS_POISON_MESSAGE` if the bytes are no such message; those of the checks, with the field, for JSON and for messages about
 * models, surfaces and rules.
 */
export function decodeMessage<T extends keyof MessageOfTopic>(topic: T, value: Uint8Array): MessageOfTopic[T] {
  const kind: MessageKind<MessageOfTopic[T]> = VALUES[topic];
  const isJson = value[0] === JSON_BEGINS && !OWN.has(topic);
  let decoded: MessageOfTopic[T] | undefined;
  let json: unknown;
  try {
    if (isJson) json = JSON.parse(UTF8.decode(value));
    else decoded = kind.codec.decode(value);
  } catch (cause) {
    throw new StarsError('STARS_POISON_MESSAGE', `A message of ${topic} cannot be decoded.`, { cause });
  }
  if (decoded !== undefined && !CONTROL.has(topic)) return decoded;
  return at('', () => {
    const message = decoded ?? kind.read(json, 'ignore');
    kind.check(message);
    if (decoded !== undefined) return message;
    const named = 'change' in message ? (message as CatalogChange | UserChange).change!.value : message;
    if ('tenantId' in named) named.tenantId = tenantOf(named.tenantId);
    return message;
  });
}

/** The same; undefined for what cannot be decoded. For whoever reads beside the consumers of the topic, which report it. */
export function decodeIfReadable<T extends keyof MessageOfTopic>(
  topic: T,
  value: Uint8Array,
): MessageOfTopic[T] | undefined {
  try {
    return decodeMessage(topic, value);
  } catch (error) {
    if (isStarsError(error)) return undefined;
    throw error;
  }
}

/** The deletion that a message of the topic of users is, if it is one. */
export function readUserDeletion(value: Uint8Array): UserDelete | undefined {
  const change = decodeIfReadable(TOPICS.users, value)?.change;
  return change?.$case === 'delete' ? change.value : undefined;
}

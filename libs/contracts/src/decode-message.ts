import { StarsError } from '@stars/errors';
import { CatalogChange } from './generated/stars/v1/catalog.js';
import { ContextSignal } from './generated/stars/v1/context.js';
import { ItemFeatures } from './generated/stars/v1/features.js';
import { Impression, Interaction } from './generated/stars/v1/interaction.js';
import { ModelManifest, ServedModel } from './generated/stars/v1/model.js';
import { UserChange } from './generated/stars/v1/user.js';
import { TOPICS } from './topics.js';

/** What each topic's values are. */
export interface MessageOfTopic {
  [TOPICS.interactions]: Interaction;
  [TOPICS.impressions]: Impression;
  [TOPICS.catalog]: CatalogChange;
  [TOPICS.users]: UserChange;
  [TOPICS.context]: ContextSignal;
  [TOPICS.itemFeatures]: ItemFeatures;
  [TOPICS.models]: ModelManifest;
  [TOPICS.servedModels]: ServedModel;
}

const DECODERS: { [T in keyof MessageOfTopic]: (value: Uint8Array) => MessageOfTopic[T] } = {
  [TOPICS.interactions]: (value) => Interaction.decode(value),
  [TOPICS.impressions]: (value) => Impression.decode(value),
  [TOPICS.catalog]: (value) => CatalogChange.decode(value),
  [TOPICS.users]: (value) => UserChange.decode(value),
  [TOPICS.context]: (value) => ContextSignal.decode(value),
  [TOPICS.itemFeatures]: (value) => ItemFeatures.decode(value),
  [TOPICS.models]: (value) => ModelManifest.decode(value),
  [TOPICS.servedModels]: (value) => ServedModel.decode(value),
};

/** Decodes a message of a topic. Errors: `STARS_POISON_MESSAGE` where the bytes are no such message. */
export function decodeMessage<T extends keyof MessageOfTopic>(topic: T, value: Uint8Array): MessageOfTopic[T] {
  try {
    return DECODERS[topic](value);
  } catch (cause) {
    throw new StarsError('STARS_POISON_MESSAGE', `A message of ${topic} cannot be decoded.`, { cause });
  }
}

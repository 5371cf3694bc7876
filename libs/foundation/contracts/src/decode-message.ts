import { StarsError } from '@stars/errors';
import { JSON_DECODERS } from './decode-json.js';
import { CatalogChange } from './generated/stars/v1/catalog.js';
import { ContextSignal } from './generated/stars/v1/context.js';
import { ItemFeatures, TagCorrection } from './generated/stars/v1/features.js';
import { Impression, Interaction } from './generated/stars/v1/interaction.js';
import { ModelManifest, RollOut, ServedModel, ServeRequest } from './generated/stars/v1/model.js';
import { UserChange } from './generated/stars/v1/user.js';
import { TOPICS } from './topics.js';

/** The type of each topic's values. */
export interface MessageOfTopic {
  [TOPICS.interactions]: Interaction;
  [TOPICS.impressions]: Impression;
  [TOPICS.catalog]: CatalogChange;
  [TOPICS.users]: UserChange;
  [TOPICS.context]: ContextSignal;
  [TOPICS.itemFeatures]: ItemFeatures;
  [TOPICS.tagCorrections]: TagCorrection;
  [TOPICS.models]: ModelManifest;
  [TOPICS.servedModels]: ServedModel;
  [TOPICS.serveRequests]: ServeRequest;
  [TOPICS.rollOuts]: RollOut;
}

type Decoders<Input> = { [T in keyof MessageOfTopic]: (input: Input) => MessageOfTopic[T] };

const DECODERS: Decoders<Uint8Array> = {
  [TOPICS.interactions]: (value) => Interaction.decode(value),
  [TOPICS.impressions]: (value) => Impression.decode(value),
  [TOPICS.catalog]: (value) => CatalogChange.decode(value),
  [TOPICS.users]: (value) => UserChange.decode(value),
  [TOPICS.context]: (value) => ContextSignal.decode(value),
  [TOPICS.itemFeatures]: (value) => ItemFeatures.decode(value),
  [TOPICS.tagCorrections]: (value) => TagCorrection.decode(value),
  [TOPICS.models]: (value) => ModelManifest.decode(value),
  [TOPICS.servedModels]: (value) => ServedModel.decode(value),
  [TOPICS.serveRequests]: (value) => ServeRequest.decode(value),
  [TOPICS.rollOuts]: (value) => RollOut.decode(value),
};

/** Only STARS itself writes values of the other topics. */
const FROM_JSON: Partial<Decoders<unknown>> = JSON_DECODERS;

/** "{" begins no protobuf message of STARS: it would be a group of field 15. */
const JSON_BEGINS = 0x7b;
const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes a value of a topic: protobuf, or JSON if its first byte is "{" (docs/reference/topics.md).
 * Errors: `STARS_POISON_MESSAGE` if the bytes are no such message; those of the API's checks, with the field, for JSON.
 */
export function decodeMessage<T extends keyof MessageOfTopic>(topic: T, value: Uint8Array): MessageOfTopic[T] {
  const fromJson = FROM_JSON[topic];
  if (value[0] === JSON_BEGINS && fromJson !== undefined) return fromJson(parse(topic, value));
  try {
    return DECODERS[topic](value);
  } catch (cause) {
    throw poison(topic, cause);
  }
}

function parse(topic: string, value: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(value));
  } catch (cause) {
    throw poison(topic, cause);
  }
}

const poison = (topic: string, cause: unknown): StarsError =>
  new StarsError('STARS_POISON_MESSAGE', `A message of ${topic} cannot be decoded.`, { cause });

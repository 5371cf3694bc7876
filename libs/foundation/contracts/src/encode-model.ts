import { checkItemFeatures } from './check-features.js';
import { checkModelManifest, checkRollOut, checkServedModel, checkServeRequest } from './check-model.js';
import { contentHash } from './content-hash.js';
import { type EncodedMessage, encodedMessage } from './encoded-message.js';
import { ItemFeatures } from './generated/stars/v1/features.js';
import { ModelManifest, RollOut, ServedModel, ServeRequest } from './generated/stars/v1/model.js';
import { LIMITS } from './limits.js';
import { tenantOf } from './message-key.js';

/** Checks the tagger's features of an item and makes its message for `TOPICS.itemFeatures`. */
export function encodeItemFeatures(features: ItemFeatures, path = ''): EncodedMessage {
  checkItemFeatures(features, path);
  const tenantId = tenantOf(features.tenantId);
  const value = ItemFeatures.encode({ ...features, tenantId }).finish();
  // A new tagger makes new features of an old item version: the content distinguishes them.
  const id = `${features.itemId}@${features.itemVersion}/${contentHash(value)}`;
  return encodedMessage(tenantId, features.itemId, id, value, LIMITS.messageBytes, path);
}

/** Checks a manifest and makes its message for `TOPICS.models`, whose key is the tenant. */
export function encodeModelManifest(manifest: ModelManifest, path = ''): EncodedMessage {
  checkModelManifest(manifest, path);
  const tenantId = tenantOf(manifest.tenantId);
  const value = ModelManifest.encode({ ...manifest, tenantId }).finish();
  const id = `${manifest.version}@${manifest.createdTime!.getTime()}`;
  const message = encodedMessage(tenantId, '', id, value, LIMITS.messageBytes, path);
  return { ...message, key: tenantId };
}

/** Checks an announcement and makes its message for `TOPICS.servedModels`, whose key is the tenant. */
export function encodeServedModel(served: ServedModel, path = ''): EncodedMessage {
  checkServedModel(served, path);
  const tenantId = tenantOf(served.tenantId);
  const value = ServedModel.encode({ ...served, tenantId }).finish();
  const id = `${served.version}@${served.time!.getTime()}`;
  const message = encodedMessage(tenantId, '', id, value, LIMITS.messageBytes, path);
  return { ...message, key: tenantId };
}

/** Checks a request and makes its message for `TOPICS.serveRequests`, whose key is the tenant. */
export function encodeServeRequest(request: ServeRequest, path = ''): EncodedMessage {
  checkServeRequest(request, path);
  const tenantId = tenantOf(request.tenantId);
  const value = ServeRequest.encode({ ...request, tenantId }).finish();
  const message = encodedMessage(tenantId, '', request.requestId, value, LIMITS.messageBytes, path);
  return { ...message, key: tenantId };
}

/** Checks a step of a roll-out and makes its message for `TOPICS.rollOuts`, whose key is the tenant. */
export function encodeRollOut(step: RollOut, path = ''): EncodedMessage {
  checkRollOut(step, path);
  const tenantId = tenantOf(step.tenantId);
  const value = RollOut.encode({ ...step, tenantId }).finish();
  const id = `${step.version}/${step.outcome}@${step.time!.getTime()}`;
  const message = encodedMessage(tenantId, '', id, value, LIMITS.messageBytes, path);
  return { ...message, key: tenantId };
}

import { at } from './field-problem.js';
import type { Kind, UnknownFields } from './kinds/index.js';
import { catalogItem, catalogItemDelete, catalogItemPatch } from './messages/catalog.js';
import { contextSignal } from './messages/context.js';
import { impression, interaction } from './messages/events.js';
import { itemFeatures, tagCorrection } from './messages/features.js';
import { filter } from './messages/filter.js';
import { modelManifest } from './messages/models.js';
import { surface } from './messages/recommend-requests.js';
import { rule } from './messages/rules.js';
import { userDelete, userProfileUpdate } from './messages/users.js';

/** Throws a StarsError, its `field` beginning with `path`, unless the message is valid. */
const checker =
  <M>(table: Kind<M>) =>
  (message: M, path = ''): void =>
    at(path, () => table.check(message));

export const checkInteraction = checker(interaction);
export const checkImpression = checker(impression);
export const checkCatalogItem = checker(catalogItem);
export const checkCatalogDelete = checker(catalogItemDelete);
export const checkCatalogPatch = checker(catalogItemPatch);
export const checkUserUpdate = checker(userProfileUpdate);
export const checkUserDelete = checker(userDelete);
export const checkItemFeatures = checker(itemFeatures);
export const checkTagCorrection = checker(tagCorrection);
export const checkModelManifest = checker(modelManifest);
/** Paths follow the tree: `filter.all.operands[1].in.field`. */
export const checkFilterFields = checker(filter);

/** A row of a file → a checked message. Errors: those of the check, with `path` before the field. */
const reader =
  <M>(table: Kind<M>, unknown: UnknownFields) =>
  (row: unknown, path = ''): M =>
    at(path, () => {
      const message = table.read(row, unknown);
      table.check(message);
      return message;
    });

// The import format: ids of events and versions may be absent, and other columns are ignored.
export const interactionFromJson = reader(interaction, 'ignore');
export const impressionFromJson = reader(impression, 'ignore');
export const catalogItemFromJson = reader(catalogItem, 'ignore');
export const userFromJson = reader(userProfileUpdate, 'ignore');
export const contextFromJson = reader(contextSignal, 'ignore');

/** A row of a file of corrections; `version` may be absent. A field that nobody knows is an error. */
export const tagCorrectionFromJson = reader(tagCorrection, 'reject');
/** What a surface says, by the names of the API. */
export const surfaceFromJson = reader(surface, 'reject');
/** What a rule says, by the names of the API. */
export const ruleFromJson = reader(rule, 'reject');
/** The proto JSON of a filter, such as `{"all":{"operands":[{"in":{"field":"brand","values":["x"]}}]}}`. */
export const filterFromJson = reader(filter, 'reject');

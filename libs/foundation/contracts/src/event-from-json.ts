import { checkImpression, checkInteraction } from './check-event.js';
import { INTERACTION_TYPE_NAMES } from './enum-names.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import {
  type Impression,
  type ImpressionItem,
  type Interaction,
  InteractionType,
} from './generated/stars/v1/interaction.js';
import { JsonFields, type UnknownFields } from './json-fields.js';

/**
 * An event of the import format → a checked interaction; `event_id` may stay empty. Unknown fields are ignored.
 * Errors: those of `checkInteraction`, with `path` before the field.
 */
export function interactionFromJson(row: unknown, path = ''): Interaction {
  const interaction = parseInteraction(row, path, 'ignore');
  checkInteraction(interaction, path);
  return interaction;
}

/** An impression of the import format → a checked impression. `items` are ids in order, or objects as in the contract. */
export function impressionFromJson(row: unknown, path = ''): Impression {
  const impression = parseImpression(row, path, 'ignore');
  checkImpression(impression, path);
  return impression;
}

/** The types only; what must be there is checked later. */
export function parseInteraction(row: unknown, path: string, unknown: UnknownFields): Interaction {
  const json = new JsonFields(row, path, unknown);
  const type = json.raw('type');
  const interaction: Interaction = {
    tenantId: json.string('tenant_id'),
    eventId: json.string('event_id'),
    userId: json.string('user_id'),
    itemId: json.string('item_id'),
    type:
      type === undefined || type === ''
        ? InteractionType.INTERACTION_TYPE_UNSPECIFIED
        : INTERACTION_TYPE_NAMES.parse(type, path, 'type'),
    time: json.time('time'),
    sessionId: json.string('session_id'),
    pageId: json.string('page_id'),
    region: json.string('region'),
    quantity: json.number('quantity'),
    value: json.optionalNumber('value'),
  };
  json.done();
  return interaction;
}

/** The types only; what must be there is checked later. */
export function parseImpression(row: unknown, path: string, unknown: UnknownFields): Impression {
  const json = new JsonFields(row, path, unknown);
  const items = json.list('items', (item, at) => parseImpressionItem(item, at, unknown));
  const propensities = json.list('propensities', (value, at) => {
    if (typeof value !== 'number') throw fieldError('STARS_INVALID_FIELD', at, '', 'must be a number');
    return value;
  });
  if (propensities.length > 0) addPropensities(items, propensities, path);
  const impression: Impression = {
    tenantId: json.string('tenant_id'),
    eventId: json.string('event_id'),
    userId: json.string('user_id'),
    pageId: json.string('page_id'),
    time: json.time('time'),
    surface: json.string('surface'),
    region: json.string('region'),
    items: items.map((item, index) => ({ ...item, position: item.position ?? index })),
    recommendationId: json.string('recommendation_id'),
    confirmed: json.boolean('confirmed'),
  };
  json.done();
  return impression;
}

type ParsedItem = Omit<ImpressionItem, 'position'> & { position: number | undefined };

function parseImpressionItem(item: unknown, path: string, unknown: UnknownFields): ParsedItem {
  if (typeof item === 'string') return { itemId: item, position: undefined, propensity: 0 };
  const json = new JsonFields(item, path, unknown);
  const parsed = {
    itemId: json.string('item_id'),
    position: json.optionalNumber('position'),
    propensity: json.number('propensity'),
  };
  json.done();
  return parsed;
}

function addPropensities(items: ParsedItem[], propensities: readonly number[], path: string): void {
  if (propensities.length !== items.length) {
    const problem = `has ${propensities.length} elements for ${items.length} items`;
    throw fieldError('STARS_INVALID_FIELD', path, 'propensities', problem);
  }
  for (const [index, item] of items.entries()) {
    if (item.propensity !== 0) {
      const at = indexPath(path, 'items', index);
      throw fieldError('STARS_INVALID_FIELD', joinPath(at, 'propensity'), '', 'is given twice');
    }
    item.propensity = propensities[index]!;
  }
}

import { isOfDislike } from '../dislikes.js';
import { isBrowsing } from '../event-subject.js';
import { inside, problem } from '../field-problem.js';
import {
  Impression,
  ImpressionItem,
  ImpressionList,
  Interaction,
  InteractionType,
} from '../generated/stars/v1/interaction.js';
import { isIdentify } from '../identify.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { RATINGS } from '../ratings.js';
import { brand } from './catalog.js';
import { INTERACTION_TYPE_NAMES } from './enum-names.js';

/** An event as it is on the bus: with its id (see `OccurrenceIds`). */
export const withEventId = <M extends { eventId: string }>(event: kind.MessageKind<M>): kind.MessageKind<M> =>
  kind.also<M, kind.MessageKind<M>>(event, ({ eventId }) => inside('event_id', () => kind.id.check(eventId)));

const interactionRows = {
  tenantId: kind.tenant,
  eventId: kind.optionalId,
  // Before the user, whose id it may become.
  anonymousId: kind.optionalId,
  userId: kind.optionalId,
  itemId: kind.optionalId,
  type: kind.choice(INTERACTION_TYPE_NAMES),
  time: kind.time,
  sessionId: kind.optionalId,
  pageId: kind.optionalId,
  region: kind.optionalId,
  quantity: kind.number(0, LIMITS.number),
  value: kind.optional(kind.number(-LIMITS.number, LIMITS.number)),
  recommendationId: kind.optionalId,
  kind: kind.optionalId,
  category: brand,
  brand,
  query: kind.line(LIMITS.titleChars),
};

const NAME = kind.filledLine(LIMITS.nameChars);
const QUERY = kind.filledLine(LIMITS.titleChars);
const RATING = kind.number(RATINGS.worst, RATINGS.best);

const { INTERACTION_TYPE_RATING, INTERACTION_TYPE_VIEW_CATEGORY, INTERACTION_TYPE_SEARCH } = InteractionType;

/** What each type needs: most an item, a dislike an item, a category or a brand. */
function checkSubject({ itemId, category, brand, query, type, value }: Interaction): void {
  const isRequired = (field: string): Error => problem('STARS_FIELD_REQUIRED', 'is required', field);
  if (isBrowsing(type)) {
    if (type === INTERACTION_TYPE_SEARCH && query === '') throw isRequired('query');
    if (type === INTERACTION_TYPE_VIEW_CATEGORY && category === '') throw isRequired('category');
    if (itemId !== '')
      throw problem('STARS_INVALID_FIELD', 'is given, but events of this type have no item', 'item_id');
  } else if (itemId === '' && (!isOfDislike(type) || (category === '' && brand === ''))) throw isRequired('item_id');
  if (itemId === '' && category !== '' && brand !== '') {
    throw problem('STARS_INVALID_FIELD', 'is given beside a category', 'brand');
  }
  if (type !== INTERACTION_TYPE_RATING) return;
  if (value === undefined) throw isRequired('value');
  inside('value', () => RATING.check(value));
}

const namesOf = (isOne: (type: InteractionType) => boolean): string[] =>
  INTERACTION_TYPE_NAMES.values
    .filter(({ protoName }) => isOne(InteractionType[protoName as keyof typeof InteractionType]))
    .flatMap(({ shortName, protoName }) => [shortName, protoName]);

const ofSubject: kind.MessageOptions<Interaction> = {
  whole: checkSubject,
  describe(object, scope) {
    const name = NAME.schema(scope);
    const there = { item_id: kind.id.schema(scope), category: name, brand: name, query: QUERY.schema(scope) };
    const of = (
      isOne: (type: InteractionType) => boolean,
      required: readonly string[],
      without: readonly string[] = [],
      properties: Readonly<Record<string, kind.JsonSchema>> = {},
    ): kind.JsonSchema => ({
      required,
      ...(without.length > 0 && { not: { anyOf: without.map((field) => ({ required: [field] })) } }),
      properties: { type: { enum: namesOf(isOne) }, ...properties },
    });
    const isRating = (type: InteractionType): boolean => type === INTERACTION_TYPE_RATING;
    const isPlain = (type: InteractionType): boolean => !isRating(type) && !isBrowsing(type) && !isIdentify({ type });
    const anyOf = [
      of(isPlain, ['item_id']),
      of(isRating, ['item_id', 'value'], [], { value: RATING.schema(scope) }),
      of(isOfDislike, ['category'], ['brand']),
      of(isOfDislike, ['brand'], ['category']),
      of((type) => type === INTERACTION_TYPE_VIEW_CATEGORY, ['category'], ['item_id', 'brand']),
      of((type) => type === INTERACTION_TYPE_SEARCH, ['query'], ['item_id', 'brand']),
    ];
    return { ...object, properties: { ...object.properties, ...there }, ...kind.onlyChecked({ anyOf }) };
  },
};

/** An event of a user or of a stranger, or one that says which user a stranger is. */
const ofPerson: kind.MessageOptions<Interaction> = {
  whole(event) {
    const { userId, anonymousId } = event;
    if (!isIdentify(event)) {
      if (userId === '' && anonymousId === '') throw problem('STARS_FIELD_REQUIRED', 'is required', 'user_id');
      return checkSubject(event);
    }
    if (userId === '') throw problem('STARS_FIELD_REQUIRED', 'is required', 'user_id');
    if (anonymousId === '') throw problem('STARS_FIELD_REQUIRED', 'is required', 'anonymous_id');
    if (anonymousId === userId) throw problem('STARS_INVALID_FIELD', 'is the user_id', 'anonymous_id');
  },
  describe(object, scope) {
    const id = kind.id.schema(scope);
    const ids = { user_id: id, anonymous_id: id };
    const identify = {
      required: ['user_id', 'anonymous_id'],
      properties: { type: { enum: namesOf((type) => isIdentify({ type })) } },
    };
    const { then: subject, ...described } = ofSubject.describe!(object, scope) as kind.JsonSchema & { then: object };
    const persons = Object.keys(ids).map((name) => ({ required: [name] }));
    return {
      ...described,
      properties: { ...(described['properties'] as object), ...ids },
      ...kind.onlyChecked({ anyOf: [{ anyOf: persons, allOf: [subject] }, identify] }),
    };
  },
};

/** `event_id` may be absent. */
export const interaction = kind.message(Interaction, interactionRows, ofPerson);

/** An event in a request for a list: an absent user is that of the request. */
export const recentEvent = kind.message(Interaction, interactionRows, { ...ofSubject, variant: 'RecentEvent' });

/** Of one person: see `ofOnePerson`. */
export const interactionOnBus = withEventId(
  kind.also<Interaction, kind.MessageKind<Interaction>>(interaction, ({ userId }) =>
    inside('user_id', () => kind.id.check(userId)),
  ),
);

const share = kind.number(0, 1);

const impressionItem = kind.message(ImpressionItem, {
  itemId: kind.id,
  position: kind.integer(),
  propensity: share,
  placement: kind.optional(kind.id),
});

const impressionList = kind.message(ImpressionList, {
  placement: kind.optional(kind.id),
  mode: kind.optionalId,
  degradations: kind.list(kind.id, 0, LIMITS.degradations),
});

/** `event_id` may be absent. In JSON, `items` may be ids, and `propensities` may be a list beside them. */
export const impression = kind.message(
  Impression,
  {
    tenantId: kind.tenant,
    eventId: kind.optionalId,
    userId: kind.id,
    pageId: kind.id,
    time: kind.time,
    surface: kind.optionalId,
    region: kind.optionalId,
    items: kind.list(impressionItem, 1, LIMITS.impressionItems),
    recommendationId: kind.optionalId,
    confirmed: kind.boolean,
    modelVersion: kind.optionalId,
    lists: kind.list(impressionList, 0, LIMITS.placements),
  },
  {
    canonical: withPositions,
    describe({ properties, ...object }, scope) {
      const items = { ...properties['items'], items: { anyOf: [kind.id.schema(scope), impressionItem.schema(scope)] } };
      const propensities = kind.orNull(kind.list(share).schema(scope));
      return { ...object, properties: { ...properties, items, propensities } };
    },
  },
);

export const impressionOnBus = withEventId(impression);

/** A row as a message has it: each item as an object with its position and its element of `propensities`. */
function withPositions({ propensities: list, ...row }: kind.JsonObject): kind.JsonObject {
  const propensities = kind.readField({ propensities: list }, 'propensities', kind.list(kind.anyNumber)) ?? [];
  const items = row['items'] ?? [];
  if (!Array.isArray(items)) return row;
  const given = propensities.length > 0;
  if (given && propensities.length !== items.length) {
    const text = `has ${propensities.length} elements for ${items.length} items`;
    throw problem('STARS_INVALID_FIELD', text, 'propensities');
  }
  const canonical = items.map((item: unknown, index) => {
    if (typeof item === 'string') return { item_id: item, position: index, propensity: propensities[index] };
    if (!kind.isObject(item)) return item;
    const { position, propensity } = item;
    if (given && propensity) throw problem('STARS_INVALID_FIELD', 'is given twice', 'items', index, 'propensity');
    return { ...item, position: position ?? index, propensity: given ? propensities[index] : propensity };
  });
  return { ...row, items: canonical };
}

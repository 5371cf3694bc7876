import type { EventCondition, Filter, InteractionType, Rule, RuleAction, RuleState, Segment } from '@stars/client';
import { toMinute } from './local-time.js';

export const ACTIONS = ['pin', 'boost', 'exclude', 'only', 'share', 'cap'] as const;
export type ActionName = (typeof ACTIONS)[number];
export const ITEM_FIELDS = ['category', 'brand', 'item_id', 'price', 'attribute'] as const;
export type ItemField = (typeof ITEM_FIELDS)[number];

/** A rule as its form shows it: numbers are texts, places begin with 1. */
export interface RuleDraft {
  name: string;
  note: string;
  priority: string;
  from: string;
  until: string;
  surfaces: readonly string[];
  regions: readonly string[];
  categories: readonly string[];
  tags: readonly string[];
  languages: readonly string[];
  feature: string;
  featureValues: readonly string[];
  did: '' | 'did' | 'never';
  event: InteractionType;
  withinDays: string;
  action: ActionName;
  pins: readonly { itemId: string; place: string }[];
  itemField: ItemField;
  attribute: string;
  values: readonly string[];
  priceFrom: string;
  priceTo: string;
  factor: string;
  share: string;
  capField: 'category' | 'brand' | 'attribute';
  capLevel: string;
  capItems: string;
  /** What the form cannot show. */
  keptUsers: Segment | undefined;
  keptItems: Filter | undefined;
}

/** A new rule for a surface. */
export const newDraft = (surface: string): RuleDraft => ({
  ...{ name: '', note: '', priority: '0', from: '', until: '' },
  ...{ surfaces: surface === '' ? [] : [surface], regions: [], categories: [], tags: [], languages: [] },
  ...{ feature: '', featureValues: [], did: '', event: 'purchase', withinDays: '0' },
  ...{ action: 'pin', pins: [], itemField: 'category', attribute: '', values: [], priceFrom: '', priceTo: '' },
  ...{ factor: '2', share: '20', capField: 'category', capLevel: '', capItems: '2' },
  ...{ keptUsers: undefined, keptItems: undefined },
});

export function draftOf(name: string, rule: Rule): RuleDraft {
  const { condition = {}, action = {}, note = '', priority = 0, from = '', until = '' } = rule;
  const { surfaces = [], regions = [], categories = [], tags = [], languages = [], users } = condition;
  return {
    ...newDraft(''),
    ...{ name, note, priority: String(priority), from: toMinute(from), until: toMinute(until) },
    ...{ surfaces, regions, categories, tags, languages },
    ...segmentFields(users),
    ...actionFields(action),
  };
}

/** What a person meant: 0.101 in per cent is 10.1, and back. */
const exactly = (value: number): number => Number(value.toPrecision(15));

function segmentFields(users: Segment | undefined): Partial<RuleDraft> {
  if (users === undefined) return {};
  const { features, events = [] } = users;
  const name = features?.in && attributeName(features.in.field);
  const [event] = events;
  const { types = [], items, within_days: withinDays = 0, never } = event ?? {};
  const isPlain = events.length === 0 || (events.length === 1 && types.length === 1 && items === undefined);
  if (!isPlain || (features !== undefined && name === undefined)) return { keptUsers: users };
  return {
    ...(name === undefined ? {} : { feature: name, featureValues: features!.in!.values ?? [] }),
    ...(event === undefined ? {} : { did: never ? 'never' : 'did', event: types[0]!, withinDays: String(withinDays) }),
  };
}

const attributeName = (field: string): string | undefined => /^attributes\.(.+)$/s.exec(field)?.[1];

function actionFields(rule: RuleAction): Partial<RuleDraft> {
  const action = ACTIONS.find((name) => rule[name] !== undefined) ?? 'pin';
  const { pin, boost, share, cap } = rule;
  if (pin) {
    const pins = (pin.pins ?? []).map(({ item_id: itemId, position = 0 }) => ({ itemId, place: String(position + 1) }));
    return { action, pins };
  }
  if (cap) {
    const { field, level, items } = cap;
    const attribute = attributeName(field);
    const capField = attribute === undefined ? (field as 'category' | 'brand') : 'attribute';
    const capLevel = level === undefined ? '' : String(level);
    return { action, capField, attribute: attribute ?? '', capLevel, capItems: String(items) };
  }
  return {
    action,
    ...(boost ? { factor: String(boost.factor) } : {}),
    ...(share ? { share: String(exactly((share.share ?? 0) * 100)) } : {}),
    ...itemsFields(boost?.items ?? share?.items ?? rule.exclude ?? rule.only),
  };
}

function itemsFields(items: Filter | undefined): Partial<RuleDraft> {
  if (items?.range?.field === 'price') {
    const { min, max } = items.range;
    return { itemField: 'price', priceFrom: String(min ?? ''), priceTo: String(max ?? '') };
  }
  const { field, values = [] } = items?.in ?? {};
  const attribute = attributeName(field ?? '');
  if (attribute !== undefined) return { itemField: 'attribute', attribute, values };
  if (field === 'category' || field === 'brand' || field === 'item_id') return { itemField: field, values };
  return { keptItems: items };
}

/** The server checks it, and says which field is wrong. */
export function ruleOf(draft: RuleDraft, state: RuleState): Rule {
  const { note, priority, from, until, surfaces, regions, categories, tags, languages } = draft;
  const users = segmentOf(draft);
  const lists = { surfaces, regions, categories, tags, languages };
  const hasCondition = users !== undefined || Object.values(lists).some((values) => values.length > 0);
  return {
    ...(hasCondition ? { condition: { ...lists, ...(users === undefined ? {} : { users }) } } : {}),
    ...{ action: actionOf(draft), priority: Number(priority), state, from, until, note },
  };
}

function segmentOf({ keptUsers, feature, featureValues, did, event, withinDays }: RuleDraft): Segment | undefined {
  if (keptUsers !== undefined) return keptUsers;
  if (feature === '' && did === '') return undefined;
  const condition: EventCondition = { types: [event], within_days: Number(withinDays), never: did === 'never' };
  return {
    ...(feature === '' ? {} : { features: { in: { field: `attributes.${feature}`, values: featureValues } } }),
    ...(did === '' ? {} : { events: [condition] }),
  };
}

function actionOf(draft: RuleDraft): RuleAction {
  const { action, pins, factor, share, capField, attribute, capLevel, capItems } = draft;
  switch (action) {
    case 'pin':
      return { pin: { pins: pins.map(({ itemId, place }) => ({ item_id: itemId, position: Number(place) - 1 })) } };
    case 'cap': {
      const field = capField === 'attribute' ? `attributes.${attribute}` : capField;
      const level = capField === 'category' && capLevel !== '' ? { level: Number(capLevel) } : {};
      return { cap: { field, ...level, items: Number(capItems) } };
    }
    case 'boost':
      return { boost: { items: itemsOf(draft), factor: Number(factor) } };
    case 'share':
      return { share: { items: itemsOf(draft), share: exactly(Number(share) / 100) } };
    default:
      return { [action]: itemsOf(draft) };
  }
}

function itemsOf({ keptItems, itemField, attribute, values, priceFrom, priceTo }: RuleDraft): Filter {
  if (keptItems !== undefined) return keptItems;
  if (itemField !== 'price') {
    return { in: { field: itemField === 'attribute' ? `attributes.${attribute}` : itemField, values } };
  }
  const bound = (name: 'min' | 'max', text: string) => (text === '' ? {} : { [name]: Number(text) });
  return { range: { field: 'price', ...bound('min', priceFrom), ...bound('max', priceTo) } };
}

/** Whether there is enough to show what the rule would do. */
export function isComplete({ action, pins, keptItems, itemField, values, priceFrom, priceTo }: RuleDraft): boolean {
  if (action === 'cap') return true;
  if (action === 'pin') return pins.length > 0;
  return keptItems !== undefined || (itemField === 'price' ? priceFrom + priceTo !== '' : values.length > 0);
}

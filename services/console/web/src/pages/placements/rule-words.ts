import type { EventConditionOutput, Filter, InteractionType, Rule, Segment } from '@stars/client';
import { useCallback } from 'react';
import { type Format, useFormat } from '../../format/use-format.js';
import type { Texts } from '../../language/en.js';
import { type Language, useLanguage } from '../../language/language.js';
import { formatLocal, lastDay } from './local-time.js';

type Words = Texts['pages']['placements']['words'];

/** Titles of items by their ids, as far as they are known. */
export type Titles = ReadonlyMap<string, string>;

interface Speaker {
  words: Words;
  events: Readonly<Partial<Record<InteractionType, string>>>;
  format: Format;
  language: Language;
  titles: Titles;
}

/** Says a rule in a sentence, such as "Pin Soap to place 1 on home, until the end of 7 Dec 2026". */
export function useRuleWords(titles: Titles): (rule: Rule) => string {
  const { texts, language } = useLanguage();
  const format = useFormat();
  return useCallback(
    (rule) => {
      const { words } = texts.pages.placements;
      const speaker = { words, events: texts.pages.explorer.events, format, language, titles };
      return [actionWords(rule, speaker), ...conditionWords(rule, speaker), ...timeWords(rule, speaker)].join(', ');
    },
    [texts, format, language, titles],
  );
}

/** A filter of items in words. */
export function useFilterWords(titles: Titles): (filter: Filter) => string {
  const { texts, language } = useLanguage();
  const format = useFormat();
  const { words } = texts.pages.placements;
  return (filter) => filterWords(filter, { words, events: {}, format, language, titles });
}

function actionWords({ action = {} }: Rule, speaker: Speaker): string {
  const { words, format, titles } = speaker;
  const { pin, boost, exclude, only, share, cap } = action;
  const items = (filter: Filter): string => filterWords(filter, speaker);
  if (pin) {
    const pins = (pin.pins ?? []).map(({ item_id: itemId, position = 0 }) =>
      words.toPlace(titles.get(itemId) ?? itemId, position + 1),
    );
    return words.pin(pins.join(', '));
  }
  if (boost) return words[boost.factor < 1 ? 'less' : 'more'](items(boost.items), format.number(boost.factor));
  if (exclude) return words.exclude(items(exclude));
  if (only) return words.only(items(only));
  if (share) return words.share(items(share.items), format.share(share.share ?? 0));
  if (!cap) return words.nothing;
  const field = fieldName(cap.field, words);
  return words.cap(cap.items, cap.level === undefined ? field : words.level(field, cap.level));
}

const fieldName = (field: string, words: Words): string => {
  if (field === 'category' || field === 'brand' || field === 'price') return words[field];
  return field.replace(/^attributes\./, '');
};

function filterWords(filter: Filter, speaker: Speaker): string {
  const { words, format, titles } = speaker;
  const joined = (operands: readonly Filter[], by: string, none: string): string =>
    operands.map((each) => filterWords(each, speaker)).join(by) || none;
  if (filter.all) return joined(filter.all.operands ?? [], words.and, words.everything);
  if (filter.any) return joined(filter.any.operands ?? [], words.or, words.nothing);
  if (filter.not) return words.not(filterWords(filter.not, speaker));
  if (filter.range) {
    const { field, min, max } = filter.range;
    const [from, to] = [min, max].map((bound) => (bound === undefined ? words.any : format.number(bound)));
    return field === 'price' ? words.priceRange(from!, to!) : words.of(fieldName(field, words), `${from}–${to}`);
  }
  const { field = '', values = [] } = filter.in ?? {};
  if (field === 'item_id') return words.items(values.map((itemId) => titles.get(itemId) ?? itemId).join(', '));
  return words.of(fieldName(field, words), values.join(words.or));
}

function conditionWords({ condition = {} }: Rule, speaker: Speaker): string[] {
  const { words } = speaker;
  const { users } = condition;
  const lists = (['surfaces', 'regions', 'categories', 'tags', 'languages'] as const).flatMap((name) => {
    const values = condition[name] ?? [];
    return values.length === 0 ? [] : [words[name](values.join(words.or))];
  });
  return users === undefined ? lists : [...lists, words.users(segmentWords(users, speaker))];
}

function segmentWords({ features, events = [] }: Segment, speaker: Speaker): string {
  const { words } = speaker;
  const { field = '', values = [] } = features?.in ?? {};
  const ofFeatures = features?.in
    ? words.feature(fieldName(field, words), values.join(words.or))
    : features && filterWords(features, speaker);
  const done = events.map((event) => eventWords(event as EventConditionOutput, speaker));
  return [...(ofFeatures === undefined ? [] : [ofFeatures]), ...done].join(words.and);
}

function eventWords(condition: EventConditionOutput, speaker: Speaker): string {
  const { words, events } = speaker;
  const { types, items, within_days: days, never } = condition;
  const did = types.map((type) => events[type] ?? type).join(words.or) || words.didAnything;
  const what = items === undefined ? did : `${did}: ${filterWords(items, speaker)}`;
  return words[never ? 'never' : 'did'](what, days);
}

function timeWords({ from = '', until = '' }: Rule, { words, language }: Speaker): string[] {
  const last = until === '' ? undefined : lastDay(until);
  const end =
    last === undefined
      ? words.until(formatLocal(language, until || '2000-01-01'))
      : words.through(formatLocal(language, last));
  return [...(from === '' ? [] : [words.from(formatLocal(language, from))]), ...(until === '' ? [] : [end])];
}

import type { Reason } from '../reason-codes.js';
import { de } from './de.js';
import { en } from './en.js';

/** A sentence for each code, by language; `{name}` stands for the argument of this name. The locale writes the dates. */
const CATALOGUE = { en: { texts: en, locale: 'en-GB' }, de: { texts: de, locale: 'de-DE' } } as const;

export type ReasonLanguage = keyof typeof CATALOGUE;

export const REASON_LANGUAGES = Object.keys(CATALOGUE) as readonly ReasonLanguage[];

/** The language of a BCP 47 tag, such as `de` of `de-AT`; English if the catalogue has none of it. */
export function reasonLanguage(tag: string): ReasonLanguage {
  const [language = ''] = tag.toLowerCase().split('-', 1);
  return Object.hasOwn(CATALOGUE, language) ? (language as ReasonLanguage) : 'en';
}

const DAY = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
const dateFormats = new Map<ReasonLanguage, Intl.DateTimeFormat>();

const numberFormats = new Map<string, Intl.NumberFormat>();

/** What a person reads of a reason. */
export function reasonText({ code, arguments: given }: Reason, language: ReasonLanguage): string {
  return CATALOGUE[language].texts[code].replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'date') return dateText(given['date']!, language);
    return code === 'PRICE_DROPPED' ? priceText(Number(given[name]), language) : given[name]!;
  });
}

/** Without a currency, which the shop knows. */
function priceText(price: number, language: ReasonLanguage): string {
  const minimumFractionDigits = Number.isInteger(price) ? 0 : 2;
  const key = `${language} ${minimumFractionDigits}`;
  let format = numberFormats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(CATALOGUE[language].locale, { minimumFractionDigits });
    numberFormats.set(key, format);
  }
  return format.format(price);
}

function dateText(date: string, language: ReasonLanguage): string {
  let format = dateFormats.get(language);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(CATALOGUE[language].locale, DAY);
    dateFormats.set(language, format);
  }
  return format.format(Date.parse(date));
}

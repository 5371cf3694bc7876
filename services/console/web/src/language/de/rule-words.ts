import type { Texts } from '../en.js';

/** Words of a rule in German: an action, then its condition and times. */
export const ruleWords: Texts['pages']['placements']['words'] = {
  pin: (pins) => `Anheften: ${pins}`,
  toPlace: (item, place) => `${item} an Platz ${place}`,
  more: (items, factor) => `Öfter zeigen: ${items} (Faktor ${factor})`,
  less: (items, factor) => `Seltener zeigen: ${items} (Faktor ${factor})`,
  exclude: (items) => `Ausblenden: ${items}`,
  only: (items) => `Nur zeigen: ${items}`,
  share: (items, share) => `${share} der Plätze für: ${items}`,
  cap: (items, field) => `Höchstens ${items} je ${field}`,
  level: (field, level) => `${field} (Ebene ${level})`,
  ...{ category: 'Kategorie', brand: 'Marke', price: 'Preis' },
  items: (titles) => titles,
  of: (field, values) => `Artikel mit ${field} ${values}`,
  priceRange: (from, to) => `Artikel mit einem Preis von ${from} bis ${to}`,
  not: (what) => `Artikel außer: ${what}`,
  ...{ and: ' und ', or: ' oder ', any: 'beliebig', nothing: 'kein Artikel', everything: 'alle Artikel' },
  surfaces: (values) => `auf ${values}`,
  regions: (values) => `in Region ${values}`,
  categories: (values) => `auf Seiten von ${values}`,
  tags: (values) => `mit Schlagwort ${values}`,
  languages: (values) => `in Sprache ${values}`,
  users: (what) => `für Benutzer: ${what}`,
  feature: (name, values) => `${name} ist ${values}`,
  did: (events, days) => (days === 0 ? `Ereignis „${events}“` : `Ereignis „${events}“ in den letzten ${days} Tagen`),
  never: (events, days) =>
    days === 0 ? `nie Ereignis „${events}“` : `kein Ereignis „${events}“ in den letzten ${days} Tagen`,
  didAnything: 'irgendeines',
  from: (time) => `ab ${time}`,
  until: (time) => `bis ${time}`,
  through: (day) => `bis zum Ende des ${day}`,
};

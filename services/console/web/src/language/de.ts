import { catalogue } from './de/catalogue.js';
import { explorer } from './de/explorer.js';
import { models } from './de/models.js';
import { operations } from './de/operations.js';
import { placements } from './de/placements.js';
import { start } from './de/start.js';
import { today } from './de/today.js';
import type { Texts } from './en.js';

/** All texts in German. */
export const de: Texts = {
  name: 'STARS-Konsole',
  skip: 'Zum Inhalt der Seite',
  navigation: 'Seiten',
  menu: 'Menü',
  close: 'Schließen',
  cancel: 'Abbrechen',
  language: 'Sprache',
  colours: 'Farben',
  colourChoices: { auto: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  notFound: 'Diese Seite gibt es nicht',
  planned: 'Noch nicht da',
  access: {
    title: 'API-Schlüssel',
    why: 'Dieser Server fragt, wer Sie sind. Ihr Schlüssel bleibt nur in diesem Tab und wird vergessen, wenn Sie ihn schließen.',
    key: 'API-Schlüssel',
    tenant: 'Mandant',
    tenantHint: 'Leer: der Mandant Ihres Schlüssels',
    use: 'Schlüssel verwenden',
    forget: 'Schlüssel vergessen',
  },
  states: {
    loading: 'Wird geladen …',
    stale: 'Das ist die vorige Antwort. Die neue ist unterwegs.',
    failed: 'Der Server hat nicht wie gewünscht geantwortet',
    denied: 'Ihr Schlüssel erlaubt das nicht',
    deniedHow: (right) =>
      `Dafür braucht er das Recht ${right}. Fragen Sie, wer Ihnen den Schlüssel gab, oder verwenden Sie einen anderen.`,
    unknown: 'Geben Sie einen Schlüssel ein, um das zu sehen',
    again: 'Noch einmal versuchen',
  },
  chart: {
    picture: (title) => `Diagramm: ${title}. Die Zahlen stehen in der Tabelle darunter.`,
    table: 'Als Tabelle zeigen',
  },
  product: {
    inStock: 'Auf Lager',
    outOfStock: 'Nicht auf Lager',
    price: 'Preis',
    noPicture: 'Kein Bild',
    before: (price) => `vorher: ${price}`,
  },
  moves: {
    ...{ gained: 'neu', lost: 'fällt heraus', up: (n) => `${n} nach oben`, down: (n) => `${n} nach unten` },
    summary: (gained, lost, moved) => `${gained} neu, ${lost} fallen heraus, ${moved} verschoben`,
  },
  pages: { explorer, catalogue, placements, models, today, operations, start },
};

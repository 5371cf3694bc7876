import { catalogue } from './en/catalogue.js';
import { explorer } from './en/explorer.js';
import { models } from './en/models.js';
import { operations } from './en/operations.js';
import { placements } from './en/placements.js';
import { start } from './en/start.js';
import { today } from './en/today.js';

/** All texts in English. A page has its own in `en/<page>.ts`; what several pages show is here. */
export const en = {
  name: 'STARS console',
  skip: 'Skip to the page',
  navigation: 'Pages',
  menu: 'Menu',
  close: 'Close',
  cancel: 'Cancel',
  language: 'Language',
  colours: 'Colours',
  colourChoices: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  notFound: 'There is no such page',
  planned: 'Not here yet',
  access: {
    title: 'API key',
    why: 'This server asks who you are. Your key is kept in this tab alone, and is forgotten when you close it.',
    key: 'API key',
    tenant: 'Tenant',
    tenantHint: 'Empty: the tenant of your key',
    use: 'Use key',
    forget: 'Forget key',
  },
  states: {
    loading: 'Loading …',
    stale: 'This is the answer before. The new one is on its way.',
    failed: 'The server has not answered as asked',
    denied: 'Your key does not allow this',
    deniedHow: (right: string) => `It needs the right ${right}. Ask whoever gave you the key, or use another one.`,
    unknown: 'Give a key to see this',
    again: 'Try again',
  },
  chart: {
    picture: (title: string) => `Chart: ${title}. The numbers are in the table below it.`,
    table: 'Show as a table',
  },
  product: {
    inStock: 'In stock',
    outOfStock: 'Out of stock',
    price: 'Price',
    noPicture: 'No picture',
    before: (price: string) => `before: ${price}`,
  },
  moves: {
    ...{ gained: 'new', lost: 'leaves the list', up: (n: number) => `${n} up`, down: (n: number) => `${n} down` },
    summary: (gained: number, lost: number, moved: number) => `${gained} new, ${lost} gone, ${moved} moved`,
  },
  pages: { explorer, catalogue, placements, models, today, operations, start },
};

/** What each language has to say. */
export type Texts = typeof en;

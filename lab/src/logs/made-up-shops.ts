import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SyntheticShopOptions, syntheticShop } from '@stars/datasets/testing';
import { hash32 } from '@stars/features';
import { type GoodsShopOptions, goodsShop } from '../shops/goods-shop.js';
import { csv } from './csv.js';
import { importRows } from './import-rows.js';
import type { Log } from './log.js';

type Named = Pick<Log, 'name' | 'title' | 'about' | 'untuned' | 'copies'>;

/** Long-lived goods: hardly anybody buys a product twice, and views say what comes next. */
export const goodsLog = (named: Named, options: GoodsShopOptions): Log => ({
  ...named,
  nature: 'made up',
  protocol: 'time',
  seeds: [1],
  import: (folder, work, copy) =>
    importRows(folder, work, async (scratch) => {
      const { products, events } = goodsShop({ ...options, seed: options.seed + copy - 1 });
      const files = { items: join(scratch, 'items.csv'), events: join(scratch, 'events.csv') };
      const items = products.map(({ id, title, brand, category, price }) => [id, title, brand, category, price]);
      writeFileSync(files.items, csv(['item_id', 'title', 'brand', 'category', 'price'], items));
      const rows = events.map(({ user, item, type, time, session }) => [
        ...[user, item, type, new Date(time).toISOString()],
        session,
      ]);
      writeFileSync(files.events, csv(['user_id', 'item_id', 'type', 'time', 'session_id'], rows));
      return files;
    }),
});

/** A funnel from a view over the cart to a purchase, often on a later day; people come back for what they bought. */
export const funnelLog = (named: Named, options: SyntheticShopOptions): Log => ({
  ...named,
  nature: 'made up',
  protocol: 'time',
  seeds: [1],
  import: (folder, work) =>
    importRows(folder, work, async (scratch) => {
      const files = await syntheticShop(options).writeJsonLines(scratch);
      for (const file of Object.values(files)) writeFileSync(file, withOtherIds(readFileSync(file, 'utf8')));
      return files;
    }),
});

/** The generator gives low numbers to what sells best: an id must not say that. */
const withOtherIds = (text: string): string => text.replace(/\bitem-\d+\b/g, (id) => `item-${hash32(id)}`);

export const GOODS_SHOP = goodsLog(
  {
    name: 'goods-shop',
    title: 'A shop of long-lived goods',
    about:
      'Made up: 342 users view, put into the cart and buy 300 products in 90 days, in some 4,000 events. They stay in few categories, like a brand and a ' +
      'price level, and hardly ever buy a product twice. Everybody views one product that nobody buys. Best sellers change slowly. ' +
      'The tested sessions of ten such shops count together, because one has few.',
    copies: 10,
  },
  {
    ...{ seed: 1, users: 342, products: 300, categories: 12, days: 90, sessions: 3 },
    ...{ loyalty: 0.85, again: 0.3, buys: 0.12, repeats: 0.2, fashion: 45 },
  },
);

export const FUNNEL_SHOP = funnelLog(
  {
    name: 'funnel-shop',
    title: 'A shop with a funnel',
    about:
      'Made up: 900 users and 400 products in 60 days. Views lead to the cart, and the cart to purchases, some only in the next ' +
      'session. Each user has two favourite categories, and each product one that often comes next.',
  },
  { seed: 5, users: 900, items: 400, days: 60, sessionsPerDay: 0.08, categories: 10 },
);

/** Other seeds and other effects; nobody chose anything by them. */
export const UNTUNED_SHOPS: readonly Log[] = [
  goodsLog(
    {
      name: 'fashion-shop',
      title: 'A shop of fashion',
      about:
        'Made up by the generator of the shop of long-lived goods, with another seed and other effects: 1,500 users and 900 products ' +
        'in 200 days, best sellers that change within weeks, less loyalty to categories, and some repeated purchases.',
      untuned: true,
    },
    {
      ...{ seed: 2027, users: 1500, products: 900, categories: 20, days: 200, sessions: 6 },
      ...{ loyalty: 0.6, again: 0.15, buys: 0.2, repeats: 0.15, fashion: 12 },
    },
  ),
  funnelLog(
    {
      name: 'seasonal-shop',
      title: 'A shop with weather and offers',
      about:
        'Made up by the generator of the shop with a funnel, with another seed and other effects: 800 users and 250 products in 120 ' +
        'days, with purchases that follow heat, holidays and offers, and products that seldom lead to another one.',
      untuned: true,
    },
    {
      ...{ seed: 3031, users: 800, items: 250, days: 120, sessionsPerDay: 0.06, categories: 14 },
      ...{ nextItemShare: 0.1, heatShare: 0.2, holidayShare: 0.2, offerShare: 0.15 },
    },
  ),
];

// @module-tag long
import type { StarsError } from '@stars/client';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyedStars } from './testing/keyed-stars.js';
import { MedusaShop } from './testing/medusa-shop.js';

const executablePath = process.env['STARS_CHROMIUM'] ?? process.env['CHROMIUM'] ?? '/usr/bin/chromium';
/** The first time, npm downloads Medusa. */
const START_MS = 900_000;
/** The job runs each minute. */
const JOB_MS = 100_000;
const CUSTOMER = { email: 'ann@shop.example', password: 'secret-of-ann' };

interface AdminProduct {
  id: string;
  title: string;
  variants: {
    id: string;
    inventory_items: { inventory: { id: string; location_levels: { location_id: string }[] } }[];
  }[];
}

let stars: KeyedStars;
let shop: MedusaShop;
let browser: Browser;
let products: AdminProduct[];
beforeAll(async () => {
  stars = await KeyedStars.start();
  const serverKey = stars.newKey(['recommend', 'track', 'catalog']);
  shop = await MedusaShop.start({ url: stars.url, serverKey, pagesKey: stars.newKey(['track']) });
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
  const fields = 'id,title,variants.id,variants.inventory_items.inventory.location_levels.location_id';
  ({ products } = await shop.call<{ products: AdminProduct[] }>('GET', `/admin/products?limit=100&fields=${fields}`));
}, START_MS);
afterAll(async () => {
  await browser?.close();
  await shop?.stop();
  await stars?.stop();
});

const itemOf = (id: string) => stars.client.getItem({ item_id: id }).then(({ item }) => item!);
/** What becomes of an item, or the code of the error. */
const item = (id: string, timeout = 20_000) =>
  expect.poll(() => itemOf(id).catch(({ code }: StarsError) => code), { timeout, interval: 500 });

/** What STARS has of a person. */
async function recordsOf(person: string, topic: 'interactions' | 'impressions'): Promise<Record<string, unknown>[]> {
  const { records } = await stars.client.exportUser({ user_id: person });
  return records
    .filter(({ place }) => place.endsWith(topic))
    .map(({ content }) => content!['message'] as Record<string, unknown>);
}
const events = (person: string, timeout = 20_000) =>
  expect.poll(() => recordsOf(person, 'interactions'), { timeout, interval: 500 });

describe('from the shop to STARS', () => {
  let orders: { id: string; customer_id: string; items: { product_id: string }[] }[];

  it('all products and orders come in, the first time', { timeout: 2 * JOB_MS }, async () => {
    expect([products.length, shop.seeded.orders]).toEqual([80, 760]);
    await item(products.at(-1)!.id, JOB_MS).toMatchObject({ in_stock: true });
    for (const { id, title } of products) expect(await itemOf(id)).toMatchObject({ item_id: id, title });
    const path = '/admin/orders?limit=1&fields=id,customer_id,items.product_id&order=-created_at';
    ({ orders } = await shop.call<{ orders: typeof orders }>('GET', path));
    // The newest one is the last to be sent.
    const bought = { type: 'purchase', item_id: orders[0]!.items[0]!.product_id };
    await events(orders[0]!.customer_id, JOB_MS).toContainEqual(expect.objectContaining(bought));
  });

  it('titles, prices, stock and deletions follow at once', async () => {
    const [{ id, variants }, gone] = products as [AdminProduct, AdminProduct];
    const { inventory } = variants[0]!.inventory_items[0]!;
    await shop.call('POST', `/admin/products/${id}`, { title: 'Ripe apples' });
    await item(id).toMatchObject({ title: 'Ripe apples', in_stock: true });
    const prices = [{ amount: 3.5, currency_code: 'eur' }];
    await shop.call('POST', `/admin/products/${id}/variants/${variants[0]!.id}`, { prices });
    await item(id).toMatchObject({ price: 3.5 });
    const level = `/admin/inventory-items/${inventory.id}/location-levels/${inventory.location_levels[0]!.location_id}`;
    await shop.call('POST', level, { stocked_quantity: 0 });
    await item(id).toMatchObject({ title: 'Ripe apples', price: 3.5, in_stock: false });
    await shop.call('DELETE', `/admin/products/${gone.id}`);
    await item(gone.id).toBe('STARS_NOT_FOUND');
  });

  it('a cancelled order takes its purchases back', async () => {
    const { id, customer_id, items } = orders[0]!;
    await shop.call('POST', `/admin/orders/${id}/cancel`);
    const refund = { type: 'refund', item_id: items[0]!.product_id };
    await events(customer_id).toContainEqual(expect.objectContaining(refund));
  });

  it('what changes while STARS is away comes later', { timeout: 2 * JOB_MS }, async () => {
    await stars.end();
    await shop.call('POST', `/admin/products/${products[2]!.id}`, { title: 'Changed meanwhile' });
    await stars.begin();
    await item(products[2]!.id, JOB_MS).toMatchObject({ title: 'Changed meanwhile' });
  });
});

describe('from STARS to the pages', () => {
  let customerId: string;
  beforeAll(async () => {
    await stars.train();
    const { token } = await shop.call<{ token: string }>('POST', '/auth/customer/emailpass/register', CUSTOMER);
    const made = await shop.call<{ customer: { id: string } }>(
      'POST',
      '/store/customers',
      { email: CUSTOMER.email },
      token,
    );
    customerId = made.customer.id;
  }, START_MS);

  /** A page of a new visitor who has allowed recommendations. */
  async function newVisitor(): Promise<{ page: Page; id: string }> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(shop.pagesUrl);
    await page.locator('#consent').click();
    const id = /stars=([0-9a-f]{32})/.exec(await page.evaluate('document.cookie'))![1]!;
    await page.reload();
    return { page, id };
  }

  /** Chooses the first item for the visitor and puts it into the cart. Gives the item and the answer that it came from. */
  async function choose(page: Page): Promise<{ item_id: string; recommendation_id: string }> {
    await page.locator('#for_you a').first().click();
    await page.waitForURL('**/product?*');
    const { searchParams } = new URL(page.url());
    await page.locator('#add').click();
    await page.locator('#added').waitFor();
    return { item_id: searchParams.get('id')!, recommendation_id: searchParams.get('from')! };
  }

  async function buy(page: Page, email: string): Promise<void> {
    await page.locator('#email').fill(email);
    await page.locator('#buy').click();
    await page.locator('#ordered').waitFor();
  }

  const listed = (page: Page, list: string) =>
    expect.poll(() => page.locator(`#${list} li`).count(), { timeout: 20_000 });

  it('home, product and cart have their lists, with the prices of the region', async () => {
    const { page } = await newVisitor();
    await listed(page, 'for_you').toBe(8);
    await listed(page, 'trending').toBe(4);
    const first = page.locator('#for_you li').first();
    const [id, shown] = [await first.getAttribute('data-stars-item'), await first.textContent()];
    const fields = 'title,*variants.calculated_price';
    const { product } = await shop.call<{ product: PricedProduct }>(
      ...(['GET', `/store/products/${id}?region_id=${shop.seeded.region}&fields=${fields}`] as const),
    );
    expect(shown).toBe(`${product.title} ${product.variants[0]!.calculated_price.calculated_amount}`);
    await choose(page);
    await listed(page, 'goes_with').toBeGreaterThan(0);
    await listed(page, 'alternatives').toBeGreaterThan(0);
    await page.goto(`${shop.pagesUrl}/cart`);
    await listed(page, 'because_of_cart').toBe(4);
    await page.context().close();
  });

  it('a guest’s clicks, impressions and order have the id of the answer', async () => {
    const { page, id } = await newVisitor();
    // What is in view for a second counts as seen.
    const seen = () => recordsOf(id, 'impressions').then((all) => all.filter(({ confirmed }) => confirmed));
    await expect.poll(seen, { timeout: 20_000 }).toContainEqual(expect.objectContaining({ surface: 'for_you' }));
    const chosen = await choose(page);
    expect(chosen.recommendation_id).not.toBe('');
    await page.goto(`${shop.pagesUrl}/cart`);
    await buy(page, 'guest@shop.example');
    for (const type of ['view', 'add_to_cart', 'purchase']) {
      await events(id).toContainEqual(expect.objectContaining({ ...chosen, anonymous_id: id, type }));
    }
    expect((await recordsOf(id, 'interactions')).filter(({ type }) => type === 'purchase')).toHaveLength(1);
    await page.context().close();
  });

  it('who logs in keeps what was done before, and buys under the own name', async () => {
    const { page, id } = await newVisitor();
    const chosen = await choose(page);
    await page.goto(`${shop.pagesUrl}/cart`);
    await page.locator('[name=email]').fill(CUSTOMER.email);
    await page.locator('[name=password]').fill(CUSTOMER.password);
    await page.getByRole('button', { name: 'Log in' }).click();
    const { item_id } = chosen;
    for (const type of ['view', 'add_to_cart']) {
      await events(customerId).toContainEqual(expect.objectContaining({ item_id, type }));
    }
    await events(id).toEqual([]);
    await buy(page, CUSTOMER.email);
    await events(customerId).toContainEqual(expect.objectContaining({ ...chosen, type: 'purchase' }));
    const { events: history } = await stars.client.getUserHistory({ user_id: customerId });
    expect(history.map(({ type }) => type)).toEqual(expect.arrayContaining(['view', 'add_to_cart', 'purchase']));
    await page.context().close();
  });

  it('while STARS is away, pages show the newest products', async () => {
    await stars.end();
    const page = await (await browser.newContext()).newPage();
    await page.goto(shop.pagesUrl);
    await listed(page, 'newest').toBe(8);
    expect(shop.log).toContain('The page has no lists of STARS: STARS_UNAVAILABLE');
    await page.context().close();
  });
});

interface PricedProduct {
  title: string;
  variants: { calculated_price: { calculated_amount: number } }[];
}

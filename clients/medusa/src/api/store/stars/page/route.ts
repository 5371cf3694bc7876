import { type Placement, StarsError } from '@stars/client';
import { type Container, type Logger, type Price, pricesIn, type Query } from '../../../../medusa.js';
import { isVisitor } from '../../../../order-events.js';
import { PAGE_KINDS, type PageKind, pageLists, type Seed } from '../../../../page-lists.js';
import { stars } from '../../../../stars.js';

/** How long a page waits for STARS, ms. */
const TIMEOUT_MS = 500;
/** Products of the list that stands in while STARS is late. */
const FALLBACK_K = 8;

interface Asked {
  scope: Container;
  query: Readonly<Record<string, unknown>>;
  /** Who has logged in. */
  auth_context?: { actor_id?: string };
  /** Of the key of the page. */
  publishable_key_context?: { sales_channel_ids: string[] };
}

interface Answer {
  status(code: number): Answer;
  json(body: object): void;
}

interface Shown {
  id: string;
  title: string;
  handle: string;
  thumbnail: string | null;
  variants: { id: string; calculated_price?: Price | null }[];
}

/**
 * `GET /store/stars/page?page=product&product_id=…&region_id=…&visitor=…`: the lists of a page, with the prices of the region.
 * `page` is `home`, `product` (with `product_id`) or `cart` (with `cart_id`); `visitor` is the value of the snippet's cookie.
 */
export async function GET(request: Asked, answer: Answer): Promise<void> {
  const page = request.query['page'] as PageKind;
  const currency_code = await currencyOf(request);
  const needed = PAGE_KINDS.includes(page) ? NEEDED[page].find((name) => !text(request, name)) : 'page';
  const wrong = needed ?? (currency_code ? undefined : 'region_id');
  if (wrong) {
    answer.status(400).json({ code: 'STARS_INVALID_FIELD', field: wrong, message: `${wrong} is missing or wrong` });
    return;
  }
  const lists = pageLists(page, await seedsOf(request, page));
  const { recommendation_id = '', placements, error } = await askStars(request, page, lists);
  if (error) request.scope.resolve<Logger>('logger').warn(`The page has no lists of STARS: ${error.message}`);
  const ids = placements?.flatMap(({ items }) => items.map(({ item_id }) => item_id));
  const region_id = text(request, 'region_id');
  const products = await productsOf(request, pricesIn({ currency_code, region_id }), ids);
  const shown = placements?.map(({ surface, items }) => ({
    surface,
    products: items.flatMap(({ item_id }) => products.filter(({ id }) => id === item_id)),
  }));
  answer.json({
    recommendation_id,
    lists: shown ?? [{ surface: 'newest', products }],
    ...(error && { fallback: error.code }),
  });
}

const NEEDED: Readonly<Record<PageKind, readonly string[]>> = { home: [], product: ['product_id'], cart: ['cart_id'] };

const text = ({ query }: Asked, name: string): string => {
  const value = query[name];
  return typeof value === 'string' ? value : '';
};

async function seedsOf(request: Asked, page: PageKind): Promise<Seed[]> {
  if (page === 'product') return [{ item: text(request, 'product_id'), quantity: 1 }];
  if (page === 'home') return [];
  const { data } = await request.scope.resolve<Query>('query').graph<{ items: Line[] }>({
    ...{ entity: 'cart', fields: ['items.product_id', 'items.quantity'], filters: { id: text(request, 'cart_id') } },
  });
  const quantities = new Map<string, number>();
  for (const { product_id: item, quantity } of data[0]?.items ?? []) {
    if (item) quantities.set(item, (quantities.get(item) ?? 0) + quantity);
  }
  return [...quantities].map(([item, quantity]) => ({ item, quantity }));
}

interface Line {
  product_id: string | null;
  quantity: number;
}

/** Any error leaves the page whole: a wrong key, too, is no fault of the customer. */
async function askStars(request: Asked, surface: PageKind, placements: Placement[]) {
  const visitor = text(request, 'visitor');
  const user = request.auth_context?.actor_id || (isVisitor(visitor) ? visitor : undefined);
  // Nobody is known: the lists are for anybody.
  const who = user ? { user_id: user } : { user_id: 'nobody', without_profile: true };
  const region = text(request, 'region_id');
  try {
    const asked = { ...who, surface, region, placements };
    return { ...(await stars().recommendPage(asked, { timeoutMs: TIMEOUT_MS })), error: undefined };
  } catch (error) {
    if (!(error instanceof StarsError)) throw error;
    return { recommendation_id: '', placements: undefined, error };
  }
}

/** The currency of the region; empty if there is no such region. */
async function currencyOf(request: Asked): Promise<string> {
  const id = text(request, 'region_id');
  const regions = { entity: 'region', fields: ['currency_code'], filters: { id } };
  const { data } = await request.scope.resolve<Query>('query').graph<{ currency_code: string }>(regions);
  return data[0]?.currency_code ?? '';
}

/** These products, or else the newest ones, of what the page may sell. */
async function productsOf(
  { scope, publishable_key_context }: Asked,
  context: object,
  ids: readonly string[] | undefined,
): Promise<Shown[]> {
  if (ids?.length === 0) return [];
  const channels = publishable_key_context?.sales_channel_ids ?? [];
  const { data } = await scope.resolve<Query>('query').graph<Shown>({
    entity: 'product',
    fields: ['id', 'title', 'handle', 'thumbnail', 'variants.id', 'variants.calculated_price.*'],
    filters: { status: 'published', sales_channels: { id: channels }, ...(ids && { id: ids }) },
    pagination: { take: ids?.length ?? FALLBACK_K, skip: 0, order: { created_at: 'DESC', id: 'ASC' } },
    context,
  });
  return data;
}

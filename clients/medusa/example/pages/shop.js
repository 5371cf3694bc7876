// The pages of a small shop: home, product and cart. All that STARS needs of pages is here.
const { url: medusa, key, region } = document.currentScript.dataset;
const main = document.querySelector('main');
const asked = new URL(location).searchParams;
const kept = localStorage;

/** Calls the Store API. */
async function store(path, body) {
  const headers = { 'content-type': 'application/json', 'x-publishable-api-key': key };
  if (kept.token) headers.authorization = `Bearer ${kept.token}`;
  const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
  const response = await fetch(medusa + path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

function element(name, fields = {}, ...children) {
  const made = Object.assign(document.createElement(name), fields);
  made.append(...children);
  return made;
}

/** The snippet's id of this browser: it is there with consent alone. */
const visitor = () => /(?:^|; )stars=([0-9a-f]{32})/.exec(document.cookie)?.[1];

const priceOf = ({ variants }) => variants[0]?.calculated_price?.calculated_amount ?? '';

/** Shows the lists of a page. The attributes are what the snippet reads: it sends what was seen and clicked. */
async function showLists(page, about = {}) {
  const query = new URLSearchParams({ page, region_id: region, ...about });
  if (visitor()) query.set('visitor', visitor());
  const { recommendation_id, lists } = await store(`/store/stars/page?${query}`);
  const shown = lists.map(({ surface, products }) => {
    const list = element('ul', { id: surface });
    if (recommendation_id) list.dataset.starsRecommendation = recommendation_id;
    list.dataset.starsSurface = surface;
    for (const product of products) {
      const href = `/product?id=${product.id}&from=${recommendation_id}`;
      const item = element('li', {}, element('a', { href }, product.title), ` ${priceOf(product)}`);
      item.dataset.starsItem = product.id;
      list.append(item);
    }
    return element('section', { hidden: products.length === 0 }, element('h2', {}, surface), list);
  });
  document.querySelector('#lists').replaceChildren(...shown);
}

async function addToCart(product) {
  const metadata = visitor() ? { stars_visitor: visitor() } : {};
  kept.cart ??= (await store('/store/carts', { region_id: region, metadata })).cart.id;
  // The order keeps it: so STARS learns which list a purchase came from.
  const line = asked.get('from') ? { stars_recommendation: asked.get('from') } : {};
  const body = { variant_id: product.variants[0].id, quantity: 1, metadata: line };
  await store(`/store/carts/${kept.cart}/line-items`, body);
  stars('add_to_cart', product.id, { quantity: 1 });
  main.append(element('p', { id: 'added' }, 'It is in your cart.'));
}

async function buy(email) {
  await store(`/store/carts/${kept.cart}`, { email });
  const { payment_collection } = await store('/store/payment-collections', { cart_id: kept.cart });
  const session = `/store/payment-collections/${payment_collection.id}/payment-sessions`;
  await store(session, { provider_id: 'pp_system_default' });
  const { order } = await store(`/store/carts/${kept.cart}/complete`, {});
  kept.removeItem('cart');
  main.replaceChildren(element('p', { id: 'ordered' }, order.id));
}

async function logIn({ email, password }) {
  kept.token = (await store('/auth/customer/emailpass', { email, password })).token;
  const { customer } = await store('/store/customers/me');
  if (kept.cart) await store(`/store/carts/${kept.cart}/customer`, {});
  // What the stranger did until now counts for the customer.
  stars('identify', customer.id);
  await show();
}

const PAGES = {
  '/': () => showLists('home'),
  '/product': async () => {
    const id = asked.get('id');
    const fields = 'title,variants.id,*variants.calculated_price';
    const { product } = await store(`/store/products/${id}?region_id=${region}&fields=${fields}`);
    const add = element('button', { id: 'add', onclick: () => addToCart(product) }, 'Add to cart');
    main.replaceChildren(element('h1', {}, product.title), element('p', {}, `${priceOf(product)}`), add);
    stars('view', id);
    await showLists('product', { product_id: id });
  },
  '/cart': async () => {
    if (!kept.cart) return main.replaceChildren('Your cart is empty.');
    const { cart } = await store(`/store/carts/${kept.cart}`);
    const lines = cart.items.map(({ product_title, quantity }) => element('li', {}, `${quantity} × ${product_title}`));
    const email = element('input', { id: 'email', type: 'email', value: cart.email ?? '' });
    const order = element('button', { id: 'buy', onclick: () => buy(email.value) }, 'Buy');
    main.replaceChildren(element('ul', {}, ...lines), email, order);
    await showLists('cart', { cart_id: kept.cart });
  },
};
const show = () => PAGES[location.pathname]();

document.querySelector('#login').onsubmit = (event) => {
  event.preventDefault();
  return logIn(Object.fromEntries(new FormData(event.target)));
};
// A real shop asks in its consent banner.
document.querySelector('#consent').onclick = () => {
  kept.consent = 'yes';
  stars('consent', true);
};
if (kept.consent) stars('consent', true);
show();

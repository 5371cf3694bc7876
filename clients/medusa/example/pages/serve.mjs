// Serves the pages of the shop. Variables: PORT, MEDUSA_URL, PUBLISHABLE_KEY and REGION of the shop, STARS_URL, and PAGES_KEY, a key of
// STARS whose only right is `track`. The snippet is the file that SNIPPET names.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

const { PORT = '8000', MEDUSA_URL, PUBLISHABLE_KEY, REGION, STARS_URL, PAGES_KEY, SNIPPET } = process.env;

const page = `<!doctype html><meta charset="utf-8"><title>Shop</title>
<nav><a href="/">Home</a> <a href="/cart">Cart</a> <button id="consent">Allow recommendations</button>
<form id="login"><input name="email" type="email" placeholder="E-mail"><input name="password" type="password"
placeholder="Password"><button>Log in</button></form></nav>
<main></main><div id="lists"></div>
<script defer src="/stars.js" data-url="${STARS_URL}" data-key="${PAGES_KEY}"></script>
<script defer src="/shop.js" data-url="${MEDUSA_URL}" data-key="${PUBLISHABLE_KEY}" data-region="${REGION}"></script>`;

const scripts = { '/stars.js': SNIPPET, '/shop.js': join(import.meta.dirname, 'shop.js') };

createServer(({ url }, answer) => {
  const script = scripts[url];
  answer.setHeader('content-type', script ? 'text/javascript' : 'text/html');
  answer.end(script ? readFileSync(script) : page);
}).listen(Number(PORT), '127.0.0.1', () => console.log(`Pages: http://localhost:${PORT}`));

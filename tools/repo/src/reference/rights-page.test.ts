import { WORKSPACE } from '@stars/cli/command-line';
import { expect, it } from 'vitest';
import { httpRoutes } from './http-routes.js';
import { rightsPage } from './rights-page.js';

const routes = httpRoutes(WORKSPACE);

it('says who may make every call of every route', () => {
  const text = rightsPage(routes);
  expect(text).toContain('| `GetItem` | `GET /v1/items/:item_id` | `catalog` | `tenant_id` |');
  expect(text).toContain('| `GET /explorer` | none: it is open |');
  for (const { method, path } of routes) expect(text).toContain(`\`${method} ${path}\``);
});

it('refuses a route without a row, and a row without a route', () => {
  const extra = { method: 'POST', path: '/v1/secrets', call: undefined, meaning: '' };
  expect(() => rightsPage([...routes, extra])).toThrow('no row for POST /v1/secrets');
  expect(() => rightsPage(routes.filter(({ path }) => path !== '/docs'))).toThrow('there is no route GET /docs');
});

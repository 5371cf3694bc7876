import { expect, it } from 'vitest';
import { isOpenPath, routeRight } from './route-rights.js';

it.each([
  ['GET', '/', true],
  ['HEAD', '/healthz', true],
  ['GET', '/Metrics/', true],
  ['GET', '/docs/docs.js', true],
  ['GET', '/console/console.css', true],
  ['GET', '/explorer', true],
  ['GET', '/Explorer/', true],
  ['GET', '/explorer/anna', false],
  ['POST', '/mcp', false],
  ['POST', '/healthz', false],
  ['GET', '/docs/a/b', false],
  ['GET', '/openapiXjson', false],
  ['GET', '/v1/recommend', false],
  ['GET', '/nowhere', false],
])('%s %s is open: %s', (method, path, isOpen) => {
  expect(isOpenPath(method, path)).toBe(isOpen);
});

it('knows the row of a route, and that a route has none', () => {
  expect([routeRight('HEAD', '/docs/:file'), routeRight('POST', '/mcp')]).toEqual(['open', 'recommend']);
  expect([routeRight('POST', '/docs'), routeRight('GET', '/v1/recommend')]).toEqual([undefined, undefined]);
});

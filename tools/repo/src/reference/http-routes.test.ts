import { expect, test } from 'vitest';
import { routesIn } from './http-routes.js';

test('a route has its method, path and comment', () => {
  const source = `
@Controller()
export class SomeController {
  /** The page. */
  @Get()
  page(): void {}

  /** The files. */
  @Get('docs/:file')
  @HttpCode(200)
  file(): void {}

  /** A page. */
  @Get(['one', 'two'])
  pages(): void {}
}`;
  expect(routesIn(source)).toEqual([
    { method: 'GET', path: '/', meaning: 'The page.' },
    { method: 'GET', path: '/docs/:file', meaning: 'The files.' },
    { method: 'GET', path: '/one', meaning: 'A page.' },
    { method: 'GET', path: '/two', meaning: 'A page.' },
  ]);
});

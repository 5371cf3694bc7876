import { expect, test } from 'vitest';
import { routesIn } from './http-routes.js';

test('a route has its method, path, call and comment', () => {
  const source = `
@Controller('v1')
export class SomeController {
  /** Answers. */
  @Get('recommend')
  byQuery(@Query() query: unknown): unknown {
    return this.#answer('Recommend', () => query);
  }

  @Post('items/delete')
  @HttpCode(200)
  deleteItems(): unknown {
    return this.#answer('DeleteItems', () => 1);
  }

  /** The files. */
  @Get([...FILES])
  file(): void {}
}`;
  expect(routesIn(source)).toEqual([
    { method: 'GET', path: '/v1/recommend', call: 'Recommend', meaning: 'Answers.' },
    { method: 'POST', path: '/v1/items/delete', call: 'DeleteItems', meaning: '' },
    { method: 'GET', path: '/v1/<file>', call: undefined, meaning: 'The files.' },
  ]);
});

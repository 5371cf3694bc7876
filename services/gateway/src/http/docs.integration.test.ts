import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { HealthRegistry } from '@stars/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayModule } from '../gateway.module.js';
import { listedModels } from '../testing/listed-models.js';
import { newTestGateway, seedExamples, type TestGateway } from '../testing/new-test-gateway.js';
import { DocsController } from './docs.controller.js';

interface Operation {
  parameters?: { name?: string; in?: string; example?: unknown }[];
  requestBody?: { content: { 'application/json': { example: unknown } } };
}

const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ route: `${method.toUpperCase()} ${path}`, operation })),
);

/** Served, and no call of the API: pages, a stream, and protocols and calls of others, who describe them. */
const PAGES = [
  'GET /openapi.json',
  'GET /v1/status/stream',
  'GET /docs',
  /^GET \/docs\/./,
  /^POST \/(segment|mp|ucp)\//,
  'POST /mcp',
  'GET /.well-known/ucp',
];

const folder = mkdtempSync(join(tmpdir(), 'stars-docs-'));
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await newTestGateway({
    deps: () => ({ keysFile: join(folder, 'keys.json'), models: listedModels('m2') }),
  });
  await seedExamples(gateway.deps);
});
afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

/** What Nest serves of the gateway's controllers. */
function servedRoutes(): string[] {
  const { controllers = [] } = GatewayModule.register({ ...gateway.deps, health: new HealthRegistry() });
  return controllers.flatMap((controller: Type) => {
    const prefix: string = Reflect.getMetadata(PATH_METADATA, controller);
    const handlers: object[] = Object.values(Object.getOwnPropertyDescriptors(controller.prototype)).map(
      (each) => each.value,
    );
    return handlers.flatMap((handler) => {
      const paths: string | string[] | undefined = Reflect.getMetadata(PATH_METADATA, handler);
      if (paths === undefined || handler === controller) return [];
      const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
      const parts = [paths].flat().map((path) => [prefix, path].filter((part) => part !== '/').join('/'));
      return parts.map((path) => `${method} /${path.replace(/:(\w+)/g, '{$1}')}`);
    });
  });
}

describe('/openapi.json', () => {
  it('is served as it is in the repository', async () => {
    const { status, body } = await gateway.get('/openapi.json');
    expect(status).toBe(200);
    expect(body).toEqual(document);
  });

  it('has exactly the operations that are served', () => {
    const isPage = (route: string) =>
      PAGES.some((page) => (typeof page === 'string' ? page === route : page.test(route)));
    const served = servedRoutes().filter((route) => !isPage(route));
    expect(served.length).toBeGreaterThan(10);
    expect(operations.map(({ route }) => route).sort()).toEqual(served.sort());
  });

  it.each(operations)('has an example of $route that is answered', async ({ route, operation }) => {
    const [method, path] = route.split(' ') as [string, string];
    const parameters = (operation.parameters ?? []).filter(({ example }) => example !== undefined);
    const query = new URLSearchParams();
    let filled = path;
    for (const { name, in: place, example } of parameters) {
      const text = typeof example === 'string' ? example : JSON.stringify(example);
      if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(text));
      else query.set(name!, text);
    }
    const answer =
      method === 'GET'
        ? await gateway.get(`${filled}?${query}`)
        : await gateway.post(path, operation.requestBody!.content['application/json'].example, { method });
    expect(answer).toMatchObject({ status: 200 });
  });
});

describe('/docs', () => {
  it('loads nothing from elsewhere, and all that it names is there', async () => {
    const { status, body } = await gateway.get('/docs');
    expect(status).toBe(200);
    const named = [...(body as string).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(named).toEqual(['data:,', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/docs.js']);
    for (const url of named.slice(1)) {
      const file = await fetch(`http://127.0.0.1:${gateway.httpPort}${url}`);
      expect([file.status, file.headers.get('content-type')]).toEqual([
        200,
        url.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      ]);
      expect((await file.text()).length).toBeGreaterThan(100);
    }
  });

  it('has its files by their names only', async () => {
    for (const path of ['/docs/DOCS.JS', '/docs/constructor', '/docs/..%2Fpackage.json']) {
      const { status, body } = await gateway.get(path);
      expect([path, status, body.error.code]).toEqual([path, 404, 'STARS_NOT_FOUND']);
    }
  });

  it('is there if the repository is in a hidden folder', () => {
    const sent: unknown[] = [];
    const response = { set: () => response, sendFile: (_: string, options: unknown) => void sent.push(options) };
    const controller = new DocsController();
    controller.document(response);
    controller.page(response);
    controller.file('docs.js', response);
    expect(sent).toEqual(Array(3).fill({ dotfiles: 'allow' }));
  });
});

describe('a method that a path does not take', () => {
  it('is answered with those that it takes', async () => {
    const url = `http://127.0.0.1:${gateway.httpPort}/v1/recommend`;
    const answer = await fetch(url, { method: 'DELETE' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(await answer.json()).toMatchObject({ error: { code: 'STARS_METHOD_NOT_ALLOWED' } });
    const unknown = await fetch(`${url}ation`, { method: 'DELETE' });
    expect([unknown.status, unknown.headers.get('allow')]).toEqual([404, null]);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WORKSPACE } from '@stars/cli/command-line';
import { cached, copyJars } from '@stars/servers';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pythonEnvironment } from '../python-environment.js';
import { runCommand } from '../run-command.js';

const SOURCES = join(WORKSPACE, 'tools/repo/openapi-generators');
const DOCUMENT = join(WORKSPACE, 'services/gateway/openapi.json');
const document = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string }>>;
};
const operations = Object.values(document.paths)
  .flatMap((methods) => Object.values(methods))
  .map(({ operationId }) => operationId);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stars-generators-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(program: string, args: readonly string[]): Promise<string> {
  const { status, output } = await runCommand(program, args, { cwd: folder, timeoutMs: 120_000 });
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${output}`);
  return output;
}

/** Errors of TypeScript in a file of the folder, and in all that it imports. */
const typeErrors = (file: string): Promise<string> =>
  run(process.execPath, [
    ...[join(WORKSPACE, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck'],
    ...['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom', file],
  ]);

test('openapi-typescript: a request needs only what it must have', async () => {
  const types = astToString(await openapiTypescript(pathToFileURL(DOCUMENT), { silent: true }));
  const use = `import type { components, operations } from './types.js';
type Schemas = components['schemas'];
export const list: Schemas['RecommendRequest'] = { user_id: 'ann', filter: { in: { field: 'brand', values: ['Acme'] } } };
export const view: Schemas['Interaction'] = { user_id: 'ann', item_id: 'a', type: 'view', time: '2024-02-10T12:00:00Z' };
export const item: Schemas['CatalogItem'] = { item_id: 'a', title: 'A', version: 1, attributes: { organic: true, tags: ['a'] } };
export const query: operations['RecommendByQuery']['parameters']['query'] = { user_id: 'ann', mode: 'gi' };
export const calls: (keyof operations)[] = ${JSON.stringify(operations)};
`;
  writeFileSync(join(folder, 'types.ts'), types);
  writeFileSync(join(folder, 'use.ts'), use);
  expect(await typeErrors('use.ts')).toBe('');
});

test('openapi-python-client: has each operation, and says nothing', async () => {
  const cache = process.env['STARS_CACHE'] ?? join(homedir(), '.cache/stars');
  const python = await pythonEnvironment(cache, join(SOURCES, 'requirements.txt'), { name: 'openapi-python-client' });
  // Nothing is formatted: nobody reads it.
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ post_hooks: [] }));
  const args = ['--path', DOCUMENT, '--config', 'settings.json', '--meta', 'none', '--output-path', 'client'];
  const output = await run(join(python, '../openapi-python-client'), ['generate', ...args]);
  expect(output.trim()).toBe('Generating client');
  const use = `import importlib, pkgutil, client
names = [module.name for module in pkgutil.walk_packages(client.__path__, "client.")]
for name in names: importlib.import_module(name)
print(*(name.split(".")[-1] for name in names if name.count(".") == 3))
from client.models import Interaction, InteractionType, RecommendRequest
assert RecommendRequest(user_id="ann").to_dict() == {"user_id": "ann"}
assert "item_id" in Interaction.__annotations__ and InteractionType.VIEW == "view"`;
  const modules = (await run(python, ['-c', use])).trim().split(' ');
  const names = operations.map((name) => name.replace(/\B[A-Z]/g, (letter) => `_${letter}`).toLowerCase());
  expect(modules.sort()).toEqual(names.sort());
});

/** What says nothing about this document. */
const NOISE = [
  'OpenAPI 3.1 support is still in beta',
  // Of the metrics, which are text.
  'No application/json content media type found in response',
  // Of each `if`, which it does not read.
  'Failed to get the schema name: null',
];

test('openapi-generator: finds no fault, and what it makes compiles', async () => {
  const jars = await cached('openapi-generator-7.17.0', (part) => copyJars(join(SOURCES, 'pom.xml'), part, 'runtime'));
  const generator = ['-jar', join(jars, 'openapi-generator-cli-7.17.0.jar')];
  expect(await run('java', [...generator, 'validate', '-i', DOCUMENT, '--recommend'])).toContain(
    'No validation issues detected',
  );
  const output = await run('java', [...generator, 'generate', '-g', 'typescript-fetch', '-i', DOCUMENT, '-o', 'fetch']);
  const complaints = output.split('\n').filter((line) => /WARN|ERROR/.test(line));
  expect(complaints.filter((line) => !NOISE.some((noise) => line.includes(noise)))).toEqual([]);
  const names = operations.map((name) => name[0]!.toLowerCase() + name.slice(1));
  const use = `import type * as made from './fetch';
type Api = made.ActivityServiceApi & made.CatalogServiceApi & made.EventServiceApi & made.LookupServiceApi & made.ModelServiceApi & made.OperationsApi & made.OperationsServiceApi & made.RecommendationServiceApi & made.RuleServiceApi & made.SurfaceServiceApi;
export const calls: (keyof Api)[] = ${JSON.stringify(names)};
`;
  writeFileSync(join(folder, 'made.ts'), use);
  expect(await typeErrors('made.ts')).toBe('');
});

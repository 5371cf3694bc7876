import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildProgram } from '@stars/cli';
import { objectiveRules } from '../observability/objectives.js';
import { buildProgram as workshop } from '../program.js';
import { apiPage } from './api-page.js';
import { chartPage } from './chart-page.js';
import { CHART_SCHEMA, chartSchema } from './chart-schema.js';
import { cliPage } from './cli-page.js';
import { clientModel } from './clients/client-model.js';
import { goCalls, goTypes } from './clients/go-client.js';
import { javaCalls, javaTypes } from './clients/java-client.js';
import { phpCalls } from './clients/php-client.js';
import { pythonCalls, pythonTypes } from './clients/python-client.js';
import { typescriptCalls, typescriptTypes } from './clients/typescript-client.js';
import { columnsPage } from './columns-page.js';
import { configurationPage } from './configuration-page.js';
import { readProtoFiles } from './descriptor.js';
import { errorsPage } from './errors-page.js';
import { httpRoutes } from './http-routes.js';
import { KNOWN_SETTINGS, knownSettings } from './known-settings.js';
import { metricsPage } from './metrics-page.js';
import { openApiDocument } from './openapi/document.js';
import { rightsPage } from './rights-page.js';
import { sourceFiles } from './source-files.js';
import { storeRightsPage } from './store-rights-page.js';

const FOLDER = 'docs/reference';
const JAVA = 'clients/java/src/main/java/example/stars';

/** Every generated page by its path, made anew from the sources below `root`. */
export async function referencePages(root: string): Promise<Map<string, string>> {
  const [errorsPath] = sourceFiles(root, 'libs/**/errors/src/stars-error.ts');
  const errors = readFileSync(join(root, errorsPath!), 'utf8');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const [files, routes] = [await readProtoFiles(root), httpRoutes(root)];
  const clients = clientModel(files, routes);
  return new Map([
    ['clients/go/api_calls.go', goCalls(clients)],
    ['clients/go/types.go', goTypes(clients)],
    [`${JAVA}/ApiCalls.java`, javaCalls(clients)],
    [`${JAVA}/Types.java`, javaTypes(clients)],
    ['clients/php/src/ApiCalls.php', phpCalls(clients)],
    ['clients/python/src/stars_client/api_calls.py', pythonCalls(clients)],
    ['clients/python/src/stars_client/types.py', pythonTypes(clients)],
    ['clients/typescript/src/api-calls.ts', typescriptCalls(clients)],
    ['clients/typescript/src/types.ts', typescriptTypes(clients)],
    ['deploy/helm/stars/rules/objectives.yaml', objectiveRules()],
    ['services/gateway/openapi.json', JSON.stringify(openApiDocument({ version, files, routes, errors }), null, 2)],
    [CHART_SCHEMA, chartSchema(root)],
    ['deploy/helm/stars/README.md', chartPage(root)],
    [KNOWN_SETTINGS, knownSettings()],
    [`${FOLDER}/api.md`, apiPage(files, routes)],
    [`${FOLDER}/cli.md`, cliPage(await buildProgram(), workshop())],
    [`${FOLDER}/configuration.md`, configurationPage()],
    [`${FOLDER}/errors.md`, errorsPage(errors)],
    [`${FOLDER}/metrics.md`, metricsPage(root)],
    [`${FOLDER}/rights.md`, rightsPage(routes)],
    [`${FOLDER}/second-stage-columns.md`, columnsPage()],
    [`${FOLDER}/store-rights.md`, storeRightsPage()],
  ]);
}

/** Paths of the pages that differ from what the sources say. */
export const driftedPages = async (root: string): Promise<string[]> => driftedFrom(await referencePages(root), root);

export function driftedFrom(pages: ReadonlyMap<string, string>, root: string): string[] {
  const differs = ([path, text]: readonly [string, string]): boolean =>
    !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text;
  return [...pages].filter(differs).map(([path]) => path);
}

export async function writePages(root: string): Promise<void> {
  for (const [path, text] of await referencePages(root)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

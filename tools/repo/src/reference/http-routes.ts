import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.js';

export interface HttpRoute {
  method: string;
  path: string;
  /** The rpc that it carries as JSON, if any. */
  call: string | undefined;
  meaning: string;
}

/** An optional comment, then `@Get('path')` and everything up to the next route. */
const ROUTE =
  /(?:\/\*\* ([^*]+) \*\/\s+)?@(Get|Post|Put|Delete)\(([^)]*)\)([\s\S]*?)(?=\n {2}(?:\/\*\*|@(?:Get|Post|Put|Delete))|$)/g;

/** All HTTP routes, as the Nest controllers of the services declare them. */
export function httpRoutes(root: string): HttpRoute[] {
  return sourceFiles(root, 'services/*/src/**/*.controller.ts').flatMap((source) =>
    routesIn(readFileSync(join(root, source), 'utf8')),
  );
}

export function routesIn(source: string): HttpRoute[] {
  const prefix = /@Controller\('([^']*)'\)/.exec(source)?.[1] ?? '';
  return [...source.matchAll(ROUTE)].map(([, meaning = '', verb, argument, body]) => {
    // Only the files of the console have a path that is no literal.
    const path = argument === '' ? '' : (/^'([^']*)'$/.exec(argument!)?.[1] ?? '<file>');
    const call = /#answer\('(\w+)'/.exec(body!)?.[1];
    return { method: verb!.toUpperCase(), path: `/${[prefix, path].filter(Boolean).join('/')}`, call, meaning };
  });
}

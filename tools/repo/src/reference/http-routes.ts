import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_ROUTES } from '@stars/service-gateway';
import { sourceFiles } from './source-files.js';

export interface HttpRoute {
  method: string;
  path: string;
  /** The rpc that it carries as JSON, if any. */
  call?: string;
  meaning: string;
}

/** A comment, then `@Get('path')`, or with several paths. */
const ROUTE = /\/\*\* ([^*]+) \*\/\s+@(Get|Post)\(([^)]*)\)/g;

/** All HTTP routes: those of the API, and what the Nest controllers of the services declare. */
export function httpRoutes(root: string): HttpRoute[] {
  const calls = API_ROUTES.map(([method, path, call, meaning]) => ({ method, path: `/v1/${path}`, call, meaning }));
  const others = sourceFiles(root, 'services/*/src/**/*.controller.ts').flatMap((source) =>
    routesIn(readFileSync(join(root, source), 'utf8')),
  );
  return [...calls, ...others];
}

export const routesIn = (source: string): HttpRoute[] =>
  [...source.matchAll(ROUTE)].flatMap(([, meaning, verb, given]) => {
    const paths = [...given!.matchAll(/'([^']*)'/g)].map(([, path]) => path!);
    const method = verb!.toUpperCase();
    return (paths.length > 0 ? paths : ['']).map((path) => ({ method, path: `/${path}`, meaning: meaning! }));
  });

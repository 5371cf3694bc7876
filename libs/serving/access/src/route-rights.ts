import { type Right, ROUTE_RIGHTS } from './rights.js';

/** A request with this method is the same to rights as one with that. */
const methodOf = (method: string): string => (method === 'HEAD' ? 'GET' : method);

const OPEN = Object.entries(ROUTE_RIGHTS).map(([name, right]) => ({
  // As Express compares them: any case, and perhaps a slash at the end.
  pattern: new RegExp(`^${name.replace(/[.]/g, '\\$&').replace(/:\w+/g, '[^/]+')}/?$`, 'i'),
  isOpen: right === 'open',
}));

/** Whether a request is for everybody, by its path. What is no route is not. */
export const isOpenPath = (method: string, path: string): boolean =>
  OPEN.find(({ pattern }) => pattern.test(`${methodOf(method)} ${path}`))?.isOpen ?? false;

/** The row of a route, such as `/docs/:file`; undefined if it has none. */
export function routeRight(method: string, route: string): Right | 'open' | undefined {
  const name = `${methodOf(method)} ${route}`;
  return Object.hasOwn(ROUTE_RIGHTS, name) ? ROUTE_RIGHTS[name] : undefined;
}

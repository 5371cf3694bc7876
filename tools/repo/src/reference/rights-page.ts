import {
  METHOD_COSTS,
  METHOD_RIGHTS,
  type MethodWorks,
  OPEN_SERVICES,
  RIGHT_MEANINGS,
  RIGHTS,
  ROUTE_RIGHTS,
} from '@stars/access';
import type { HttpRoute } from './http-routes.js';
import { code, page, sentence, table } from './markdown.js';

const KIB = 1024;
const MIB = KIB * KIB;

const moreWorks = ({ place, explained, element }: MethodWorks): string =>
  [
    ...(place ? [`${place} for each of \`k\` places`] : []),
    ...(explained ? [`${explained} more with \`explain\``] : []),
    ...(element ? [`${element} for each element`] : []),
  ].join(', ');

/** What a call has several of, each with its works. */
const OF_EACH: Readonly<Record<string, string>> = { RecommendBatch: 'request', RecommendPage: 'placement' };

const named = ({ method, path }: HttpRoute): string => `${method} ${path}`;

/** Who may make which call, by the table that the checks read. Errors: a route that has no row, and a row that has no route. */
export function rightsPage(routes: readonly HttpRoute[]): string {
  const plain = routes.filter(({ call }) => call === undefined);
  const names = plain.map(named);
  const missing = names.filter((name) => ROUTE_RIGHTS[name] === undefined);
  const stale = Object.keys(ROUTE_RIGHTS).filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`ROUTE_RIGHTS has no row for ${missing.join(', ')}`);
  if (stale.length > 0) throw new Error(`there is no route ${stale.join(', ')}, and ROUTE_RIGHTS has a row for it`);
  const methods = Object.entries(METHOD_RIGHTS).map(([method, { right, tenants }]) => [
    code(method),
    routes
      .filter(({ call }) => call === method)
      .map((route) => code(named(route)))
      .join(', '),
    code(right),
    tenants.map(code).join(', '),
  ]);
  return page('Rights', 'the tables `rights.ts` and `method-costs.ts` in `libs/serving/access/src`', [
    'A caller has rights and tenants. [How callers get them](../how-to/let-callers-in.md). A call of a method needs its ' +
      'right: the same over gRPC and HTTP. The tenant is that of the caller. A field may name it too. If it names a tenant ' +
      'that is not the caller’s, the call fails with `STARS_PERMISSION_DENIED` and the path of the field.',
    '## Rights',
    table(
      ['right', 'what a caller with it does'],
      RIGHTS.map((right) => [code(right), sentence(RIGHT_MEANINGS[right])]),
    ),
    '## Methods',
    table(['method', 'HTTP', 'right', 'fields that name a tenant'], methods),
    '## What calls cost',
    'Limits count works: one is about an ordinary list. [How to set limits](../how-to/let-callers-in.md#limit-what-callers-ask-for). ' +
      'A larger request is refused before it is read.',
    table(
      ['method', 'largest request', 'works of a call', 'and more'],
      Object.entries(METHOD_COSTS).map(([method, { bytes, works }]) => [
        code(method),
        bytes < MIB ? `${bytes / KIB} KiB` : `${bytes / MIB} MiB`,
        OF_EACH[method] === undefined ? String(works.call) : `${works.call} for each ${OF_EACH[method]}`,
        moreWorks(works),
      ]),
    ),
    '## Other routes of HTTP',
    table(
      ['route', 'right', 'meaning'],
      plain.map((route) => {
        const right = ROUTE_RIGHTS[named(route)]!;
        return [code(named(route)), right === 'open' ? 'none: it is open' : code(right), sentence(route.meaning)];
      }),
    ),
    `Over gRPC, these services are open: ${OPEN_SERVICES.map(code).join(', ')}.`,
  ]);
}

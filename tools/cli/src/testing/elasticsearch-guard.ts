import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StoreUser } from '../store-rights/store-rights.js';

interface Role {
  indices: readonly { names: readonly string[]; privileges: readonly string[] }[];
}

/** By the path behind the index: what Elasticsearch's own rights ask for. A call without a row is refused. */
const NEEDED: readonly (readonly [method: string, path: RegExp, privilege: string])[] = [
  ['GET', /^\/_alias\/(?<index>[^/]+)$/, 'view_index_metadata'],
  ['GET', /^\/(?<index>[^/]+)\/_mapping$/, 'view_index_metadata'],
  ['POST', /^\/(?<index>[^/]+)\/(_search|_mget)$/, 'read'],
  ['POST', /^\/(?<index>[^/]+)\/_refresh$/, 'maintenance'],
  ['POST', /^\/(?<index>[^/]+)\/_bulk$/, 'write'],
  // With an alias of its own; and fields that are new.
  ['PUT', /^\/(?<index>[^/_]+)(\/_mapping)?$/, 'manage'],
];

export interface ElasticsearchGuard {
  url: string;
  /** What was refused: user, method and path. */
  refused: string[];
  close(): void;
}

/**
 * An address of an Elasticsearch that has no logins, behind which each user may do what its role says. The module for security is
 * published nowhere as a package: this reads the roles as its documentation says.
 */
export async function guardElasticsearch(
  target: string,
  roles: Readonly<Record<StoreUser, Role>>,
): Promise<ElasticsearchGuard> {
  const refused: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '/' } = incoming;
    const login = Buffer.from(incoming.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    const user = login.split(':')[0] as StoreUser;
    const path = url.split('?')[0]!;
    if (!isAllowed(roles[user], method, path)) {
      refused.push(`${user} ${method} ${path}`);
      incoming.resume();
      const error = { type: 'security_exception', reason: `action is unauthorized for user [${user}]` };
      outgoing.writeHead(403, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' });
      return outgoing.end(JSON.stringify({ error, status: 403 }));
    }
    const { authorization: _, ...headers } = incoming.headers;
    const passed = forward(new URL(url, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    return incoming.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, refused, close };
}

function isAllowed(role: Role | undefined, method: string, path: string): boolean {
  for (const [wanted, pattern, privilege] of NEEDED) {
    const index = method === wanted ? pattern.exec(path)?.groups?.['index'] : undefined;
    if (index === undefined) continue;
    return (role?.indices ?? []).some(
      ({ names, privileges }) =>
        (privileges.includes(privilege) || privileges.includes('all')) &&
        names.some((name) => (name.endsWith('*') ? index.startsWith(name.slice(0, -1)) : index === name)),
    );
  }
  return false;
}

import { StarsError } from '@stars/errors';
import { ElasticsearchRefusal, type ElasticsearchServer } from './elasticsearch-server.js';
import type { IndexDefinition } from './index-definitions.js';

const TIMEOUT_MS = 30_000;

export interface IndexSettings {
  shards: number;
  /** As Elasticsearch reads `auto_expand_replicas`: a copy on another node where there is one. */
  replicas: string;
}

type Mappings = Record<string, { mappings: { properties?: Record<string, { type?: string }> } }>;

/**
 * Makes the index behind an alias if it is missing, or lets it gain the fields that it lacks: `PREFIX-items` names `PREFIX-items-v1`.
 * Several processes may do this at once. Returns the alias.
 * Errors: `STARS_CONFIG_INVALID` if a field has another type, `STARS_UNAVAILABLE` if another user has to make it.
 */
export async function openIndex(
  server: ElasticsearchServer,
  prefix: string,
  { name, mapping }: IndexDefinition,
  { shards, replicas }: IndexSettings,
): Promise<string> {
  const alias = `${prefix}-${name}`;
  const mappings = (): Promise<Mappings> =>
    server.request({ method: 'GET', path: `/${alias}/_mapping`, timeoutMs: TIMEOUT_MS });
  const found = await mappings().catch(async (error) => {
    if (!(error instanceof ElasticsearchRefusal) || error.status !== 404) throw error;
    await make(server, `${alias}-v1`, `/${alias}-v1`, {
      settings: { number_of_shards: shards, auto_expand_replicas: replicas, refresh_interval: '1s' },
      mappings: { dynamic: 'strict', properties: mapping },
      aliases: { [alias]: {} },
    });
    return mappings();
  });
  for (const [index, { mappings: stored }] of Object.entries(found)) {
    const { properties: has = {} } = stored;
    const fields = Object.entries(mapping);
    const others = fields.filter(([field, { type }]) => has[field] && has[field].type !== type);
    if (others.length > 0) {
      const message =
        `${index} has another type of ${others.map(([field]) => field).join(', ')} than this program needs: go back to the ` +
        'program that made it, or delete the index and run ./stars rebuild';
      throw new StarsError('STARS_CONFIG_INVALID', message);
    }
    const missing = fields.filter(([field]) => !has[field]);
    if (missing.length === 0) continue;
    const what = `${missing.map(([field]) => field).join(', ')} of ${index}`;
    await make(server, what, `/${index}/_mapping`, { properties: Object.fromEntries(missing) });
  }
  return alias;
}

async function make(server: ElasticsearchServer, what: string, path: string, body: object): Promise<void> {
  try {
    await server.request({ method: 'PUT', path, body, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    // Another process was first.
    if (error instanceof ElasticsearchRefusal && error.type === 'resource_already_exists_exception') return;
    if (!(error instanceof ElasticsearchRefusal) || error.status !== 403) throw error;
    const message = `${what} is not there yet, and this user may not make it: a process that may has to start`;
    throw new StarsError('STARS_UNAVAILABLE', message, { cause: error });
  }
}

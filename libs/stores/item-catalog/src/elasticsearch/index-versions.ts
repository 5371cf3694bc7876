import { setTimeout as sleep } from 'node:timers/promises';
import { StarsError } from '@stars/errors';
import { type BulkWriter, type VersionedDocument } from './bulk-writer.js';
import { ElasticsearchRefusal, type ElasticsearchServer } from './elasticsearch-server.js';
import type { IndexDefinition } from './index-definitions.js';

const TIMEOUT_MS = 30_000;
const PAGE = 1_000;
/** How long the server keeps the position of a copy between two pages. */
const KEEP_ALIVE = '2m';
/** Time after which writes that ran when the alias moved have ended. */
const SETTLE_MS = 1_000;

export interface IndexSettings {
  shards: number;
  /** As Elasticsearch reads `auto_expand_replicas`: a copy on another node where there is one. */
  replicas: string;
}

/**
 * The indexes behind one alias, a version each: `PREFIX-items` names `PREFIX-items-v1`. A new version is filled while the
 * old one serves, then the alias moves at once. The old one stays for a way back.
 */
export class IndexVersions {
  readonly alias: string;

  constructor(
    private readonly server: ElasticsearchServer,
    private readonly writer: BulkWriter,
    prefix: string,
    private readonly definition: IndexDefinition,
    private readonly settings: IndexSettings,
  ) {
    this.alias = `${prefix}-${definition.name}`;
  }

  /**
   * Creates this version's index if it is missing, or lets it gain the fields that it lacks, fills it from the one before, and moves the
   * alias. A later version that serves already is used if it has the same fields. Several processes may do this at once.
   * Errors: `STARS_CONFIG_INVALID` if it has others, `STARS_UNAVAILABLE` if another user has to create them.
   */
  async open(): Promise<void> {
    const { version } = this.definition;
    const [serving] = await this.#versionsNamed(this.alias);
    if (serving !== undefined && serving > version) return this.#gain(serving);
    if (serving !== version) await this.#create(serving === undefined);
    await this.#gain(version);
    if (serving !== undefined && serving < version) await this.#moveFrom(serving);
    // Also completes the work of a process that moved the alias and died.
    for (const left of await this.#versionsNamed(this.#leftover)) await this.#catchUp(left);
  }

  /** Marks old indexes while they may hold documents that are not in the current one. */
  get #leftover(): string {
    return `${this.alias}-leftover`;
  }

  #name(version: number): string {
    return `${this.alias}-v${version}`;
  }

  /** Versions of the indexes that an alias names. */
  async #versionsNamed(alias: string): Promise<number[]> {
    try {
      const indexes = await this.#ask<Record<string, object>>('GET', `/_alias/${alias}`);
      return Object.keys(indexes).map((name) => {
        const version = Number(name.slice(this.#name(0).length - 1));
        if (name === this.#name(version)) return version;
        throw new StarsError('STARS_CONFIG_INVALID', `the alias ${alias} names ${name}, which is none of its versions`);
      });
    } catch (error) {
      if (error instanceof ElasticsearchRefusal && error.status === 404) return [];
      throw error;
    }
  }

  /** Creates the index; the first version together with the alias. */
  async #create(first: boolean): Promise<void> {
    const body = {
      settings: {
        number_of_shards: this.settings.shards,
        auto_expand_replicas: this.settings.replicas,
        refresh_interval: '1s',
      },
      mappings: { dynamic: 'strict', properties: this.definition.mapping },
      ...(first ? { aliases: { [this.alias]: {} } } : {}),
    };
    const name = this.#name(this.definition.version);
    try {
      await this.#make(name, `/${name}`, body);
    } catch (error) {
      const exists = error instanceof ElasticsearchRefusal && error.type === 'resource_already_exists_exception';
      if (!exists) throw error;
      // It was left by a later version, whose index somebody has deleted.
      if (first) await this.#alias({ add: { index: name, alias: this.alias } });
    }
  }

  /** Adds the fields that an index lacks. An item that is there has values in them once it is written again. */
  async #gain(version: number): Promise<void> {
    const index = this.#name(version);
    const { [index]: found } = await this.#ask<Mappings>('GET', `/${index}/_mapping`);
    const { properties: has = {} } = found!.mappings;
    const fields = Object.entries(this.definition.mapping);
    const others = fields.filter(([name, { type }]) => has[name] && has[name].type !== type).map(([name]) => name);
    if (others.length > 0) {
      const message =
        `${index} has another type of ${others.join(', ')} than this program needs: go back to the program that made it, ` +
        'or delete the index and run ./stars rebuild';
      throw new StarsError('STARS_CONFIG_INVALID', message);
    }
    const missing = fields.filter(([name]) => !has[name]);
    if (missing.length === 0) return;
    const names = missing.map(([name]) => name).join(', ');
    await this.#make(`${names} of ${index}`, `/${index}/_mapping`, { properties: Object.fromEntries(missing) });
  }

  async #make(what: string, path: string, body: object): Promise<void> {
    try {
      await this.#ask('PUT', path, body);
    } catch (error) {
      if (!(error instanceof ElasticsearchRefusal) || error.status !== 403) throw error;
      const message = `${what} is not there yet, and this user may not make it: a process that may has to start`;
      throw new StarsError('STARS_UNAVAILABLE', message, { cause: error });
    }
  }

  async #moveFrom(before: number): Promise<void> {
    const old = this.#name(before);
    const current = this.#name(this.definition.version);
    await this.#copy(old, current);
    await this.#alias(
      { remove: { index: old, alias: this.alias, must_exist: false } },
      { add: { index: current, alias: this.alias } },
      { add: { index: old, alias: this.#leftover } },
    );
  }

  /**
   * Copies what was written to the old index until the alias moved, or a moment longer, so that nothing is lost (except a second
   * content with the same version, written while the first was copied: different contents need different versions).
   */
  async #catchUp(before: number): Promise<void> {
    const old = this.#name(before);
    const current = this.#name(this.definition.version);
    do await sleep(SETTLE_MS);
    while ((await this.#copy(old, current)) > 0);
    await this.#ask('POST', `/${current}/_refresh`);
    await this.#alias({ remove: { index: old, alias: this.#leftover, must_exist: false } });
  }

  /** Copies the documents that are not there in the same or a later version, and counts them. */
  async #copy(from: string, to: string): Promise<number> {
    await this.#ask('POST', `/${from}/_refresh`);
    const { id } = await this.#ask<{ id: string }>('POST', `/${from}/_pit?keep_alive=${KEEP_ALIVE}`);
    let copied = 0;
    let after: unknown[] | undefined;
    do {
      const page: SearchPage = await this.#ask('POST', '/_search', {
        size: PAGE,
        pit: { id, keep_alive: KEEP_ALIVE },
        sort: ['_shard_doc'],
        track_total_hits: false,
        ...(after ? { search_after: after } : {}),
      });
      const { hits } = page.hits;
      const documents = hits.map(({ _id, _source }): VersionedDocument => {
        return { id: _id, externalVersion: this.definition.externalVersion(_source), source: _source };
      });
      const written = await this.writer.write(to, documents, true);
      copied += written.filter(Boolean).length;
      after = hits.length < PAGE ? undefined : hits.at(-1)!.sort;
    } while (after);
    await this.#ask('DELETE', '/_pit', { id });
    return copied;
  }

  #alias(...actions: object[]): Promise<void> {
    return this.#ask('POST', '/_aliases', { actions });
  }

  #ask<T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
    return this.server.request<T>({ method, path, timeoutMs: TIMEOUT_MS, ...(body ? { body } : {}) });
  }
}

type Mappings = Record<string, { mappings: { properties?: Record<string, { type?: string }> } }>;

interface SearchPage {
  hits: { hits: { _id: string; _source: VersionedDocument['source']; sort: unknown[] }[] };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { isStarsError, StarsError } from '@stars/errors';
import { withRetries } from '@stars/platform';
import type { CollectionNames } from './collection-names.js';
import { INDEXED_FIELDS } from './point.js';
import type { Answer, Argument, Operation, QdrantServer } from './qdrant-server.js';
import { mayPass, QdrantRefusal } from './refusals.js';

export interface CollectionSettings {
  shards: number;
  replicas: number;
  /**
   * Kilobytes of vectors, at least 10. A segment with more gets a graph; where fewer pass a filter, they are scanned one by one
   * all the same.
   */
  scanUpTo: number;
}

/** Edges a node of the graph, and candidates looked at when a node is linked. */
const GRAPH = { m: 32, ef_construct: 256 };
/** How long `prepare` waits for the graph (ms). */
const GREEN_WITHIN_MS = 3_600_000;
const TIMEOUT_MS = 60_000;
const LOOK_MS = 250;
const RETRY = { firstMs: 100, mostMs: 2_000, withinMs: 10_000 };

/** Collections as wholes: one a tenant and model version, made without a graph, which `prepare` has built. */
export class QdrantCollections {
  /** Widths by the collection's name: it never changes, unless the collection is dropped and made anew. */
  readonly #widths = new Map<string, number>();

  constructor(
    private readonly server: QdrantServer,
    private readonly names: CollectionNames,
    private readonly settings: CollectionSettings,
  ) {}

  /** Errors: `STARS_INVALID_FIELD` if it exists with another width. */
  async create(tenant: string, modelVersion: string, width: number): Promise<void> {
    const name = this.names.collection(tenant, modelVersion);
    const { shards, replicas, scanUpTo } = this.settings;
    try {
      await this.#ask('createCollection', {
        collection_name: name,
        vectors: { size: width, distance: 'Dot' },
        shard_number: shards,
        replication_factor: replicas,
        hnsw_config: { ...GRAPH, full_scan_threshold: scanUpTo },
        // 0: no graph is built while it is filled, because it would be rebuilt again and again.
        optimizers_config: { indexing_threshold: 0 },
      });
    } catch (error) {
      if (!existsAlready(error)) throw error;
    }
    this.#widths.delete(name);
    const stored = await this.width(tenant, modelVersion);
    if (stored !== width) {
      const message = `the collection of model version "${modelVersion}" has width ${stored}, not ${width}`;
      throw new StarsError('STARS_INVALID_FIELD', message, { field: 'width' });
    }
    // Also if it existed: the process that created it may have died before.
    for (const [field_name, field_schema] of Object.entries(INDEXED_FIELDS)) {
      await this.#ask('createFieldIndex', { collection_name: name, wait: true, field_name, field_schema });
    }
  }

  /** Errors: `STARS_NOT_FOUND`. */
  async width(tenant: string, modelVersion: string): Promise<number> {
    const name = this.names.collection(tenant, modelVersion);
    const known = this.#widths.get(name);
    if (known !== undefined) return known;
    const vectors = (await this.#info(name)).config.params.vectors;
    const size = vectors && 'size' in vectors ? vectors.size : undefined;
    if (typeof size !== 'number') {
      throw new StarsError('STARS_CONFIG_INVALID', `the collection ${name} was not made by this program`);
    }
    this.#widths.set(name, size);
    return size;
  }

  /** Call if an answer shows that the collection may have been replaced. */
  forgetWidth(tenant: string, modelVersion: string): void {
    this.#widths.delete(this.names.collection(tenant, modelVersion));
  }

  async list(tenant: string): Promise<string[]> {
    const { result } = await this.#ask('getCollections', {});
    const versions = (result?.collections ?? []).map(({ name }) => this.names.versionOf(tenant, name));
    return versions.filter((version) => version !== undefined).sort();
  }

  /** With its aliases; does nothing if there is none. */
  async drop(tenant: string, modelVersion: string): Promise<void> {
    const name = this.names.collection(tenant, modelVersion);
    this.#widths.delete(name);
    await this.#ask('deleteCollection', { collection_name: name }).catch((error) => {
      if (!isStarsError(error) || error.code !== 'STARS_NOT_FOUND') throw error;
    });
  }

  /** Moves the tenant's alias to the prepared collection atomically. */
  async activate(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void> {
    await this.prepare(tenant, modelVersion, signal);
    await this.#ask('updateAliases', {
      actions: [
        {
          create_alias: {
            collection_name: this.names.collection(tenant, modelVersion),
            alias_name: this.names.serving(tenant),
          },
        },
      ],
    });
  }

  /** Starts the build of the graph, and waits for it. */
  async prepare(tenant: string, modelVersion: string, signal?: AbortSignal): Promise<void> {
    const name = this.names.collection(tenant, modelVersion);
    await this.#wantGraph(name);
    const begun = performance.now();
    for (;;) {
      const { status, optimizer_status } = await this.#info(name);
      if (status === 'green' && optimizer_status === 'ok') break;
      if (status === 'red' || performance.now() - begun > GREEN_WITHIN_MS) {
        const state = typeof optimizer_status === 'string' ? status : `${status}: ${optimizer_status.error}`;
        throw new StarsError('STARS_UNAVAILABLE', `the collection ${name} is not ready to be searched: ${state}`);
      }
      // After a restart the server knows that there is work, but waits for a trigger.
      if (status === 'grey') await this.#wantGraph(name);
      await sleep(LOOK_MS);
      signal?.throwIfAborted();
    }
  }

  async #wantGraph(name: string): Promise<void> {
    const optimizers_config = { indexing_threshold: this.settings.scanUpTo };
    await this.#ask('updateCollection', { collection_name: name, optimizers_config });
  }

  async #info(name: string) {
    const { result } = await this.#ask('getCollection', { collection_name: name });
    return result!;
  }

  #ask<O extends Operation>(operation: O, argument: Argument<O>): Promise<Answer<O>> {
    return withRetries(RETRY, mayPass, () => this.server.call(operation, argument, { timeoutMs: TIMEOUT_MS }));
  }
}

const existsAlready = (error: unknown): boolean =>
  isStarsError(error) && error.cause instanceof QdrantRefusal && error.cause.status === 409;

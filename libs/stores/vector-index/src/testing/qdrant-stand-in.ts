import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { LoopbackServer } from './loopback-server.js';
import { passes, type StoredPoint } from './point-conditions.js';

type Json = Record<string, unknown>;

/** Bytes of an answer that fit one packet. */
const PACKET = 1_400;
const DELAYED_ACKNOWLEDGEMENT_MS = 40;
const LEAST_SCAN_THRESHOLD = 10;

interface Collection {
  vectors: { size: number };
  points: Map<string, StoredPoint>;
}

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * So much of Qdrant's REST interface as the adapter uses, with exact search in memory: where no Qdrant is to be had, the
 * adapter's own part is tested against this. It tells nothing about the engine.
 */
export class QdrantStandIn {
  readonly #collections = new Map<string, Collection>();
  readonly aliases = new Map<string, string>();
  /** Points at the end of a list that a search misses unless it is exact, as a graph without paths to them does. */
  missed = 0;
  /** What the state of a collection is when it is asked for next; green where nothing is left. */
  readonly states: string[] = [];
  /** The threshold from which there is a graph, as it was set each time. */
  readonly thresholds: unknown[] = [];
  version = '1.19.0';
  nodes = 1;
  /** Why every call is refused, in plain text as Qdrant says it of tokens. */
  refuses: string | undefined;
  /** Answers whose end the client had to wait for. */
  late = 0;
  readonly #server: LoopbackServer;

  private constructor() {
    this.#server = new LoopbackServer((request, response) => {
      if (this.refuses) response.writeHead(403).end(this.refuses);
      else void this.#answer(request).then(([status, body]) => this.#send(request, response, status, body));
    });
  }

  static async start(): Promise<QdrantStandIn> {
    const standIn = new QdrantStandIn();
    await standIn.#server.listen();
    return standIn;
  }

  get url(): string {
    return this.#server.url;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** Uncompressed at once, with its length; compressed in chunks, the last of which waits for an acknowledgement. */
  #send(request: IncomingMessage, response: ServerResponse, status: number, body: Json): void {
    const bytes = Buffer.from(JSON.stringify(body));
    const headers = { 'content-type': 'application/json' };
    const packed = String(request.headers['accept-encoding']).includes('gzip') ? gzipSync(bytes) : undefined;
    if (packed === undefined || packed.length <= PACKET) {
      response.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
      return;
    }
    this.late++;
    response.writeHead(status, { ...headers, 'content-encoding': 'gzip' }).write(packed.subarray(0, PACKET));
    setTimeout(() => response.end(packed.subarray(PACKET)), DELAYED_ACKNOWLEDGEMENT_MS);
  }

  async #answer(request: IncomingMessage): Promise<[number, Json]> {
    try {
      let text = '';
      for await (const chunk of request) text += chunk;
      const path = new URL(request.url ?? '', this.url).pathname.split('/').slice(1).map(decodeURIComponent);
      if (path[0] === '') return [200, { title: 'qdrant', version: this.version }];
      const result = this.#handle(request.method ?? '', path, text === '' ? {} : (JSON.parse(text) as Json));
      return [200, { result, status: 'ok', time: 0 }];
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      return [status, { status: { error: String(error) }, time: 0 }];
    }
  }

  #peers(): Json {
    return Object.fromEntries(Array.from({ length: this.nodes }, (_, peer) => [peer, {}]));
  }

  #handle(method: string, [root, name, ...rest]: string[], body: Json): unknown {
    if (root === 'cluster')
      return this.nodes > 1 ? { status: 'enabled', peers: this.#peers() } : { status: 'disabled' };
    if (root !== 'collections') throw new Refusal(404, 'no such path');
    if (name === undefined) return { collections: Array.from(this.#collections.keys(), (name) => ({ name })) };
    if (name === 'aliases') return this.#changeAliases(body['actions'] as Json[]);
    const operation = [method, ...rest].join(' ');
    if (operation === 'PUT') return this.#create(name, body);
    if (operation === 'DELETE') return this.#drop(name);
    const { vectors, points } = this.#find(name);
    switch (operation) {
      case 'GET': {
        const status = this.states.shift() ?? 'green';
        return { status, optimizer_status: 'ok', points_count: points.size, config: { params: { vectors } } };
      }
      case 'PATCH':
        this.thresholds.push((body['optimizers_config'] as Json)['indexing_threshold']);
        return true;
      case 'PUT index':
        return true;
      case 'PUT points':
        return this.#upsert(vectors.size, points, body['points'] as StoredPoint[]);
      case 'POST points':
        return (body['ids'] as string[]).flatMap((id) => points.get(id) ?? []);
      case 'POST points count':
        return { count: points.size };
      case 'POST points delete':
        for (const id of body['points'] as string[]) points.delete(id);
        return true;
      case 'POST points batch':
        return (body['operations'] as Json[]).map((operation) =>
          overwrite(points, operation['overwrite_payload'] as Json),
        );
      case 'POST points query batch':
        return (body['searches'] as Json[]).map((search) => ({ points: this.#search(points, search) }));
      default:
        throw new Refusal(404, `no such path: ${operation}`);
    }
  }

  #search(points: Map<string, StoredPoint>, search: Json): Json[] {
    const found = find(points, search);
    const { exact = false } = search['params'] as { exact?: boolean };
    return exact ? found : found.slice(0, Math.max(0, found.length - this.missed));
  }

  #find(name: string): Collection {
    const collection = this.#collections.get(this.aliases.get(name) ?? name);
    if (!collection) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return collection;
  }

  #create(name: string, body: Json): boolean {
    if (this.#collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
    const { full_scan_threshold } = body['hnsw_config'] as { full_scan_threshold: number };
    if (full_scan_threshold < LEAST_SCAN_THRESHOLD) {
      const reason = `[hnsw_config.full_scan_threshold: value ${full_scan_threshold} invalid, must be 10.0 or larger]`;
      throw new Refusal(422, `Validation error in JSON body: ${reason}`);
    }
    this.#collections.set(name, { vectors: body['vectors'] as { size: number }, points: new Map() });
    return true;
  }

  #drop(name: string): boolean {
    for (const [alias, target] of this.aliases) if (target === name) this.aliases.delete(alias);
    return this.#collections.delete(name);
  }

  #changeAliases(actions: readonly Json[]): boolean {
    for (const action of actions) {
      const { collection_name, alias_name } = action['create_alias'] as Record<string, string>;
      this.#find(collection_name!);
      this.aliases.set(alias_name!, collection_name!);
    }
    return true;
  }

  #upsert(size: number, points: Map<string, StoredPoint>, added: readonly StoredPoint[]): boolean {
    if (added.some(({ vector }) => vector.length !== size)) throw new Refusal(400, 'Vector dimension error');
    for (const point of added) points.set(point.id, point);
    return true;
  }
}

function overwrite(points: Map<string, StoredPoint>, { filter, payload }: Json): boolean {
  for (const point of points.values()) if (passes(filter, point)) point.payload = payload as Json;
  return true;
}

function find(points: Map<string, StoredPoint>, { query, filter, limit }: Json): Json[] {
  const score = ({ vector }: StoredPoint): number => {
    return Math.fround(vector.reduce((sum, value, i) => sum + value * (query as number[])[i]!, 0));
  };
  return Array.from(points.values())
    .filter((point) => passes(filter, point))
    .map((point) => ({ id: point.id, payload: point.payload, score: score(point) }))
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, limit as number);
}

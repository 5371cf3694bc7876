import { messageKey } from '@stars/contracts';
import { mapBounded, type RetryLimits, withRetries } from '@stars/platform';
import { ElasticsearchRefusal, type ElasticsearchServer } from './elasticsearch-server.js';
import type { FeaturesDocument, ItemDocument } from './index-definitions.js';
import type { Revision } from './index-reader.js';
import { documentsError, isOfDocument, mayPass, toStarsError } from './refusals.js';

interface Document {
  id: string;
  source: Pick<ItemDocument | FeaturesDocument, 'tenant' | 'item_id'>;
}

/** One document of a version, in decimal digits: a later one stays. */
export interface VersionedDocument extends Document {
  externalVersion: string;
}

/** The document that follows what was read of it: what others wrote since stays. */
export interface SeenDocument extends Document {
  seen: Revision | 'nothing';
}

export type BulkLimits = typeof BULK_LIMITS;

export const BULK_LIMITS = {
  /** Documents of one request. */
  documents: 1_000,
  /** Bytes of one request, except for a single larger document. */
  bytes: 5 * 1024 * 1024,
  /** Requests of one call that run at once. */
  concurrent: 2,
  timeoutMs: 30_000,
  retry: { firstMs: 100, mostMs: 5_000, withinMs: 30_000 } as RetryLimits,
};

const VERSION_CONFLICT = 409;
const TOO_LARGE = 413;

interface DocumentResult {
  status: number;
  error?: { type: string; reason?: string };
}

interface BulkAnswer {
  /** By the name of the action. */
  items: { index?: DocumentResult; create?: DocumentResult }[];
}

interface Entry {
  at: number;
  lines: [string, string];
}

/** What became of the documents of one call. */
interface Outcome {
  written: boolean[];
  /** Documents that the server will never take. */
  never: { at: number; refusal: ElasticsearchRefusal }[];
}

/**
 * Writes documents in requests of bounded size, a few at once. If the server is overloaded or its disk is full, only the
 * refused documents are sent again, after growing waits.
 */
export class BulkWriter {
  constructor(
    private readonly server: ElasticsearchServer,
    private readonly limits: BulkLimits = BULK_LIMITS,
  ) {}

  /**
   * Writes documents to an alias unless a later version, or another than was seen, is there. Whether each was written. An id comes at most once.
   * Errors: a `RefusedError` with the keys of documents that the server will never take, once the others are written; those of
   * `refusalError` and `ElasticsearchServer`, where some documents may have been written.
   */
  async write(alias: string, documents: readonly (VersionedDocument | SeenDocument)[]): Promise<boolean[]> {
    const outcome: Outcome = { written: new Array<boolean>(documents.length).fill(false), never: [] };
    await mapBounded(this.#requests(documents), this.limits.concurrent, async (entries) => {
      let left = entries;
      await withRetries(this.limits.retry, mayPass, async () => {
        const { refused, refusal } = await this.#send(alias, left, outcome);
        left = refused;
        if (refusal) throw refusal;
      }).catch((error) => {
        throw toStarsError(error);
      });
    });
    const { written, never } = outcome;
    if (never.length === 0) return written;
    const keys = never.map(({ at }) => messageKey(documents[at]!.source.tenant, documents[at]!.source.item_id));
    throw documentsError(keys, never[0]!.refusal);
  }

  /** One request: notes what was written and what never will be, and returns what was refused for now, with the last reason. */
  async #send(
    alias: string,
    entries: readonly Entry[],
    { written, never }: Outcome,
  ): Promise<{ refused: Entry[]; refusal?: ElasticsearchRefusal }> {
    const results = await this.#results(alias, entries);
    const refused: Entry[] = [];
    let refusal: ElasticsearchRefusal | undefined;
    for (const [i, { status, error }] of results.entries()) {
      const entry = entries[i]!;
      if (error === undefined) written[entry.at] = true;
      else if (status !== VERSION_CONFLICT) {
        const said = new ElasticsearchRefusal(status, error.type, error.reason ?? '');
        if (isOfDocument(said)) never.push({ at: entry.at, refusal: said });
        else {
          if (!mayPass(said)) throw said;
          refused.push(entry);
          refusal = said;
        }
      }
    }
    return { refused, ...(refusal ? { refusal } : {}) };
  }

  async #results(alias: string, entries: readonly Entry[]): Promise<DocumentResult[]> {
    try {
      const answer = await this.server.request<BulkAnswer>({
        method: 'POST',
        path: `/${alias}/_bulk`,
        query: { require_alias: true, filter_path: 'items.*.status,items.*.error' },
        lines: entries.flatMap(({ lines }) => lines),
        timeoutMs: this.limits.timeoutMs,
      });
      return answer.items.map((item) => (item.index ?? item.create)!);
    } catch (error) {
      if (!(error instanceof ElasticsearchRefusal) || error.status !== TOO_LARGE) throw error;
      return entries.map(() => ({ status: error.status, error: { type: error.type, reason: error.message } }));
    }
  }

  #requests(documents: readonly (VersionedDocument | SeenDocument)[]): Entry[][] {
    const requests: Entry[][] = [];
    let bytes = Number.POSITIVE_INFINITY;
    documents.forEach((document, at) => {
      const { id, source } = document;
      const action = { index: { _id: id, ...conditionOf(document) } };
      const lines: [string, string] = [JSON.stringify(action), JSON.stringify(source)];
      const size = Buffer.byteLength(lines[0]) + Buffer.byteLength(lines[1]) + 2;
      const last = requests.at(-1);
      if (last === undefined || last.length >= this.limits.documents || bytes + size > this.limits.bytes) {
        requests.push([]);
        bytes = 0;
      }
      requests.at(-1)!.push({ at, lines });
      bytes += size;
    });
    return requests;
  }
}

function conditionOf(document: VersionedDocument | SeenDocument): object {
  if ('externalVersion' in document) return { version: document.externalVersion, version_type: 'external_gte' };
  const { seen } = document;
  return seen === 'nothing' ? { op_type: 'create' } : { if_seq_no: seen.number, if_primary_term: seen.term };
}

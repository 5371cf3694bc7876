import { StarsError } from '@stars/errors';
import { mapBounded, type RetryLimits, withRetries } from '@stars/platform';
import { ElasticsearchRefusal, type ElasticsearchServer } from './elasticsearch-server.js';
import { mayPass, mayPassLater, refusalError, toStarsError } from './refusals.js';

/** One document of a version. */
export interface VersionedDocument {
  id: string;
  /** Decimal digits. */
  externalVersion: string;
  source: object;
}

export interface BulkLimits {
  /** Documents of one request. */
  documents: number;
  /** Bytes of one request, except for a single larger document. */
  bytes: number;
  /** Requests of one call that run at once. */
  concurrent: number;
  timeoutMs: number;
  retry: RetryLimits;
}

export const BULK_LIMITS: BulkLimits = {
  documents: 1_000,
  bytes: 5 * 1024 * 1024,
  concurrent: 2,
  timeoutMs: 30_000,
  retry: { firstMs: 100, mostMs: 5_000, withinMs: 30_000 },
};

const VERSION_CONFLICT = 409;

interface BulkAnswer {
  items: { index: { status: number; error?: { type: string; reason?: string } } }[];
}

interface Entry {
  at: number;
  lines: [string, string];
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
   * Writes documents to an alias unless a later version is there; where it is `filling` an index by its name, unless the same or
   * a later one is there. Whether each was written. An id comes at most once.
   * Errors: those of `refusalError` and `ElasticsearchServer`; some documents may have been written then.
   */
  async write(index: string, documents: readonly VersionedDocument[], filling = false): Promise<boolean[]> {
    const written = new Array<boolean>(documents.length).fill(false);
    await mapBounded(
      this.#requests(documents, filling ? 'external' : 'external_gte'),
      this.limits.concurrent,
      async (entries) => {
        let left = entries;
        await withRetries(this.limits.retry, mayPass, async () => {
          const { refused, refusal } = await this.#send(index, left, written, !filling);
          left = refused;
          if (refusal) throw refusal;
        }).catch((error) => {
          throw toStarsError(error);
        });
      },
    );
    return written;
  }

  /** One request: notes what was written, and returns what was refused for now, with the last reason. */
  async #send(
    index: string,
    entries: readonly Entry[],
    written: boolean[],
    requireAlias: boolean,
  ): Promise<{ refused: Entry[]; refusal?: ElasticsearchRefusal }> {
    const answer = await this.server.request<BulkAnswer>({
      method: 'POST',
      path: `/${index}/_bulk`,
      query: { require_alias: requireAlias, filter_path: 'items.index.status,items.index.error' },
      lines: entries.flatMap(({ lines }) => lines),
      timeoutMs: this.limits.timeoutMs,
    });
    const refused: Entry[] = [];
    let refusal: ElasticsearchRefusal | undefined;
    for (const [i, { index: result }] of answer.items.entries()) {
      const entry = entries[i]!;
      if (result.error === undefined) written[entry.at] = true;
      else if (result.status !== VERSION_CONFLICT) {
        refusal = new ElasticsearchRefusal(result.status, result.error.type, result.error.reason ?? '');
        if (!mayPassLater(refusal)) throw neverTaken(refusal, entry.at);
        refused.push(entry);
      }
    }
    return { refused, ...(refusal ? { refusal } : {}) };
  }

  #requests(documents: readonly VersionedDocument[], versionType: string): Entry[][] {
    const requests: Entry[][] = [];
    let bytes = Number.POSITIVE_INFINITY;
    documents.forEach(({ id, externalVersion, source }, at) => {
      const action = { index: { _id: id, version: externalVersion, version_type: versionType } };
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

/** A document that the server refuses permanently. */
function neverTaken(refusal: ElasticsearchRefusal, at: number): StarsError {
  const { code, message } = refusalError(refusal);
  return new StarsError(code, message, { field: `[${at}]`, cause: refusal });
}

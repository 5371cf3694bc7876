import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eventClock,
  type ImportedFile,
  type ImportFilesRequest,
  type ImportFilesResponse,
  ImportReason,
  interactionTypeName,
  validateImportFilesRequest,
} from '@stars/contracts';
import { type FileReport, importFiles as importInto, type Reason } from '@stars/datasets';
import { isStarsError, StarsError } from '@stars/errors';
import { AdmissionGate } from '@stars/platform';
import type { GatewayDeps } from '../gateway-deps.js';

const MIB = 1024 * 1024;
/** Of all files together. As base64 they fit the largest request. */
const MOST_BYTES = 3 * MIB;
/** Reading takes a core: one at a time. */
const GATE = { concurrent: 1, queued: 4 };
const MOST_REASONS = 20;
const MOST_COLUMNS = 200;
const MOST_EXAMPLES = 10;

type ImportDeps = Pick<GatewayDeps, 'bus' | 'eventTimes' | 'kinds' | 'timeZone'>;

/** Imports small files that come with a request, as `./stars import` imports files of a disk. */
export class FileImports {
  readonly #gate = new AdmissionGate(GATE);

  constructor(private readonly deps: ImportDeps) {}

  /**
   * Errors: those of a checked request; `STARS_TOO_LARGE`; `STARS_FIELD_REQUIRED` (a column), `STARS_INVALID_FIELD` (what is no file of its
   * format); `STARS_OVERLOADED`; those of the bus, and then an equal request goes on where it stopped.
   */
  async import(given: ImportFilesRequest, signal: AbortSignal): Promise<ImportFilesResponse> {
    const request = validateImportFilesRequest(given);
    const bytes = request.files.reduce((sum, { content }) => sum + content.length, 0);
    if (bytes > MOST_BYTES) {
      const text = `takes ${bytes} bytes, and at most ${MOST_BYTES} are allowed: compress the file, or use ./stars import`;
      throw new StarsError('STARS_TOO_LARGE', text, { field: 'files' });
    }
    return this.#gate.run(() => this.#import(request, signal), { signal });
  }

  async #import(request: ImportFilesRequest, signal: AbortSignal): Promise<ImportFilesResponse> {
    const { bus, eventTimes, kinds, timeZone } = this.deps;
    const folder = await mkdtemp(join(tmpdir(), 'stars-import-'));
    try {
      const paths = Object.fromEntries(request.files.map(({ kind, name }) => [kind, join(folder, kind, name)]));
      for (const { kind, content } of request.files) {
        await mkdir(join(folder, kind));
        await writeFile(paths[kind]!, content);
      }
      const { refused = '', files } = await importInto({
        ...paths,
        // It cannot be read: the calls of a shop name what the catalogue has, and rights on a bus do not have to grow.
        sink: { publish: (topic, messages) => bus.publish(topic, messages) },
        columns: {
          timeZone: request.timeZone || timeZone,
          kinds: Object.fromEntries([...(kinds ?? [])].map(([name, type]) => [name, interactionTypeName(type)])),
          map: request.columns,
          mapValues: { type: request.types },
          ...(request.type && { type: request.type }),
        },
        ...{ tenant: request.tenantId, otherTenants: 'rejected' },
        ...{ dryRun: request.preview, allowRejects: request.allowRejects },
        // Items of a file have versions, which replace these.
        itemsFromEvents: !('items' in paths),
        ...{ rejectsFolder: folder, clock: eventClock({ eventTimes }), memoryLimit: '256MB', signal },
      });
      return { refused: refused.replaceAll(folder, ''), files: files.map((file) => shownFile(file, folder)) };
    } catch (error) {
      throw withoutFolder(error, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** A file that cannot be read is the caller's, and where it lay for a moment is nobody's business. */
function withoutFolder(error: unknown, folder: string): unknown {
  if (!isStarsError(error)) return error;
  const { code, message, field = 'files', cause } = error;
  const text = message.replaceAll(new RegExp(`${folder}/[a-z]+/`, 'g'), '');
  if (code === 'STARS_UNREADABLE_FILE') return new StarsError('STARS_INVALID_FIELD', text, { field: 'files', cause });
  return text === message ? error : new StarsError(code, text, { field, cause });
}

function shownFile(file: FileReport, folder: string): ImportedFile {
  const { kind, rows, published, duplicates, rejected, columns, kinds = {} } = file;
  return {
    ...{ kind, rows, stored: published, duplicates, rejected, types: { ...kinds } },
    name: file.file.slice(file.file.lastIndexOf('/') + 1),
    ...{ rejects: shownReasons(file.reasons), leftOut: shownReasons(file.leftOut) },
    columns: columns.slice(0, MOST_COLUMNS).map(({ column, as, how }) => ({ column, readAs: as, how })),
    notes: file.notes.map((note) => note.replaceAll(folder, '')),
    examples: file.examples.slice(0, MOST_EXAMPLES).map((row) => JSON.stringify(row)),
  };
}

const shownReasons = (reasons: readonly Reason[]): ImportReason[] =>
  reasons.slice(0, MOST_REASONS).map(({ reason, rows }) => ImportReason.create({ reason, rows }));

import { problem } from '../field-problem.js';
import * as service from '../generated/stars/v1/import_service.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';
import { timeZone } from './time-zone.js';

/** Bytes: in JSON as base64. */
const base64: kind.Kind<Uint8Array> = {
  read(json) {
    if (typeof json !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(json)) {
      throw problem('STARS_INVALID_FIELD', 'must be base64');
    }
    return Buffer.from(json, 'base64');
  },
  write: (value) => Buffer.from(value).toString('base64'),
  check(value) {
    if (!(value instanceof Uint8Array)) throw problem('STARS_INVALID_FIELD', 'must be bytes');
  },
  schema: () => ({ type: 'string', contentEncoding: 'base64', pattern: '^[A-Za-z0-9+/]*={0,2}$' }),
};

/** The formats of `docs/reference/import-format.md`. A name is of a file alone, without a folder. */
const fileName = kind.matching(
  kind.filledLine(LIMITS.nameChars),
  /^[^/\\]+\.(?:(?:csv|tsv|jsonl|ndjson|xml)(?:\.gz)?|parquet)$/,
  'the name of a file that ends in .csv, .tsv, .jsonl, .ndjson, .xml, one of these and .gz, or .parquet',
);

const file = kind.message(service.ImportFile, {
  kind: kind.oneOfTexts('items', 'users', 'context', 'impressions', 'events'),
  name: fileName,
  content: base64,
});

const files = kind.also(kind.list(file, 1, 5), (given) => {
  const kinds = given.map((each) => each.kind);
  const twice = kinds.findIndex((each, at) => kinds.indexOf(each) !== at);
  if (twice >= 0) throw problem('STARS_INVALID_FIELD', 'is given twice', twice, 'kind');
});

const names = kind.map(LIMITS.importNames, kind.filledLine(LIMITS.nameChars));

export const importFilesRequest = kind.message(service.ImportFilesRequest, {
  tenantId: kind.tenant,
  files,
  ...{ columns: names, types: names },
  type: kind.line(LIMITS.nameChars),
  timeZone,
  preview: kind.boolean,
  allowRejects: kind.boolean,
});

const reasons = kind.list(kind.message(service.ImportReason, { reason: kind.anyText, rows: kind.integer() }));
const column = kind.message(service.ImportColumn, { column: kind.anyText, readAs: kind.anyText, how: kind.anyText });
const count = kind.integer();

const importedFile = kind.message(service.ImportedFile, {
  ...{ kind: kind.anyText, name: kind.anyText },
  ...{ rows: count, stored: count, duplicates: count, rejected: count },
  ...{ rejects: reasons, leftOut: reasons },
  columns: kind.list(column),
  types: kind.map(Number.POSITIVE_INFINITY, count, kind.anyText),
  ...{ notes: kind.list(kind.anyText), examples: kind.list(kind.anyText) },
});

export const importFilesResponse = kind.message(service.ImportFilesResponse, {
  refused: kind.anyText,
  files: kind.list(importedFile),
});

import { TextDecoder } from 'node:util';
import { StarsError } from '@stars/errors';
import sax from 'sax';
import { COLUMNS, plainName } from './row-kind.js';
import type { RawFile, RawRow } from './source-row.js';
import { textChunks } from './text-chunks.js';
import { MAX_ROW_BYTES } from './text-lines.js';

/**
 * Rows of a feed of products in XML, as Google's Merchant Center takes it: each `item` of RSS or `entry` of Atom is a row, and each
 * element in it a column, without the `g:` before its name. Of an element that comes again, the first counts where the format has such a
 * column; of others, a list is made. What has elements of its own, such as `g:shipping`, is not read. Memory stays bounded.
 */
export function xmlFeedFile(path: string, bytes: number): RawFile {
  const notes = new Set<string>();
  return {
    place: 'line',
    total: bytes,
    notes,
    async *chunks() {
      const reader = new FeedReader(path, notes);
      let done = 0;
      for await (const { bytes, bytesRead } of textChunks(path)) {
        done = bytesRead;
        yield { rows: reader.push(bytes), done };
      }
      yield { rows: reader.end(), done };
    },
  };
}

/** What is said of a feed with such bytes. */
const BAD_BYTES = 'bytes that are no characters in the encoding of the feed are read as �';
const DECLARED = /^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']+)/;

/**
 * Cuts a stream of bytes into rows. Entities that the file declares are not read: they could grow without bounds.
 * Errors: `STARS_UNREADABLE_FILE` with the line, if it is not XML, or has no product.
 */
class FeedReader {
  readonly #parser = sax.parser(true);
  #decoder: TextDecoder | undefined;
  #rows: RawRow[] = [];
  #hasItems = false;
  #root = '';
  #depth = 0;
  #item: FeedItem | undefined;

  constructor(
    private readonly path: string,
    private readonly notes: Set<string>,
  ) {
    const parser = this.#parser;
    parser.onopentag = ({ name, attributes }) => {
      this.#depth++;
      if (this.#depth === 1) this.#root = name;
      if (this.#item) this.#item.open(name, attributes);
      else if (/^([^:]+:)?(item|entry)$/.test(name)) this.#item = new FeedItem(parser.line + 1, this.#depth);
    };
    parser.onclosetag = () => {
      if (this.#item?.depth === this.#depth) this.#endItem(this.#item);
      else this.#item?.close();
      this.#depth--;
    };
    parser.ontext = parser.oncdata = (text) => this.#item?.add(text);
    parser.onerror = ({ message }) => {
      // The parser adds the line, from 0.
      const [problem] = message.split('\n');
      const name = parser.entity === '' ? '' : ` &${parser.entity.slice(0, 100)};`;
      throw this.#failure(`line ${parser.line + 1} is not XML: ${problem}${name}`);
    };
  }

  push(bytes: Buffer): RawRow[] {
    this.#decoder ??= this.#decoderOf(bytes);
    return this.#parse(this.#decoder.decode(bytes, { stream: true }));
  }

  end(): RawRow[] {
    const rows = this.#parse(this.#decoder?.decode() ?? '');
    // The parser begins anew when it is closed.
    const { line } = this.#parser;
    this.#parser.close();
    if (this.#hasItems) return rows;
    const root = this.#root === '' ? 'it is empty' : `its root is <${this.#root}>`;
    throw this.#failure(`lines 1 to ${line + 1} have no <item> (RSS) and no <entry> (Atom); ${root}`);
  }

  #parse(text: string): RawRow[] {
    if (text.includes('\ufffd')) this.notes.add(BAD_BYTES);
    this.#parser.write(text);
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #decoderOf(bytes: Buffer): TextDecoder {
    const [, encoding = 'utf-8'] = DECLARED.exec(bytes.toString('latin1', 0, 400).replace(/^ï»¿/, '')) ?? [];
    try {
      return new TextDecoder(encoding);
    } catch {
      throw this.#failure(`line 1 names the encoding "${encoding}", which nobody knows`);
    }
  }

  #endItem(item: FeedItem): void {
    this.#hasItems = true;
    this.#rows.push(item.row());
    this.#item = undefined;
  }

  #failure(problem: string): StarsError {
    return new StarsError('STARS_UNREADABLE_FILE', `${this.path}: ${problem}`);
  }
}

/** Columns that the format has, by any of their names. */
const FORMAT_NAMES = new Set(
  Object.entries(COLUMNS.items.columns).flatMap(([field, { names }]) => [plainName(field), ...names]),
);
const GOOGLES = 'g:';

/** What was read of one product. */
class FeedItem {
  readonly #texts = new Map<string, string[]>();
  /** Open elements in the item. */
  readonly #open: string[] = [];
  #text = '';
  #size = 0;

  constructor(
    readonly at: number,
    readonly depth: number,
  ) {}

  open(name: string, { href = '', rel = 'alternate' }: Readonly<Record<string, string>>): void {
    this.#open.push(name);
    // Atom writes links as attributes.
    if (this.#open.length === 1) this.#text = rel === 'alternate' ? href : '';
    this.#size += name.length;
  }

  add(text: string): void {
    this.#size += text.length;
    if (this.#open.length === 1 && this.#size <= MAX_ROW_BYTES) this.#text += text;
  }

  close(): void {
    const name = this.#open.pop() as string;
    const text = this.#text.trim();
    if (this.#open.length > 0 || text === '' || this.#size > MAX_ROW_BYTES) return;
    const known = this.#texts.get(name);
    if (known === undefined) this.#texts.set(name, [text]);
    else known.push(text);
  }

  row(): RawRow {
    const { at } = this;
    const isGoogles = ([name]: [string, unknown]): boolean => name.startsWith(GOOGLES);
    const all = [...this.#texts];
    // Atom has an id of its own beside Google's, which counts.
    const ordered = [...all.filter((each) => !isGoogles(each)), ...all.filter(isGoogles)];
    const record = Object.fromEntries(
      ordered.map(([name, texts]) => [
        name.replace(GOOGLES, ''),
        texts.length > 1 && !FORMAT_NAMES.has(plainName(name)) ? texts : texts[0],
      ]),
    );
    if (this.#size <= MAX_ROW_BYTES) return { at, raw: record, record };
    const error = new StarsError('STARS_TOO_LARGE', `the item takes more than ${MAX_ROW_BYTES} characters`);
    return { at, raw: record, error };
  }
}

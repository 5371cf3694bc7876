import { join } from 'node:path';
import {
  checkEventTime,
  DEFAULT_TENANT,
  type EncodedMessage,
  type EventClock,
  type Interaction,
  interactionFromJson,
  type Topic,
  tenantOf,
} from '@stars/contracts';
import { isStarsError, type StarsError } from '@stars/errors';
import type { ImportRun } from '../import-sink.js';
import { EventFindings } from './event-findings.js';
import { noteOf, readEvent, storedPart } from './event-reading.js';
import { type OpenedFile, rowReader } from './open-row-file.js';
import { PriceCurrencies } from './price-currencies.js';
import { Reasons, reasonOf } from './reasons.js';
import { RejectsFile } from './rejects-file.js';
import { type RowEncoder, rowEncoder, TOPIC_OF } from './row-encoder.js';
import { ITEM_PARTS, type RowKindName } from './row-kind.js';
import { isObject, type SourceRow } from './source-row.js';
import { StagedMessages } from './staged-messages.js';

export interface CheckOptions extends Pick<ImportRun, 'signal' | 'onProgress'> {
  /** Folder of the `rejects-<kind>.jsonl`, and of messages that wait. */
  rejectsFolder: string;
  /** Events with a value below this, or without one, are left out, such as bad ratings. */
  minValue?: number;
  /** What times of events and pages are checked against. */
  clock: EventClock;
  /** Tenant of rows that name none (default: `DEFAULT_TENANT`). */
  tenant?: string;
  /** Whether items are made of the events. */
  itemsFromEvents?: boolean;
}

/** A file whose rows were all checked, and whose messages wait to be stored. */
export interface CheckedFile {
  file: OpenedFile;
  topic: Topic;
  rows: number;
  rejects: RejectsFile;
  reasons: Reasons;
  leftOut: Reasons;
  examples: unknown[];
  staged: StagedMessages;
  /** Of events. */
  findings: EventFindings | undefined;
  /** Keys of the items or users of the file. */
  ids: Set<string>;
  /** What the first items say of themselves. */
  texts: string[];
  /** Keys of items of which a later row, such as that of another variant, is in stock. */
  restocked: Set<string>;
  /** Of items. */
  currencies: PriceCurrencies;
}

const EXAMPLES = 10;
/** Items whose texts are remembered. */
const MOST_TEXTS = 2_000;

/** Reads and checks a whole file. Nothing is stored. @param waiting Frees the messages that wait. */
export async function checkFile(
  file: OpenedFile,
  options: CheckOptions,
  waiting: AsyncDisposableStack,
): Promise<CheckedFile> {
  const { kind, path, source } = file;
  const checked: CheckedFile = {
    ...{
      file,
      topic: TOPIC_OF[kind],
      rows: 0,
      examples: [],
      ids: new Set<string>(),
      texts: [],
      restocked: new Set<string>(),
      currencies: new PriceCurrencies(),
    },
    ...{ reasons: new Reasons(), leftOut: new Reasons() },
    rejects: await RejectsFile.begin(join(options.rejectsFolder, `rejects-${kind}.jsonl`), {
      path,
      place: source.place,
    }),
    staged: waiting.use(await StagedMessages.begin(options.rejectsFolder, kind)),
    findings: kind === 'events' ? new EventFindings(options.itemsFromEvents) : undefined,
  };
  const read = rowReader(file);
  const checker = new RowChecker(checked, options);
  for await (const chunk of source.chunks(neededColumns(file, checked.findings))) {
    options.signal?.throwIfAborted();
    for (const raw of chunk.rows) {
      const rows = read(raw);
      if (rows.length === 0) checker.leave('it has no product of its own, only something of another row');
      for (const row of rows) if (checker.take(row)) await checked.staged.flush();
    }
    await checked.rejects.flush();
    options.onProgress?.({ stage: kind, rows: checked.rows, share: chunk.done / source.total });
  }
  checker.end();
  await checked.staged.flush();
  return checked;
}

/** Undefined: all. */
function neededColumns({ recipe, plan }: OpenedFile, findings: EventFindings | undefined): string[] | undefined {
  if (recipe !== undefined || plan === undefined) return undefined;
  const unused = findings && !findings.said ? ITEM_PARTS : {};
  return [...plan.roles].flatMap(([column, role]) =>
    typeof role === 'string' || role.field in unused ? [] : [column],
  );
}

class RowChecker {
  readonly #checked: CheckedFile;
  readonly #kind: RowKindName;
  readonly #nested: boolean;
  readonly #encoder: RowEncoder;
  /** The event of the last row, and whether an equal row came before. */
  #latest: [Interaction, boolean] | undefined;

  constructor(
    checked: CheckedFile,
    private readonly options: CheckOptions,
  ) {
    this.#checked = checked;
    this.#encoder = rowEncoder(checked.file.kind, checked.file.version, options.clock, (...latest) => {
      this.#latest = latest;
    });
    this.#kind = checked.file.kind;
    this.#nested = checked.file.recipe !== undefined && !checked.file.recipe.orders;
  }

  /** True if staged messages should be flushed. */
  take(row: SourceRow): boolean {
    this.#checked.rows++;
    try {
      if (row.error) throw row.error;
      const { tenant = DEFAULT_TENANT } = this.options;
      if (tenant !== DEFAULT_TENANT && isObject(row.value)) row.value['tenant_id'] ||= tenant;
      return this.#kind === 'events' && isObject(row.value) ? this.#event(row.value) : this.#stage(row.value);
    } catch (error) {
      if (!isStarsError(error)) throw error;
      this.#reject(row, error);
      return false;
    }
  }

  /** Counts a row of the file that no row came of. */
  leave(reason: string): void {
    this.#checked.rows++;
    this.#checked.leftOut.add(reason);
  }

  /** Stages what was gathered from the last rows. */
  end(): void {
    const last = this.#encoder.end();
    if (last) this.#checked.staged.add(last);
  }

  #reject(row: SourceRow, error: StarsError): void {
    const { rejects, reasons } = this.#checked;
    rejects.add(row, error);
    const { reason, option } = reasonOf(error, isObject(row.value) ? row.value['type'] : undefined);
    reasons.add(reason, option);
  }

  #event(given: Record<string, unknown>): boolean {
    const { findings, leftOut, staged } = this.#checked;
    const tenantId = typeof given['tenant_id'] === 'string' ? tenantOf(given['tenant_id']) : tenantOf('');
    findings!.persons.note(tenantId, given['anonymous_id'], given['user_id']);
    const isAnonymous = given['user_id'] === undefined;
    const event = readEvent(given, this.#nested);
    if (event.becomes === 'nothing') {
      leftOut.add(event.why);
      return false;
    }
    if (event.becomes === 'refund of an order') {
      findings!.refunds.add(tenantId, event.orderId, refundTime(event.row, this.options.clock));
      return false;
    }
    const message = this.#encoder.encode(event.row) as EncodedMessage;
    const { minValue } = this.options;
    if (minValue !== undefined && !((event.row['value'] as number) >= minValue)) {
      leftOut.add(`its value is below ${minValue}, or it has none`);
      return false;
    }
    findings!.add(...this.#latest!, event.row);
    this.#show(event.row, storedPart);
    return staged.add(message, noteOf(isAnonymous, event.row['type'] === 'purchase' ? event.orderId : ''));
  }

  #stage(row: unknown): boolean {
    const { ids, leftOut, restocked, staged, currencies } = this.#checked;
    const message = this.#encoder.encode(row);
    this.#show(row, (same) => (isObject(same) ? storedPart(same) : same));
    if (message === undefined) return false;
    if (this.#kind === 'items' || this.#kind === 'users') {
      if (ids.has(message.key) && !(isObject(row) && row['version'])) {
        leftOut.add('an earlier row of the file has the same id, and counts');
        if (isObject(row) && row['in_stock'] === true) restocked.add(message.key);
        return false;
      }
      ids.add(message.key);
    }
    if (this.#kind !== 'items' || !isObject(row)) return staged.add(message);
    this.#remember(row);
    return staged.add(message, currencies.add(row));
  }

  #remember(row: Readonly<Record<string, unknown>>): void {
    const { texts } = this.#checked;
    if (texts.length >= MOST_TEXTS) return;
    texts.push([row['title'], row['category']].flat().filter(Boolean).join(' | '));
  }

  #show<T>(row: T, shown: (row: T) => unknown): void {
    if (this.#checked.examples.length < EXAMPLES) this.#checked.examples.push(shown(row));
  }
}

/** When an order was taken back. Errors: those of an event. */
function refundTime(row: Record<string, unknown>, clock: EventClock): Date {
  const refund = interactionFromJson({ ...row, type: 'refund', item_id: 'all' });
  checkEventTime(refund, clock);
  return refund.time!;
}

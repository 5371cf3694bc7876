import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { AUDIT_TOPIC } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { AdmissionGate, type Logger, type Secret } from '@stars/platform';
import { type AuditRecord, hashOf, type Told } from './audit-record.js';
import { readAudit } from './read-audit.js';

/** One key for all, so that they are in one partition, and so in one order. */
const KEY = 'audit';

export interface AuditLogOptions {
  bus: Pick<EventBus, 'publish' | 'read'>;
  /** Such as `gateway`; the name of the machine and a random part follow. */
  writer: string;
  /** Gets the hash of each record: a copy of the log elsewhere proves what was there. */
  logger: Pick<Logger, 'info' | 'error'>;
  /** Who has none can change or add a record only where it is seen. Absent: hashes are without a key. */
  key?: Secret | undefined;
  /** ms since 1970 */
  clock?: () => number;
}

/** What a record says beyond what is told. */
export type AuditStep = Pick<AuditRecord, 'outcome' | 'code' | 'of'>;

/**
 * Writes what was done, by whom, to a log that only grows. Each process is a writer with a chain of its own: every record has the hash
 * of the one before, and of the last that the process saw of all others. Errors: those of the bus.
 */
export class AuditLog {
  readonly #options: AuditLogOptions;
  readonly #writer: string;
  readonly #turns = new AdmissionGate({ concurrent: 1 });
  readonly #next = new Map<number, number>();
  #seq = 0;
  #before = '';
  #seen = '';
  /** A record that may be on the log or not: it is written again, before any other. */
  #pending: AuditRecord | undefined;

  constructor(options: AuditLogOptions) {
    this.#options = options;
    this.#writer = `${options.writer}@${hostname()}/${randomBytes(6).toString('hex')}`;
  }

  /**
   * Does an action: it is written that it begins, then what came of it. If the first cannot be written, nothing is done. If only the
   * second cannot, the action counts, and the record is written before the next one.
   */
  async during<T>(told: Told, action: () => Promise<T>): Promise<T> {
    const { seq: of } = await this.#write(told, { outcome: 'begun' });
    const end = async (step: Omit<AuditStep, 'of'>): Promise<void> => {
      await this.#write(told, { ...step, of }).catch((err: unknown) =>
        this.#options.logger.error({ err, action: told.action }, 'what came of an action is not on the audit log yet'),
      );
    };
    try {
      const result = await action();
      await end({ outcome: 'done' });
      return result;
    } catch (error) {
      await end({ outcome: 'failed', code: isStarsError(error) ? error.code : 'STARS_INTERNAL' });
      throw error;
    }
  }

  /** Writes what is so, without an action. */
  async note(told: Told): Promise<void> {
    await this.#write(told, { outcome: 'noted' });
  }

  #write(told: Told, step: AuditStep): Promise<AuditRecord> {
    return this.#turns.run(async () => {
      await this.#catchUp();
      if (this.#pending !== undefined) await this.#publish(this.#pending);
      const { clock = Date.now, key } = this.#options;
      const chained = { writer: this.#writer, seq: this.#seq, before: this.#before, seen: this.#seen };
      // Through JSON, so that it has the hash of what a reader reads.
      const written = JSON.stringify({ ...told, ...step, ...chained, time: new Date(clock()).toISOString(), hash: '' });
      const record = JSON.parse(written) as AuditRecord;
      record.hash = hashOf(record, key?.read());
      await this.#publish(record);
      return record;
    });
  }

  async #publish(record: AuditRecord): Promise<void> {
    this.#pending = record;
    const { writer, seq, hash } = record;
    const value = Buffer.from(JSON.stringify(record));
    await this.#options.bus.publish(AUDIT_TOPIC, [{ key: KEY, id: `${writer}/${seq}`, value }]);
    this.#pending = undefined;
    this.#seq = seq + 1;
    this.#before = hash;
    this.#options.logger.info({ audit: record }, 'audit');
  }

  async #catchUp(): Promise<void> {
    for await (const { partition, offset, record } of readAudit(this.#options.bus, this.#next)) {
      this.#next.set(partition, offset + 1);
      if (record !== undefined) this.#seen = record.hash;
    }
  }
}

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { AUDIT_TOPIC } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import { AdmissionGate, type Logger, type Secret } from '@stars/platform';
import { type AuditRecord, hashOf, keysIn, type Told } from './audit-record.js';
import { readAudit } from './read-audit.js';

/** One key for all, so that they are in one partition, and so in one order. */
const KEY = 'audit';
/** How far back a process looks at first for the last record: a log of years would hold up its start. */
const LOOK_BACK = 1000;

export interface AuditLogOptions {
  bus: Pick<EventBus, 'publish' | 'read' | 'endOffsets'>;
  /** Such as `gateway`; the name of the machine and a random part follow. */
  writer: string;
  /** Gets the hash of each record: a copy of the log elsewhere proves what was there. */
  logger: Pick<Logger, 'info' | 'error'>;
  /** One or more (`keysIn`): who has none can change or add a record only where it is seen. Absent: hashes are without a key. */
  key?: Secret | undefined;
  /** ms since 1970 */
  clock?: () => number;
}

/** What a record says beyond the description of its action. */
export type AuditStep = Pick<AuditRecord, 'outcome' | 'code' | 'of'>;

/**
 * Writes what was done, by whom, to a log that only grows. Each process is a writer with a chain of its own: every record has the hash
 * of the one before, and of the last that the process saw of all others. Errors: those of the bus.
 */
export class AuditLog {
  readonly #options: AuditLogOptions;
  readonly #writer: string;
  readonly #turns = new AdmissionGate({ concurrent: 1 });
  /** Next offsets by partition; undefined before the first look. */
  #next: Map<number, number> | undefined;
  #seq = 0;
  #before = '';
  #seen = '';
  /** Records that may be on the log or not: they are written again, in their order, before any other. */
  readonly #waiting: AuditRecord[] = [];

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
      if (step.of === undefined) {
        await this.#publish();
        await this.#catchUp();
      } else if (this.#waiting.length === 0) {
        // The action is over: what came of it gets its record, whether or not the bus answers now.
        await this.#catchUp().catch(() => undefined);
      }
      const { clock = Date.now, key } = this.#options;
      const chained = { writer: this.#writer, seq: this.#seq, before: this.#before, seen: this.#seen };
      // Through JSON, so that it has the hash of what a reader reads.
      const written = JSON.stringify({ ...told, ...step, ...chained, time: new Date(clock()).toISOString(), hash: '' });
      const record = JSON.parse(written) as AuditRecord;
      record.hash = hashOf(record, keysIn(key?.read())[0]);
      this.#seq++;
      this.#before = record.hash;
      this.#waiting.push(record);
      await this.#publish();
      return record;
    });
  }

  /** All that waits. */
  async #publish(): Promise<void> {
    for (let [record] = this.#waiting; record !== undefined; [record] = this.#waiting) {
      const value = Buffer.from(JSON.stringify(record));
      await this.#options.bus.publish(AUDIT_TOPIC, [{ key: KEY, id: `${record.writer}/${record.seq}`, value }]);
      this.#waiting.shift();
      this.#options.logger.info({ audit: record }, 'audit');
    }
  }

  async #catchUp(): Promise<void> {
    this.#next ??= await this.#nearEnd();
    await this.#follow(this.#next);
    if (this.#seen !== '' || this.#next.size === 0) return;
    // There is none, or somebody hid it behind other messages.
    this.#next.clear();
    await this.#follow(this.#next);
  }

  async #nearEnd(): Promise<Map<number, number>> {
    const ends = await this.#options.bus.endOffsets(AUDIT_TOPIC);
    return new Map([...ends].map(([partition, end]) => [partition, Math.max(0, end - LOOK_BACK)]));
  }

  async #follow(next: Map<number, number>): Promise<void> {
    for await (const { partition, offset, record } of readAudit(this.#options.bus, next)) {
      next.set(partition, offset + 1);
      if (record !== undefined) this.#seen = record.hash;
    }
  }
}

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { AUDIT_TOPIC } from '@stars/contracts';
import { isStarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { Logger } from '@stars/platform';
import type { AuditRecord, Told } from './audit-record.js';

/** One key for all, so that they are in one partition, and so in one order. */
const KEY = 'audit';

export interface AuditLogOptions {
  bus: Pick<EventBus, 'publish'>;
  /** Such as `gateway`; the name of the machine follows. */
  writer: string;
  /** Gets each record: a copy of the log elsewhere proves what was there. */
  logger: Pick<Logger, 'info' | 'error'>;
}

/** Writes what was done, by whom, to a log that only grows. Errors: those of the bus. */
export class AuditLog {
  readonly #writer: string;

  constructor(private readonly options: AuditLogOptions) {
    this.#writer = `${options.writer}@${hostname()}`;
  }

  /**
   * Does an action: it is written that it begins, then what came of it. If the first cannot be written, nothing is done. If only the
   * second cannot, the action counts, and only the log of the process has what came of it.
   */
  async during<T>(told: Told, action: () => Promise<T>): Promise<T> {
    const id = randomUUID();
    await this.#write(this.#recordOf(id, told, { outcome: 'begun' }));
    const end = async (step: Pick<AuditRecord, 'outcome' | 'code'>): Promise<void> => {
      const record = this.#recordOf(id, told, step);
      await this.#write(record).catch((err: unknown) =>
        this.options.logger.error({ err, audit: record }, 'what came of an action is not on the audit log'),
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
    await this.#write(this.#recordOf(randomUUID(), told, { outcome: 'noted' }));
  }

  #recordOf(id: string, { rights, ...told }: Told, step: Pick<AuditRecord, 'outcome' | 'code'>): AuditRecord {
    const by = rights && { rights: [...rights] };
    return { id, writer: this.#writer, time: new Date().toISOString(), ...told, ...by, ...step };
  }

  async #write(record: AuditRecord): Promise<void> {
    const value = Buffer.from(JSON.stringify(record));
    await this.options.bus.publish(AUDIT_TOPIC, [{ key: KEY, id: `${record.id}/${record.outcome}`, value }]);
    this.options.logger.info({ audit: record }, 'audit');
  }
}

import { AuditLog, noteConfiguration } from '@stars/audit';
import type { EventBus } from '@stars/event-bus';
import { describeConfig, parseConfig } from '@stars/platform';
import { standaloneEnvironment } from './standalone-environment.js';
import type { StandaloneOptions } from './standalone-options.js';

/** The audit log of the process, with its settings if it serves and they have changed. Errors: those of the bus. */
export async function auditOf({ listen, logger }: StandaloneOptions, bus: EventBus): Promise<AuditLog> {
  const audit = new AuditLog({ bus, writer: 'standalone', logger });
  if (listen) {
    const settings = describeConfig(parseConfig(standaloneEnvironment, process.env));
    await noteConfiguration({ bus, audit, service: 'standalone' }, settings);
  }
  return audit;
}

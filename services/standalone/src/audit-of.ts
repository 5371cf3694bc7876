import { accessEnvironment } from '@stars/access';
import { archiveSettings } from '@stars/archive';
import { AuditLog, noteConfiguration } from '@stars/audit';
import type { EventBus } from '@stars/event-bus';
import { describeConfig, parseConfig } from '@stars/platform';
import { rollOutEnvironment } from '@stars/service-embedder';
import { answerEnvironment, signalEnvironment, statisticsEnvironment } from '@stars/service-gateway';
import { eventTimeEnvironment, modelsEnvironment, stackEnvironment } from '@stars/stack';
import { z } from 'zod';
import type { StandaloneOptions } from './standalone-options.js';

const settingsSchema = z.object({
  ...{ ...stackEnvironment, ...modelsEnvironment, ...archiveSettings, ...accessEnvironment, ...answerEnvironment },
  ...{ ...signalEnvironment, ...statisticsEnvironment, ...rollOutEnvironment, ...eventTimeEnvironment },
});

/** The audit log of the process, with its settings if it serves and they have changed. Errors: those of the bus. */
export async function auditOf({ listen, logger }: StandaloneOptions, bus: EventBus): Promise<AuditLog> {
  const settings = parseConfig(settingsSchema, process.env);
  const audit = new AuditLog({ bus, writer: 'standalone', logger, key: settings.STARS_AUDIT_KEY });
  if (listen) await noteConfiguration({ bus, audit, service: 'standalone' }, describeConfig(settings));
  return audit;
}

import type { EventBus } from '@stars/event-bus';
import type { AuditLog } from './audit-log.js';
import { readAudit } from './read-audit.js';

const ACTION = 'start with another configuration';

/**
 * Notes with which settings a service starts, if they are others than at its last start that is on the log.
 * @param settings Without secrets. Errors: those of the bus.
 */
export async function noteConfiguration(
  { bus, audit, service }: { bus: Pick<EventBus, 'read'>; audit: AuditLog; service: string },
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  // As a reader of the log finds it.
  const now = JSON.parse(JSON.stringify(settings)) as Record<string, unknown>;
  let last: Record<string, unknown> | undefined;
  for await (const { action, target } of readAudit(bus)) {
    if (action === ACTION && target['service'] === service) last = target['settings'] as Record<string, unknown>;
  }
  const names = [...new Set([...Object.keys(last ?? {}), ...Object.keys(now)])].sort();
  const changed = names.filter((name) => JSON.stringify(last?.[name]) !== JSON.stringify(now[name]));
  if (last !== undefined && changed.length === 0) return;
  await audit.note({ who: service, action: ACTION, target: { service, changed, settings: now } });
}

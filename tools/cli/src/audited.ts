import { userInfo } from 'node:os';
import { AuditLog } from '@stars/audit';
import type { EventBus } from '@stars/event-bus';
import { createLogger } from '@stars/platform';
import type { DataFolder } from './data-folder.js';
import { withBus } from './open-bus.js';

/** What a verb does, and to what. */
export interface AuditedAction {
  action: string;
  tenant?: string;
  target: Readonly<Record<string, unknown>>;
}

/** Does what an operator asks for, if the audit log can say so first. Errors: those of the bus, and of the action. */
export function audited<T>(
  bus: EventBus,
  { action, tenant, target }: AuditedAction,
  work: () => Promise<T>,
): Promise<T> {
  const audit = new AuditLog({ bus, writer: 'cli', logger: createLogger('audit', { level: 'error' }) });
  return audit.during({ who: `operator:${operator()}`, tenant, action, target }, work);
}

/** The same on the bus of a data folder. */
export const auditedIn = <T>(
  folder: DataFolder,
  told: AuditedAction,
  work: (bus: EventBus) => Promise<T>,
): Promise<T> => withBus(folder, (bus) => audited(bus, told, () => work(bus)));

/** The user of the operating system; a container may have a number without a name. */
function operator(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

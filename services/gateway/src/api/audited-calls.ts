import { type Caller, METHOD_RIGHTS, ownTenant } from '@stars/access';
import type { AuditLog } from '@stars/audit';
import type { RpcMessages, RpcName } from '@stars/contracts';
import type { ProfileStore } from '@stars/profile-store';

/** Writes calls to the audit log that the table of rights names: who, and a keyed hash of which user. */
export class AuditedCalls {
  constructor(
    private readonly audit: AuditLog,
    private readonly profiles: Pick<ProfileStore, 'marks'>,
  ) {}

  /** Does the call. Errors: those of the log, and then nothing is done; those of the call. */
  async run<M extends RpcName, T>(
    method: M,
    caller: Caller,
    request: RpcMessages[M]['request'],
    call: () => Promise<T>,
  ): Promise<T> {
    if (!METHOD_RIGHTS[method].audited) return call();
    const { tenantId, userId, ...more } = request as Extract<RpcMessages[RpcName]['request'], { userId: string }>;
    const tenant = tenantId || ownTenant(caller);
    const [mark] = await this.profiles.marks(tenant, [userId]);
    const { pageToken: _, ...target } = more as Record<string, unknown>;
    const told = { who: caller.id, rights: [...caller.rights], tenant, action: method };
    return this.audit.during({ ...told, target: { user: mark!.hash, ...target } }, call);
  }
}

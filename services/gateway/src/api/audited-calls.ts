import { type Caller, METHOD_RIGHTS, ownTenant } from '@stars/access';
import type { AuditLog } from '@stars/audit';
import type { RpcMessages, RpcName } from '@stars/contracts';
import type { ProfileStore } from '@stars/profile-store';

/** What a call may be about. */
interface Target extends Record<string, unknown> {
  tenantId: string;
  userId?: string;
  segment?: object;
}

/** Of what a segment says: its filters may name ten thousand values. */
const MOST_SEGMENT = 2000;

/** Writes calls to the audit log that the table of rights names: who, and a keyed hash of which user, or which surface, rule or item. */
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
    // What a surface or rule says is in its versions.
    const {
      tenantId,
      userId,
      segment: asked,
      pageToken: _,
      surface: __,
      rule: ___,
      ...more
    } = request as object as Target;
    const tenant = tenantId || ownTenant(caller);
    const user = userId === undefined ? {} : { user: (await this.profiles.marks(tenant, [userId]))[0]!.hash };
    const segment = asked === undefined ? {} : { segment: JSON.stringify(asked).slice(0, MOST_SEGMENT) };
    const told = { who: caller.id, rights: [...caller.rights], tenant, action: method };
    return this.audit.during({ ...told, target: { ...user, ...segment, ...more } }, call);
  }
}

import { createHash } from 'node:crypto';
import type { ArchiveState } from './archive-state.js';
import type { UserHash } from './user-hash.js';

/** Deleted users by keyed hashes: who has a user id learns whether that user was deleted, and nobody learns an id. */
export class Tombstones {
  constructor(
    private readonly until: ArchiveState['tombstones'],
    /** Tenants of the archive. */
    readonly tenants: readonly string[],
    private readonly hash: UserHash,
  ) {}

  get count(): number {
    return Object.keys(this.until).length;
  }

  /** Changes with every deletion. */
  get digest(): string {
    return createHash('sha256')
      .update(JSON.stringify(Object.entries(this.until).sort()))
      .digest('hex');
  }

  /** Until when a user is forgotten, ms since 1970; undefined for a user who was never deleted. */
  untilOf(tenant: string, userId: string): number | undefined {
    return this.until[this.hash.of(tenant, userId)];
  }
}

import { StarsError } from '@stars/errors';
import type { Database } from '@stars/sqlite';
import type { Topic } from './topic-registry.js';

/** The right of one consumer to work a topic for its group. A later lease has a higher epoch. */
export interface Lease {
  group: string;
  topic: Topic;
  owner: string;
  epoch: number;
}

interface GroupRow {
  position: number;
  owner: string | null;
  epoch: number;
  expires: number;
}

/** Thrown if another consumer took the topic over: nothing was committed. */
export class LeaseLostError extends StarsError {
  constructor(lease: Lease) {
    super('STARS_UNAVAILABLE', `group ${lease.group} lost ${lease.topic.name}: another consumer took it over`);
  }
}

/**
 * One row for each (group, topic): the committed position and its owner. An owner that stops sending
 * heartbeats loses the lease once it expires; later commits of it are refused.
 */
export class LeaseTable {
  constructor(
    private readonly db: Database,
    private readonly leaseMs: number,
  ) {}

  /** The lease and the committed position, or undefined while another owner holds it. */
  async acquire(
    group: string,
    topic: Topic,
    owner: string,
    now: number,
  ): Promise<{ lease: Lease; position: number } | undefined> {
    if (!this.#isFree(this.#row(group, topic), owner, now)) return undefined;
    return this.db.writeLazily(() => {
      const row = this.#row(group, topic);
      if (!this.#isFree(row, owner, now)) return undefined;
      const epoch = (row?.epoch ?? 0) + 1;
      this.db
        .prepare(`INSERT INTO bus_group VALUES (?, ?, 0, ?, ?, ?)
          ON CONFLICT DO UPDATE SET owner = excluded.owner, epoch = excluded.epoch, expires = excluded.expires`)
        .run(group, topic.id, owner, epoch, now + this.leaseMs);
      return { lease: { group, topic, owner, epoch }, position: row?.position ?? 0 };
    });
  }

  /** Moves the committed position, within a transaction of the caller; a lost lease rolls it back. */
  commit(lease: Lease, position: number, now: number): void {
    const changed = this.db
      .prepare(`UPDATE bus_group SET position = ?, expires = ? WHERE grp = ? AND topic = ? AND owner = ? AND epoch = ?`)
      .run(position, now + this.leaseMs, lease.group, lease.topic.id, lease.owner, lease.epoch);
    if (changed !== 1) throw new LeaseLostError(lease);
  }

  /** Prolongs leases in one transaction. Returns those that are lost. */
  heartbeat(leases: readonly Lease[], now: number): Promise<Lease[]> {
    const prolong = this.db.prepare(
      `UPDATE bus_group SET expires = ? WHERE grp = ? AND topic = ? AND owner = ? AND epoch = ?`,
    );
    return this.db.writeLazily(() =>
      leases.filter(
        (lease) => prolong.run(now + this.leaseMs, lease.group, lease.topic.id, lease.owner, lease.epoch) !== 1,
      ),
    );
  }

  release(lease: Lease): void {
    this.db
      .prepare(`UPDATE bus_group SET owner = NULL, expires = 0 WHERE grp = ? AND topic = ? AND owner = ? AND epoch = ?`)
      .run(lease.group, lease.topic.id, lease.owner, lease.epoch);
  }

  position(group: string, topic: Topic): number {
    return this.#row(group, topic)?.position ?? 0;
  }

  #isFree(row: GroupRow | undefined, owner: string, now: number): boolean {
    if (row === undefined || row.owner === null || row.owner === owner) return true;
    // One that ends later than any lease is of a clock that was ahead; it may have been set back by a little, too.
    return row.expires <= now || row.expires > now + 2 * this.leaseMs;
  }

  #row(group: string, topic: Topic): GroupRow | undefined {
    return this.db
      .prepare('SELECT position, owner, epoch, expires FROM bus_group WHERE grp = ? AND topic = ?')
      .get<GroupRow>(group, topic.id);
  }
}

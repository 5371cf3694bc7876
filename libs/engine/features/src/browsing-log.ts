import { Interner } from './interner.js';

/**
 * What users looked around in: categories that they viewed, and searches. They are no interactions with items, so they lie beside the log of
 * these. User u's rows are `userOffsets[u]` to `userOffsets[u + 1]` (exclusive), oldest first. B rows, U users of the log.
 */
export interface BrowsingLog {
  /** `subjectId`s: see the contracts. */
  subjects: string[];
  /** [U + 1] */
  userOffsets: Uint32Array;
  /** [B] index into `subjects`. */
  subject: Uint32Array;
  /** [B] milliseconds since 1970, UTC. */
  time: Float64Array;
}

/** Collects rows of one user after the other, in order of time. */
export class BrowsingRows {
  readonly #users: string[] = [];
  readonly #subjects: string[] = [];
  readonly #times: number[] = [];

  add(userId: string, subject: string, time: number): void {
    this.#users.push(userId);
    this.#subjects.push(subject);
    this.#times.push(time);
  }

  /** Undefined if none of the users has a row. @param users Of the log: rows of others are left out, as nothing is asked about them. */
  build(users: readonly string[]): BrowsingLog | undefined {
    if (this.#users.length === 0) return undefined;
    const userOf = new Map(users.map((name, user) => [name, user]));
    const rows = this.#users.flatMap((name, row) => (userOf.has(name) ? [{ user: userOf.get(name)!, row }] : []));
    if (rows.length === 0) return undefined;
    rows.sort((a, b) => a.user - b.user || a.row - b.row);
    const userOffsets = new Uint32Array(users.length + 1);
    for (const { user } of rows) userOffsets[user + 1]!++;
    for (let user = 0; user < users.length; user++) userOffsets[user + 1]! += userOffsets[user]!;
    const subjects = new Interner();
    return {
      subject: Uint32Array.from(rows, ({ row }) => subjects.of(this.#subjects[row]!)),
      time: Float64Array.from(rows, ({ row }) => this.#times[row]!),
      ...{ userOffsets, subjects: subjects.strings },
    };
  }
}

import type { SessionLog } from './second-stage/session-log.js';

/** For each of I items, by place: the items that go with it, the closest first. */
export type Companions = readonly (readonly number[])[];

export type CompanionRules = typeof COMPANION_RULES;

export const COMPANION_RULES = {
  /** A pair needs so many sessions and, among them, so many users: one household's habit says nothing to others. */
  sessions: 10,
  users: 5,
  /** Times as often as by chance, at least, after `shrinkage` sessions were added to both counts. */
  lift: 2,
  shrinkage: 10,
  /** Most companions of an item. */
  size: 20,
  /** The latest sessions are counted. */
  latest: 100_000,
  /** A session of more items is somebody's stock, and says little of what goes together. */
  largest: 200,
};

/**
 * Which items go together: bought in one session by several users, and more often than sessions of these sizes would hold them
 * by chance. Large baskets hold everything, so that chance counts by the places of a session, not by sessions.
 * @param items I
 */
export function companionsOf(log: SessionLog, items: number, rules = COMPANION_RULES): Companions {
  const sessions = latestSessions(log, rules);
  const sessionsOf = Array.from({ length: items }, (): number[] => []);
  let [places, pairs] = [0, 0];
  sessions.forEach(({ bought }, at) => {
    places += bought.length;
    pairs += bought.length * (bought.length - 1);
    for (const item of bought) sessionsOf[item]!.push(at);
  });
  const chance = pairs / (places * places || 1);
  const met = new Int32Array(items);
  const users = new Int32Array(items);
  const lastUser = new Int32Array(items).fill(-1);
  return sessionsOf.map((own, item) => {
    const touched: number[] = [];
    for (const at of own) {
      const { user, bought } = sessions[at]!;
      for (const other of bought) {
        if (met[other]!++ === 0) touched.push(other);
        if (lastUser[other] === user) continue;
        lastUser[other] = user;
        users[other]!++;
      }
    }
    const found: { other: number; lift: number }[] = [];
    for (const other of touched) {
      const together = met[other]!;
      const supported = together >= rules.sessions && users[other]! >= rules.users;
      [met[other], users[other], lastUser[other]] = [0, 0, -1];
      if (!supported || other === item) continue;
      const expected = own.length * sessionsOf[other]!.length * chance;
      const lift = (together + rules.shrinkage) / (expected + rules.shrinkage);
      if (lift >= rules.lift) found.push({ other, lift });
    }
    found.sort((a, b) => b.lift - a.lift || a.other - b.other);
    return found.slice(0, rules.size).map(({ other }) => other);
  });
}

/** The latest sessions, a user's one after the other. */
function latestSessions(log: SessionLog, { latest, largest }: CompanionRules): { user: number; bought: Int32Array }[] {
  const days = log.day.slice().sort();
  const from = days[Math.max(0, days.length - latest)] ?? 0;
  const found: { user: number; bought: Int32Array }[] = [];
  for (let user = 0; user + 1 < log.userOffsets.length; user++) {
    for (let session = log.userOffsets[user]!; session < log.userOffsets[user + 1]!; session++) {
      const bought = log.item.subarray(log.itemOffsets[session]!, log.itemOffsets[session + 1]!);
      if (log.day[session]! >= from && bought.length <= largest) found.push({ user, bought });
    }
  }
  return found;
}

import type { AudienceMember } from '@stars/contracts';

/** Keeps the k members with the highest scores, each user once; of equal scores, the lower id. Holds no more than 2k. */
export class BestMembers {
  #members = new Map<string, AudienceMember>();
  #floor = Number.NEGATIVE_INFINITY;

  constructor(private readonly k: number) {}

  /** A user may come again. */
  add(member: AudienceMember): void {
    if (member.score < this.#floor) return;
    this.#members.set(member.userId, member);
    if (this.#members.size < 2 * this.k) return;
    const best = this.list();
    this.#floor = best.at(-1)!.score;
    this.#members = new Map(best.map((each) => [each.userId, each]));
  }

  /** Best first. */
  list(): AudienceMember[] {
    const order = (a: AudienceMember, b: AudienceMember) => b.score - a.score || (a.userId < b.userId ? -1 : 1);
    return [...this.#members.values()].sort(order).slice(0, this.k);
  }
}

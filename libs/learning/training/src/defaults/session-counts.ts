import { InteractionType } from '@stars/contracts';
import { type InteractionLog, isTargetType, type TargetKind } from '@stars/features';
import { SESSION_PAUSE_MS } from '@stars/ranking';

/** Where an event of a user stands: its session id's hash, 0 without one, and how many long pauses came before. */
interface Place {
  session: number;
  stay: number;
}

/** One session is what one id bounds. If one of two events has no id, as orders from a shop's server, no long pause may lie between. */
const isSameSession = (a: Place, b: Place): boolean =>
  a.session !== 0 && b.session !== 0 ? a.session === b.session : a.stay === b.stay;

/** Counts what users do again, and what they looked at first, session by session. */
export class SessionCounts {
  /** Events that are a view, or a rating, which counts as one. */
  views = 0;
  targets = 0;
  /** Targets whose item the user viewed earlier in the session. */
  viewedFirst = 0;
  /** Targets after the user's first session with one. */
  later = 0;
  /** Targets whose item was a target of the user in an earlier session. */
  repeats = 0;
  /** Targets with a session id. */
  withSession = 0;
  /** Distinct items of each session. */
  readonly #lengths: number[] = [];

  /** @param target Absent: every event is a target. */
  constructor(
    private readonly log: Pick<InteractionLog, 'item' | 'time' | 'type' | 'session'>,
    private readonly target: TargetKind | undefined,
  ) {}

  /** Distinct items of the session in the middle; 0 without a session. */
  get medianLength(): number {
    const lengths = this.#lengths.toSorted((a, b) => a - b);
    return lengths[Math.floor(lengths.length / 2)] ?? 0;
  }

  /** @param rows All of one user, ascending. */
  addUser(rows: readonly number[]): void {
    const { item, time, type, session } = this.log;
    const taken = new Map<number, Place>();
    const viewed = new Map<number, Place>();
    const sessions = new Map<number, Set<number>>();
    let firstTaken: Place | undefined;
    let stay = 0;
    rows.forEach((row, n) => {
      if (n > 0 && time[row]! - time[rows[n - 1]!]! > SESSION_PAUSE_MS) stay++;
      const place = { session: session[row]!, stay };
      const own = item[row]!;
      const key = place.session === 0 ? -1 - stay : place.session;
      const items = sessions.get(key) ?? new Set();
      sessions.set(key, items.add(own));
      if (isTargetType(this.target, type[row]!)) {
        firstTaken ??= place;
        this.#addTarget(place, firstTaken, { taken: taken.get(own), viewed: viewed.get(own) });
        if (!taken.has(own)) taken.set(own, place);
      }
      if (type[row] !== InteractionType.INTERACTION_TYPE_VIEW) return;
      this.views++;
      viewed.set(own, place);
    });
    for (const items of sessions.values()) this.#lengths.push(items.size);
  }

  /** @param before Where the user first took the item, and last viewed it. */
  #addTarget(place: Place, firstTaken: Place, before: { taken: Place | undefined; viewed: Place | undefined }): void {
    this.targets++;
    if (place.session !== 0) this.withSession++;
    if (before.viewed && isSameSession(before.viewed, place)) this.viewedFirst++;
    if (!isSameSession(firstTaken, place)) this.later++;
    if (before.taken && !isSameSession(before.taken, place)) this.repeats++;
  }
}

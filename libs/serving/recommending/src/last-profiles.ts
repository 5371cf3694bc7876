import { objects } from '@stars/contracts';
import { type ProfileStore, type SeenItem, type UserProfile } from '@stars/profile-store';
import { LRUCache } from 'lru-cache';

/**
 * Events of all profiles that are remembered, some 200 bytes each, and for how long (ms): for a store that fails now and then, not for
 * one that is away for long. Users with long histories take the places of many others, so events are counted, not profiles. Ten times as
 * many outlive V8's young generation: with long histories an answer took an eighth more CPU.
 */
const MOST_EVENTS = 20_000;
const REMEMBERED_MS = 60_000;
/** What a profile counts besides its events: vectors and features. */
const EVENTS_OF_A_PROFILE = 20;

/** How long a read is shared (ms): nobody joins one that hangs. */
const SHARED_MS = 100;

interface Reading {
  profile: Promise<UserProfile | undefined>;
  /** ms of the clock. */
  begun: number;
}

interface Remembered {
  profile: UserProfile | undefined;
  /** ms of the clock. */
  at: number;
}

const eventsOf = ({ profile }: Remembered): number => EVENTS_OF_A_PROFILE + (profile?.history.length ?? 0);

/**
 * Profiles, read once for all requests for the same user at the same time (a page often asks for several lists),
 * and the last ones, for the time when the store is away.
 */
export class LastProfiles {
  readonly #reading = new Map<string, Reading>();
  readonly #remembered = new LRUCache<string, Remembered>({ maxSize: MOST_EVENTS, sizeCalculation: eventsOf });
  /** ms of a clock that never goes back. */
  now = (): number => performance.now();

  constructor(private readonly profiles: Pick<ProfileStore, 'get' | 'marks' | 'seen'>) {}

  /** The stored profile. Callers share it and must not change it. Errors: those of the store. */
  get(tenant: string, userId: string): Promise<UserProfile | undefined> {
    const key = `${tenant}/${userId}`;
    const begun = this.now();
    const known = this.#reading.get(key);
    if (known && begun - known.begun <= SHARED_MS) return known.profile;
    const reading: Reading = {
      begun,
      profile: this.#read(key, tenant, userId).finally(() => {
        if (this.#reading.get(key) === reading) this.#reading.delete(key);
      }),
    };
    this.#reading.set(key, reading);
    return reading.profile;
  }

  /** The profile of the last minute, if it was read then. */
  lastOf(tenant: string, userId: string): UserProfile | undefined {
    const last = this.#remembered.peek(`${tenant}/${userId}`);
    return last && this.now() - last.at <= REMEMBERED_MS ? last.profile : undefined;
  }

  /** Whether the user objects to profiling. Errors: those of the store. */
  async objects(tenant: string, userId: string): Promise<boolean> {
    const [mark] = await this.profiles.marks(tenant, [userId]);
    return objects(mark!.until);
  }

  /** What the user saw, oldest first. Errors: those of the store. */
  async seen(tenant: string, userId: string): Promise<SeenItem[]> {
    return (await this.profiles.seen(tenant, [userId]))[0]!;
  }

  /** A user who is deleted is not remembered either. */
  forget(tenant: string, userId: string): void {
    this.#remembered.delete(`${tenant}/${userId}`);
  }

  async #read(key: string, tenant: string, userId: string): Promise<UserProfile | undefined> {
    const [profile] = await this.profiles.get(tenant, [userId]);
    this.#remembered.set(key, { profile, at: this.now() });
    return profile;
  }
}

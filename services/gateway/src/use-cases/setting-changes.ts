import { isDeepStrictEqual } from 'node:util';
import type { EncodedMessage } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import type { EventBus } from '@stars/event-bus';
import type { Clock, SettingHistory, SettingsTopic, VersionedSettings } from '@stars/recommending';

export interface Named {
  tenantId: string;
  name: string;
}

/** What every version of a setting has besides its content. */
export interface SettingVersion {
  version: number;
  changedBy: string;
  changedTime: Date | undefined;
}

/** Who changes a setting, and what they know of it. */
export interface Change {
  who: string;
  /** The newest version that the caller knows; undefined: whatever there is. */
  expected: number | undefined;
  signal: AbortSignal;
}

/** One kind of settings. */
export interface SettingKind<Version extends SettingVersion, Content> {
  /** For errors, such as "surface". */
  noun: string;
  topic: SettingsTopic;
  /** Settings that a tenant may have, and versions of each that are kept. */
  most: number;
  mostVersions: number;
  encode: (history: Named & { versions: Version[] }, id: string) => EncodedMessage;
  /** What a version says; undefined: it is deleted. */
  contentOf: (version: Version) => Content | undefined;
  withContent: (version: SettingVersion, content: Content | undefined) => Version;
}

/** Changes the settings that tenants store. A change counts for this thread when it returns, and for others when they read it. */
export class SettingChanges<Version extends SettingVersion, Content> {
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly kind: SettingKind<Version, Content>,
    private readonly bus: Pick<EventBus, 'publish'>,
    private readonly settings: VersionedSettings<SettingHistory & { versions: Version[] }>,
    private readonly clock: Clock,
  ) {}

  /** Of a setting, newest first. */
  versions({ tenantId, name }: Named): readonly Version[] {
    return this.settings.stored(tenantId, name)?.history.versions ?? [];
  }

  /** Errors: `STARS_TOO_LARGE` for too many settings; those of a change. */
  put(named: Named, content: Content, change: Change): Promise<{ version: number }> {
    const { noun, most, contentOf } = this.kind;
    return this.#change(named, change, ([newest]) => {
      const stored = [...this.settings.storedBy(named.tenantId).values()];
      const count = stored.filter(({ history }) => contentOf(history.versions[0]!) !== undefined).length;
      if ((newest === undefined || contentOf(newest) === undefined) && count >= most) {
        const text = `there are ${count} ${noun}s, and at most ${most} are allowed: delete one`;
        throw new StarsError('STARS_TOO_LARGE', text, { field: 'name' });
      }
      return content;
    });
  }

  /** @param version 0: the one before the newest. Errors: `STARS_NOT_FOUND` for a version that is not kept; those of a change. */
  rollBack(named: Named, version: number, change: Change): Promise<{ version: number }> {
    return this.#change(named, change, (versions) => {
      if (versions.length === 0) throw this.notFound(named.name);
      const earlier = version === 0 ? versions[1] : versions.find((each) => each.version === version);
      if (earlier) return this.kind.contentOf(earlier);
      const which = version === 0 ? `version before ${versions[0]!.version}` : `version ${version}`;
      throw new StarsError('STARS_NOT_FOUND', `no ${which} of ${named.name} is kept`, { field: 'version' });
    });
  }

  /** Errors: `STARS_NOT_FOUND` for a name that is not stored; those of a change. */
  delete(named: Named, change: Change): Promise<{ version: number }> {
    return this.#change(named, change, (versions) => {
      if (versions.length === 0) throw this.notFound(named.name);
      return undefined;
    });
  }

  notFound(name: string): StarsError {
    return new StarsError('STARS_NOT_FOUND', `there is no ${this.kind.noun} ${name}`, { field: 'name' });
  }

  /**
   * Makes the next version. If the newest one says so already, nothing changes: a call that is repeated counts once.
   * Errors: `STARS_CONFLICT` if the newest version is not the expected one; those of the bus.
   */
  #change(
    named: Named,
    change: Change,
    decide: (versions: readonly Version[]) => Content | undefined,
  ): Promise<{ version: number }> {
    // One at a time: the embedded bus forgets the message before at once.
    const done = this.#last.then(() => this.#next(named, change, decide));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #next(
    named: Named,
    { who, expected, signal }: Change,
    decide: (versions: readonly Version[]) => Content | undefined,
  ): Promise<{ version: number }> {
    const { contentOf, withContent, mostVersions } = this.kind;
    for (;;) {
      signal.throwIfAborted();
      await this.settings.catchUp();
      const versions = this.versions(named);
      const newest = versions[0]?.version ?? 0;
      const content = decide(versions);
      if (newest > 0 && isDeepStrictEqual(content, contentOf(versions[0]!))) return { version: newest };
      if (expected !== undefined && expected !== newest) throw conflict(named.name, newest);
      const made = { version: newest + 1, changedBy: who, changedTime: new Date(this.clock()) };
      const next = [withContent(made, content), ...versions].slice(0, mostVersions);
      if (await this.#counts({ ...named, versions: next })) return { version: made.version };
      // Another gateway was faster. Whoever expects a version hears so in the next round.
    }
  }

  /** Whether this version counts, and not one that another gateway made at the same time. */
  async #counts(history: Named & { versions: Version[] }): Promise<boolean> {
    const { tenantId, name, versions } = history;
    const id = await this.#publish(history);
    await this.settings.catchUp();
    const stored = this.settings.stored(tenantId, name);
    if (stored?.messageId === id) return true;
    if (!stored || stored.history.versions[0]!.version < versions[0]!.version)
      throw new StarsError('STARS_UNAVAILABLE', 'the change was written, and is not on the bus');
    // A compacted topic keeps the last message: it must be one that counts.
    await this.#publish(stored.history);
    return false;
  }

  async #publish(history: Named & { versions: Version[] }): Promise<string> {
    const message = this.kind.encode(history, crypto.randomUUID());
    await this.bus.publish(this.kind.topic, [message]);
    return message.id;
  }
}

const conflict = (name: string, newest: number): StarsError =>
  new StarsError('STARS_CONFLICT', `the newest version of ${name} is ${newest}`, { field: 'expected_version' });

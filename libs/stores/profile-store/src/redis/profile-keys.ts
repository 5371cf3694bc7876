import { StarsError } from '@stars/errors';
import { hashOfUser } from '../forgotten-user.js';
import { slotOf, tagOf } from './slots.js';

/**
 * Names of a user's two keys, `PREFIX:profile:{TENANT/USER}` and `PREFIX:forgotten:{TAG}TENANT/HASH`. What stands in braces
 * chooses the slot of a cluster. The tag is of the slot of the first, so that both lie on one node and a script may touch both.
 */
export class ProfileKeys {
  /** What hashes of deleted users are made with: as stored, once the store is open. */
  forgetKey = '';

  /** Errors: `STARS_CONFIG_INVALID` for a prefix that would take the slot's place. */
  constructor(private readonly prefix: string) {
    if (prefix === '' || /[{}\s]/.test(prefix)) {
      throw new StarsError('STARS_CONFIG_INVALID', `a prefix of keys is a word without braces, not "${prefix}"`);
    }
  }

  /** A text: `forgetKey`. */
  get forgetting(): string {
    return `${this.prefix}:forget-key`;
  }

  /** Keys of users of one tenant. Errors: `STARS_INVALID_FIELD` for a tenant whose keys could be another's. */
  of(tenant: string): TenantKeys {
    if (tenant === '' || /[/{}]/.test(tenant)) {
      throw new StarsError('STARS_INVALID_FIELD', 'a tenant has no slash and no braces', { field: 'tenant_id' });
    }
    return new TenantKeys(this.prefix, tenant, this.forgetKey);
  }
}

export class TenantKeys {
  readonly #forgotten: string;
  readonly #profile: string;
  readonly #progress: string;
  /** What `SCAN` finds the profiles by. */
  readonly profiles: string;

  constructor(
    prefix: string,
    private readonly tenant: string,
    private readonly forgetKey: string,
  ) {
    this.#forgotten = `${prefix}:forgotten:`;
    this.#profile = `${prefix}:profile:{${tenant}/`;
    this.#progress = `${prefix}:progress:{${tenant}/`;
    this.profiles = `${escapeGlob(this.#profile)}*`;
  }

  /** A hash: history, features, vectors. It is there as long as the user is. */
  profile(userId: string): string {
    return `${this.#profile}${userId}}`;
  }

  /** A text: up to when the user was forgotten, and the version of the features that went with it. */
  forgotten(userId: string): string {
    const slot = slotOf(`${this.tenant}/${userId}`);
    return `${this.#forgotten}{${tagOf(slot)}}${this.tenant}/${this.hashOf(userId)}`;
  }

  hashOf(userId: string): string {
    return hashOfUser(this.forgetKey, this.tenant, userId);
  }

  /** A text: how far work is that processes share. */
  progress(work: string): string {
    return `${this.#progress}${work}}`;
  }

  /** The user of a profile's key. */
  userIdOf(key: string): string | undefined {
    return key.startsWith(this.#profile) ? key.slice(this.#profile.length, -1) : undefined;
  }
}

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]^]/g, '\\$&');

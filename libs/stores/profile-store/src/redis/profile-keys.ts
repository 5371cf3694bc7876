import { hash } from 'node:crypto';
import { StarsError } from '@stars/errors';
import { hashOfUser } from '../forgotten-user.js';

/** Of a tag: 4,096 tags spread users over the slots of a cluster, and tell little of a deleted user. */
const TAG_CHARS = 3;

/**
 * Names of a user's keys, `PREFIX:profile:{TAG}TENANT/USER`, `PREFIX:seen:{TAG}TENANT/USER` and `PREFIX:forgotten:{TAG}TENANT/HASH`. The
 * tag in braces chooses the slot of a cluster: all lie on one node, and a script may touch two.
 */
export class ProfileKeys {
  /** What hashes of deleted users are made with: as stored, once the store is open. */
  forgetKey = '';

  constructor(private readonly prefix: string) {}

  /** A text: `forgetKey`. */
  get forgetting(): string {
    return `${this.prefix}:forget-key`;
  }

  /** Keys of users of one tenant. Errors: `STARS_INVALID_FIELD` for a tenant whose keys could be another's. */
  of(tenant: string): TenantKeys {
    if (tenant === '' || tenant.includes('/')) {
      throw new StarsError('STARS_INVALID_FIELD', 'a tenant has no slash', { field: 'tenant_id' });
    }
    return new TenantKeys(this.prefix, tenant, this.forgetKey);
  }
}

export class TenantKeys {
  readonly #profile: string;
  /** What `SCAN` finds the profiles by. */
  readonly profiles: string;

  constructor(
    private readonly prefix: string,
    private readonly tenant: string,
    private readonly forgetKey: string,
  ) {
    this.#profile = `${prefix}:profile:`;
    this.profiles = `${this.#profile}{${'?'.repeat(TAG_CHARS)}}${escapeGlob(tenant)}/*`;
  }

  /** A hash: history, features, vectors. It is there as long as the user is. */
  profile(userId: string): string {
    return `${this.#profile}${this.#tag(userId)}${this.tenant}/${userId}`;
  }

  /** A text: up to when the user was forgotten, and the version of the features that went with it. */
  forgotten(userId: string): string {
    return `${this.prefix}:forgotten:${this.#tag(userId)}${this.tenant}/${this.hashOf(userId)}`;
  }

  /** A text of bytes: what the user saw. */
  seen(userId: string): string {
    return `${this.prefix}:seen:${this.#tag(userId)}${this.tenant}/${userId}`;
  }

  hashOf(userId: string): string {
    return hashOfUser(this.forgetKey, this.tenant, userId);
  }

  /** A text: how far work is that processes share. */
  progress(work: string): string {
    return `${this.prefix}:progress:${this.tenant}/${work}`;
  }

  /** The user of a profile's key. */
  userIdOf(key: string): string {
    return key.slice(this.profile('').length);
  }

  #tag(userId: string): string {
    return `{${hash('sha1', `${this.tenant}/${userId}`).slice(0, TAG_CHARS)}}`;
  }
}

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]^]/g, '\\$&');

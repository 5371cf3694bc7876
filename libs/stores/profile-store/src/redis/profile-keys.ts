import { StarsError } from '@stars/errors';

/**
 * Names of a user's two keys, `PREFIX:profile:{TENANT/USER}` and `PREFIX:forgotten:{TENANT/USER}`. What stands in braces
 * chooses the slot of a cluster, so that both lie on one node and a script may touch both.
 */
export class ProfileKeys {
  readonly #profile: string;
  readonly #forgotten: string;

  /** Errors: `STARS_CONFIG_INVALID` for a prefix that would take the slot's place. */
  constructor(prefix: string) {
    if (prefix === '' || /[{}\s]/.test(prefix)) {
      throw new StarsError('STARS_CONFIG_INVALID', `a prefix of keys is a word without braces, not "${prefix}"`);
    }
    this.#profile = `${prefix}:profile:`;
    this.#forgotten = `${prefix}:forgotten:`;
  }

  /** Keys of users of one tenant. Errors: `STARS_INVALID_FIELD` for a tenant whose keys could be another's. */
  of(tenant: string): TenantKeys {
    if (tenant === '' || /[/{}]/.test(tenant)) {
      throw new StarsError('STARS_INVALID_FIELD', 'a tenant has no slash and no braces', { field: 'tenant_id' });
    }
    return new TenantKeys(`${this.#profile}{${tenant}/`, `${this.#forgotten}{${tenant}/`);
  }
}

export class TenantKeys {
  readonly #profile: string;
  readonly #forgotten: string;

  constructor(profile: string, forgotten: string) {
    this.#profile = profile;
    this.#forgotten = forgotten;
  }

  /** A hash: history, features, vectors. It is there as long as the user is. */
  profile(userId: string): string {
    return `${this.#profile}${userId}}`;
  }

  /** A text: up to when the user was forgotten, and the version of the features that went with it. */
  forgotten(userId: string): string {
    return `${this.#forgotten}${userId}}`;
  }

  /** What `SCAN` finds the profiles by. */
  get profiles(): string {
    return `${escapeGlob(this.#profile)}*`;
  }

  /** What `SCAN` finds the forgotten by. */
  get allForgotten(): string {
    return `${escapeGlob(this.#forgotten)}*`;
  }

  /** The user of a key that `profiles` found. */
  userOfProfile(key: string): string {
    return key.slice(this.#profile.length, -1);
  }

  /** The user of a key that `allForgotten` found. */
  userOfForgotten(key: string): string {
    return key.slice(this.#forgotten.length, -1);
  }
}

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]^]/g, '\\$&');

import { StarsError } from '@stars/errors';

/**
 * Names of a user's two keys, `PREFIX:profile:{TENANT/USER}` and `PREFIX:forgotten:{TENANT/USER}`. What stands in braces
 * chooses the slot of a cluster, so that both lie on one node and a script may touch both.
 */
export class ProfileKeys {
  readonly #prefix: string;

  /** Errors: `STARS_CONFIG_INVALID` for a prefix that would take the slot's place. */
  constructor(prefix: string) {
    if (prefix === '' || /[{}\s]/.test(prefix)) {
      throw new StarsError('STARS_CONFIG_INVALID', `a prefix of keys is a word without braces, not "${prefix}"`);
    }
    this.#prefix = prefix;
  }

  /** Keys of users of one tenant. Errors: `STARS_INVALID_FIELD` for a tenant whose keys could be another's. */
  of(tenant: string): TenantKeys {
    if (tenant === '' || /[/{}]/.test(tenant)) {
      throw new StarsError('STARS_INVALID_FIELD', 'a tenant has no slash and no braces', { field: 'tenant_id' });
    }
    return new TenantKeys(this.#prefix, tenant);
  }
}

export class TenantKeys {
  readonly #profile: string;
  readonly #forgotten: string;
  readonly #progress: string;
  /** What `SCAN` finds the profiles by, and what it finds both kinds of keys by, with perhaps a few others. */
  readonly profiles: string;
  readonly all: string;

  constructor(prefix: string, tenant: string) {
    this.#profile = `${prefix}:profile:{${tenant}/`;
    this.#forgotten = `${prefix}:forgotten:{${tenant}/`;
    this.#progress = `${prefix}:progress:{${tenant}/`;
    this.profiles = `${escapeGlob(this.#profile)}*`;
    this.all = `${escapeGlob(prefix)}:*:${escapeGlob(`{${tenant}/`)}*`;
  }

  /** A hash: history, features, vectors. It is there as long as the user is. */
  profile(userId: string): string {
    return `${this.#profile}${userId}}`;
  }

  /** A text: up to when the user was forgotten, and the version of the features that went with it. */
  forgotten(userId: string): string {
    return `${this.#forgotten}${userId}}`;
  }

  /** A text: how far work is that processes share. */
  progress(work: string): string {
    return `${this.#progress}${work}}`;
  }

  /** The user of a key, and whether it is the key of the deletion; undefined for a key of something else. */
  userOf(key: string): { userId: string; isDeletion: boolean } | undefined {
    const start = [this.#profile, this.#forgotten].find((each) => key.startsWith(each));
    return start === undefined
      ? undefined
      : { userId: key.slice(start.length, -1), isDeletion: start === this.#forgotten };
  }
}

const escapeGlob = (text: string): string => text.replace(/[\\*?[\]^]/g, '\\$&');

import { readFileSync, statSync } from 'node:fs';
import { inspect } from 'node:util';
import { hide } from '@stars/errors';

/** How often a file is looked at, ms: a client may ask at each request. */
const LOOK_MS = 1000;

/** `value`: nothing of it is shown. `address`: one or more addresses, shown without their logins. */
export type SecretKind = 'value' | 'address';

interface Source {
  path: string;
  version: string;
  lookAt: number;
}

/** A value that no log, error or JSON shows. One that comes from a file follows the file. */
export class Secret {
  #value: string;
  readonly #kind: SecretKind;
  readonly #file: Source | undefined;

  private constructor(value: string, kind: SecretKind, file?: Source) {
    this.#value = value;
    this.#kind = kind;
    this.#file = file;
    this.#hide();
  }

  /** Of a value, or the secret itself. */
  static of(given: string | Secret, kind: SecretKind = 'value'): Secret {
    return given instanceof Secret ? given : new Secret(given, kind);
  }

  /** The whole text of a file, without the line end after it. Errors: those of Node, if it cannot be read now. */
  static ofFile(path: string, kind: SecretKind = 'value'): Secret {
    const version = versionOf(path);
    return new Secret(textOf(path), kind, { path, version, lookAt: performance.now() + LOOK_MS });
  }

  /** The value of now. If the file cannot be read any more, the last one. */
  read(): string {
    const file = this.#file;
    if (!file || performance.now() < file.lookAt) return this.#value;
    file.lookAt = performance.now() + LOOK_MS;
    try {
      const version = versionOf(file.path);
      if (version === file.version) return this.#value;
      const value = textOf(file.path);
      // Whoever writes in place first empties the file.
      if (value === '') return this.#value;
      this.#value = value;
      file.version = version;
      this.#hide();
    } catch {
      // It is being replaced.
    }
    return this.#value;
  }

  /** Of addresses their servers and paths; of any other value nothing. */
  toString(): string {
    if (this.#kind === 'value') return '[secret]';
    const shown = ({ protocol, host, pathname }: URL) => `${protocol}//${host}${pathname}`;
    return addressesIn(this.#value).map(shown).join(',') || '[secret]';
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #hide(): void {
    if (this.#kind === 'value') hide(this.#value);
    else hideLogins(this.#value);
  }
}

/** Hides the passwords of what may be a list of addresses. */
export function hideLogins(value: string): void {
  for (const { username, password } of addressesIn(value)) {
    if (password === '') continue;
    hide(password);
    hide(decoded(password));
    hide(Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64'));
  }
}

/** Empty if a part of the list is no address. */
export function addressesIn(value: string): URL[] {
  const addresses = value
    .split(',')
    .map((part) => (/^\s*[a-z][^:/?#]*:\/\//i.test(part) ? URL.parse(part.trim()) : null));
  return addresses.every((address) => address !== null) ? addresses : [];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const textOf = (path: string): string => readFileSync(path, 'utf8').replace(/\r?\n$/, '');

function versionOf(path: string): string {
  const { ino, mtimeMs, size } = statSync(path);
  return `${ino} ${mtimeMs} ${size}`;
}

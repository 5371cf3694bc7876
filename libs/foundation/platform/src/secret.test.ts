import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { redact } from '@stars/errors';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from './secret.js';

const folder = mkdtempSync(join(tmpdir(), 'stars-secret-'));
const path = join(folder, 'password');
afterAll(() => rmSync(folder, { recursive: true }));

describe('a secret', () => {
  it('is shown nowhere', () => {
    const password = Secret.of('x://of-the-shop');
    const shown = `${password} ${JSON.stringify({ password })} ${inspect({ password })} ${redact('it is x://of-the-shop')}`;
    expect(shown).not.toContain('of-the-shop');
    expect(password.read()).toBe('x://of-the-shop');
  });

  it('that is an address shows where it leads', () => {
    const address = Secret.of('redis://me:p%40ssword-1@cache:6379/2, http://other/x?key=abc', 'address');
    expect(String(address)).toBe('redis://cache:6379/2,http://other/x');
    expect(redact('p@ssword-1 p%40ssword-1')).toBe('[secret] [secret]');
    expect(String(Secret.of('me:it@host', 'address'))).not.toContain('it');
  });
});

describe('a secret in a file', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => vi.useRealTimers());

  it('follows the file, is hidden anew, and stays while the file is away or empty', () => {
    writeFileSync(path, 'first-password\n');
    const secret = Secret.ofFile(path);
    expect(secret.read()).toBe('first-password');
    const replace = (text: string): void => {
      // As Kubernetes does.
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
      vi.advanceTimersByTime(1001);
    };
    replace('second-password');
    expect(secret.read()).toBe('second-password');
    expect(redact('second-password')).toBe('[secret]');
    replace('');
    expect(secret.read()).toBe('second-password');
    rmSync(path);
    vi.advanceTimersByTime(1001);
    expect(secret.read()).toBe('second-password');
    replace('third-password\r\n');
    expect(secret.read()).toBe('third-password');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hide, redact } from './redaction.js';
import { StarsError } from './stars-error.js';

describe('redact', () => {
  it('takes out any hidden value, as it is, in JSON and in an address', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.string(), (any, around) => {
        const value = `canary-${any}`;
        hide(value);
        expect(redact(`${around}${value}${around}`)).not.toContain(value);
        expect(redact(JSON.stringify({ value }))).not.toContain(JSON.stringify(value).slice(1, -1));
        expect(redact(`http://host/?key=${encodeURIComponent(value)}`)).not.toContain(encodeURIComponent(value));
      }),
    );
  });

  it.each([
    ['redis://me:it@is@secret@host:6379/0 is away', 'redis://[secret]@host:6379/0 is away'],
    ['"https://key@host/v1"', '"https://[secret]@host/v1"'],
    ['at http://host/a@b and mail a@b.example', 'at http://host/a@b and mail a@b.example'],
    ['{"authorization":"Basic bWU6aXQ=","accept":"*"}', '{"authorization":"[secret]","accept":"*"}'],
    ['{\\"authorization\\":\\"Bearer abc.def\\"}', '{\\"authorization\\":\\"[secret]\\"}'],
    ['Authorization: ApiKey abcdef', 'Authorization: [secret]'],
    ['authorization of the owner', 'authorization of the owner'],
  ])('%s', (text, shown) => {
    expect(redact(text)).toBe(shown);
  });

  it('does not take short values out of words', () => {
    hide('is');
    expect(redact('this is it')).toBe('this is it');
  });
});

describe('StarsError', () => {
  it('shows no hidden value, in its message or its stack', () => {
    hide('hunter2-of-the-shop');
    const error = new StarsError('STARS_UNAVAILABLE', 'not let in with hunter2-of-the-shop', {
      field: 'url hunter2-of-the-shop',
    });
    expect(`${error.message} ${error.stack} ${error.field}`).not.toContain('hunter2');
    expect(error.message).toBe('not let in with [secret]');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CollectionNames } from './collection-names.js';

const names = new CollectionNames('stars');

describe('CollectionNames', () => {
  it('gives every tenant and version a name of its own, which tells the version', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '~', '=', '7', 'e', '/', 'é', '🍏', '.'), maxLength: 5 });
    fc.assert(
      fc.property(part, part, part, part, (tenant, version, otherTenant, otherVersion) => {
        const name = names.collection(tenant, version);
        expect(name).toMatch(/^[A-Za-z0-9_.~=-]+$/);
        expect(names.versionOf(tenant, name)).toBe(version);
        const same = tenant === otherTenant && version === otherVersion;
        expect(names.collection(otherTenant, otherVersion) === name).toBe(same);
        expect(names.serving(otherTenant)).not.toBe(name);
        if (tenant !== otherTenant) expect(names.versionOf(otherTenant, name)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps plain names readable', () => {
    expect(names.collection('default', '2026-11-25.a')).toBe('stars~default~2026-11-25.a');
  });
});

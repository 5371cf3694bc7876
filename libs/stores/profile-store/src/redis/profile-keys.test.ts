import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProfileKeys } from './profile-keys.js';

/** What chooses the slot, by the rule of Redis Cluster. */
function slotTag(key: string): string {
  const open = key.indexOf('{');
  const close = key.indexOf('}', open + 1);
  return open >= 0 && close > open + 1 ? key.slice(open + 1, close) : key;
}

describe('ProfileKeys', () => {
  const tenant = fc.stringMatching(/^[A-Za-z0-9_.-]{1,10}$/);
  const user = fc.string({ unit: 'grapheme', minLength: 1 });

  it('puts both keys of a user into one slot, whatever the id, and reads the id back', () => {
    fc.assert(
      fc.property(tenant, user, (tenantId, userId) => {
        const keys = new ProfileKeys('stars').of(tenantId);
        const [profile, forgotten] = [keys.profile(userId), keys.forgotten(userId)];
        expect(slotTag(profile)).toMatch(/^[0-9a-f]{3}$/);
        expect(slotTag(forgotten)).toBe(slotTag(profile));
        expect(keys.userIdOf(profile)).toBe(userId);
      }),
    );
  });

  it('spreads users over slots', () => {
    const keys = new ProfileKeys('stars').of('default');
    const tags = new Set(Array.from({ length: 100 }, (_, i) => slotTag(keys.profile(`u${i}`))));
    expect(tags.size).toBeGreaterThan(95);
  });

  it('gives no two users one key', () => {
    fc.assert(
      fc.property(tenant, user, tenant, user, (t1, u1, t2, u2) => {
        fc.pre(t1 !== t2 || u1 !== u2);
        const keys = new ProfileKeys('stars');
        expect(keys.of(t1).profile(u1)).not.toBe(keys.of(t2).profile(u2));
      }),
    );
  });

  it('refuses a tenant whose keys could be of another', () => {
    for (const tenantId of ['', 'a/b']) {
      const error = expect.objectContaining({ code: 'STARS_INVALID_FIELD', field: 'tenant_id' });
      expect(() => new ProfileKeys('stars').of(tenantId)).toThrow(error);
    }
  });
});

import { expect, it } from 'vitest';
import type { StoresUnderTest } from './contract-forgetting.js';

/** The contract of every profile store for the progress of work that processes share. */
export function itKeepsProgress(underTest: () => StoresUnderTest): void {
  it('keeps progress until it is removed, apart from users, by tenant and work', async () => {
    const { store, other, tenant } = underTest();
    expect(await store.progress(tenant, 'fill/v1')).toBeUndefined();
    expect(await store.putProgress(tenant, 'fill/v1', undefined, 'half 🍏')).toBe(true);
    expect(await other.progress(tenant, 'fill/v1')).toBe('half 🍏');
    expect(await other.progress(tenant, 'fill/v2')).toBeUndefined();
    expect(await other.progress(`${tenant}x`, 'fill/v1')).toBeUndefined();
    expect(await other.scan(tenant, { limit: 5 })).toEqual({ userIds: [] });
    await store.retainVectors(tenant, []);
    expect(await other.putProgress(tenant, 'fill/v1', 'half 🍏', undefined)).toBe(true);
    expect(await store.progress(tenant, 'fill/v1')).toBeUndefined();
  });

  it('lets one of several writers replace what all of them read', async () => {
    const { store, other, tenant } = underTest();
    await store.putProgress(tenant, 'fill', undefined, '0');
    expect(await store.putProgress(tenant, 'fill', undefined, 'mine')).toBe(false);
    expect(await store.putProgress(tenant, 'other', 'something', 'mine')).toBe(false);
    const count = async (by: typeof store): Promise<void> => {
      for (let added = 0; added < 25; ) {
        const before = await by.progress(tenant, 'fill');
        if (await by.putProgress(tenant, 'fill', before, String(Number(before) + 1))) added++;
      }
    };
    await Promise.all([store, other, store, other].map(count));
    expect(await other.progress(tenant, 'fill')).toBe('100');
  });
}

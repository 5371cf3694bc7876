import fc from 'fast-check';
import { expect, it } from 'vitest';
import { messageKey, partsOfKey } from './message-key.js';

it('has the parts that it was made of, also if an id has a slash', () => {
  const tenant = fc.string({ minLength: 1 }).filter((name) => !name.includes('/'));
  fc.assert(
    fc.property(tenant, fc.string(), (tenantId, id) => {
      expect(partsOfKey(messageKey(tenantId, id))).toEqual({ tenantId, id });
    }),
  );
});

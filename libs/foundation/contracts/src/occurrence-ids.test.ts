import { describe, expect, it } from 'vitest';
import { OccurrenceIds } from './occurrence-ids.js';
import { validContext, validImpression, validInteraction } from './testing/valid-messages.js';

describe('OccurrenceIds', () => {
  it('gives equal rows different ids, and the same ids the next time', () => {
    const read = () => {
      const ids = new OccurrenceIds();
      return [1, 1, 2, 1].map((quantity) => ids.idFor(validInteraction({ quantity, eventId: '' })));
    };
    expect(new Set(read()).size).toBe(4);
    expect(read()).toEqual(read());
  });

  it('depends only on the content, not on the event id or how the default tenant is written', () => {
    const id = (changes: object) => new OccurrenceIds().idFor(validInteraction(changes));
    expect(id({ eventId: 'a' })).toBe(id({ eventId: '' }));
    expect(id({ tenantId: 'default' })).toBe(id({ tenantId: '' }));
    expect(id({ tenantId: 'shop' })).not.toBe(id({ tenantId: '' }));
    expect(id({ value: 0 })).not.toBe(id({ value: undefined }));
  });

  it('takes impressions and context signals, whatever the order of the names', () => {
    const id = (signals: Record<string, unknown>) => new OccurrenceIds().idFor(validContext({ signals }));
    expect(id({ a: 1, b: 2 })).toBe(id({ b: 2, a: 1 }));
    expect(id({ a: 1, b: 2 })).not.toBe(id({ a: 2, b: 1 }));
    const impression = (pageId: string) => new OccurrenceIds().idFor(validImpression({ pageId }));
    expect(impression('p')).not.toBe(impression('q'));
  });
});

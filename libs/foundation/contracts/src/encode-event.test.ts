import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.js';
import { encodeImpression, encodeInteraction } from './encode-message.js';
import { type Impression, type Interaction, InteractionType } from './generated/stars/v1/interaction.js';
import { failureOf } from './testing/stars-failure.js';
import { validImpression, validInteraction } from './testing/valid-messages.js';
import { TOPICS } from './topics.js';

describe('encodeInteraction', () => {
  it('keys by tenant and user, names by event, and fills the tenant', () => {
    const message = encodeInteraction(validInteraction());
    expect(message).toMatchObject({ key: 'default/u-1', id: 'default/e-1', headers: {} });
    expect(decodeMessage(TOPICS.interactions, message.value)).toEqual(validInteraction({ tenantId: 'default' }));
    expect(encodeInteraction(validInteraction({ tenantId: 'shop' })).key).toBe('shop/u-1');
  });

  it.each<[Partial<Record<keyof Interaction, unknown>>, string]>([
    [{ userId: '' }, 'STARS_FIELD_REQUIRED user_id'],
    [{ userId: undefined }, 'STARS_INVALID_FIELD user_id'],
    [{ userId: 7 }, 'STARS_INVALID_FIELD user_id'],
    [{ userId: '', anonymousId: 'x'.repeat(513) }, 'STARS_TOO_LARGE anonymous_id'],
    [{ type: InteractionType.INTERACTION_TYPE_IDENTIFY }, 'STARS_FIELD_REQUIRED anonymous_id'],
    [{ type: InteractionType.INTERACTION_TYPE_IDENTIFY, userId: '', anonymousId: 'a' }, 'STARS_FIELD_REQUIRED user_id'],
    [{ type: InteractionType.INTERACTION_TYPE_IDENTIFY, anonymousId: 'u-1' }, 'STARS_INVALID_FIELD anonymous_id'],
    [{ userId: 'u\u0000' }, 'STARS_INVALID_FIELD user_id'],
    [{ userId: 'u\n1' }, 'STARS_INVALID_FIELD user_id'],
    [{ userId: '\ud800' }, 'STARS_INVALID_FIELD user_id'],
    [{ userId: 'x'.repeat(513) }, 'STARS_TOO_LARGE user_id'],
    [{ userId: 'é'.repeat(257) }, 'STARS_TOO_LARGE user_id'],
    [{ itemId: '' }, 'STARS_FIELD_REQUIRED item_id'],
    [{ eventId: '' }, 'STARS_FIELD_REQUIRED event_id'],
    [{ tenantId: 'a/b' }, 'STARS_INVALID_FIELD tenant_id'],
    [{ tenantId: 'a'.repeat(65) }, 'STARS_TOO_LARGE tenant_id'],
    [{ type: 0 }, 'STARS_FIELD_REQUIRED type'],
    [{ type: 99 }, 'STARS_UNKNOWN_TYPE type'],
    [{ type: -1 }, 'STARS_UNKNOWN_TYPE type'],
    [{ time: undefined }, 'STARS_FIELD_REQUIRED time'],
    [{ time: new Date(Number.NaN) }, 'STARS_INVALID_TIME time'],
    [{ time: new Date(-1) }, 'STARS_INVALID_TIME time'],
    [{ time: new Date('+010000-01-01T00:00:00Z') }, 'STARS_INVALID_TIME time'],
    [{ time: '2017-01-01' }, 'STARS_INVALID_FIELD time'],
    [{ quantity: -1 }, 'STARS_OUT_OF_RANGE quantity'],
    [{ quantity: Number.NaN }, 'STARS_OUT_OF_RANGE quantity'],
    [{ value: Number.POSITIVE_INFINITY }, 'STARS_OUT_OF_RANGE value'],
    [{ region: '\u007f' }, 'STARS_INVALID_FIELD region'],
    [{ sessionId: 'x'.repeat(600) }, 'STARS_TOO_LARGE session_id'],
  ])('refuses %j', (changes, failure) => {
    const interaction = { ...validInteraction(), ...changes } as Interaction;
    expect(failureOf(() => encodeInteraction(interaction))).toBe(failure);
    const [code, field] = failure.split(' ');
    expect(failureOf(() => encodeInteraction(interaction, 'interactions[3]'))).toBe(`${code} interactions[3].${field}`);
  });

  it('takes the longest id, the first and the last moment, and a negative judgement', () => {
    for (const changes of [
      { userId: 'é'.repeat(256) },
      { time: new Date(0) },
      { time: new Date('9999-12-31T23:59:59.999Z') },
      { value: -1, quantity: 0 },
    ]) {
      const { value } = encodeInteraction(validInteraction(changes));
      expect(decodeMessage(TOPICS.interactions, value)).toMatchObject(changes);
    }
  });
});

describe('encodeImpression', () => {
  it('round-trips', () => {
    const message = encodeImpression(validImpression());
    expect(message).toMatchObject({ key: 'default/u-1', id: 'default/e-2' });
    expect(decodeMessage(TOPICS.impressions, message.value)).toEqual(validImpression({ tenantId: 'default' }));
  });

  const item = (changes: object) => [{ itemId: 'i-1', position: 0, propensity: 0, ...changes }];
  it.each<[Partial<Impression>, string]>([
    [{ pageId: '' }, 'STARS_FIELD_REQUIRED page_id'],
    [{ items: [] }, 'STARS_FIELD_REQUIRED items'],
    [{ items: Array(1001).fill(item({})[0]) }, 'STARS_TOO_LARGE items'],
    [{ items: item({ itemId: '' }) }, 'STARS_FIELD_REQUIRED items[0].item_id'],
    [{ items: item({ propensity: 1.01 }) }, 'STARS_OUT_OF_RANGE items[0].propensity'],
    [{ items: item({ propensity: -0.1 }) }, 'STARS_OUT_OF_RANGE items[0].propensity'],
    [{ items: item({ position: -1 }) }, 'STARS_OUT_OF_RANGE items[0].position'],
    [{ items: item({ position: 0.5 }) }, 'STARS_INVALID_FIELD items[0].position'],
    [{ recommendationId: '\t' }, 'STARS_INVALID_FIELD recommendation_id'],
  ])('refuses %#', (changes, failure) => {
    expect(failureOf(() => encodeImpression(validImpression(changes)))).toBe(failure);
  });
});

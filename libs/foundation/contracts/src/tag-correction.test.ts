import { describe, expect, it } from 'vitest';
import { tagCorrectionFromJson } from './checked-messages.js';
import { decodeMessage } from './decode-message.js';
import { encodeTagCorrection } from './encode-message.js';
import { TagCorrection } from './generated/stars/v1/features.js';
import { failureOf } from './testing/stars-failure.js';
import { TOPICS } from './topics.js';

const valid = (changes: Partial<TagCorrection> = {}): TagCorrection =>
  TagCorrection.fromPartial({ itemId: 'i', version: 3, add: ['diet:vegan'], remove: ['diet:dairy'], ...changes });
const nothing = { add: [], remove: [] };

describe('encodeTagCorrection', () => {
  it('is keyed by item, with one id a version', () => {
    const message = encodeTagCorrection(valid());
    expect(message).toMatchObject({ key: 'default/i', id: 'default/i@3' });
    expect(decodeMessage(TOPICS.tagCorrections, message.value)).toEqual(valid({ tenantId: 'default' }));
    expect(encodeTagCorrection(valid({ ...nothing, withdrawn: true, tenantId: 'shop' })).key).toBe('shop/i');
  });

  it.each<[Partial<TagCorrection>, string]>([
    [{ itemId: '' }, 'STARS_FIELD_REQUIRED item_id'],
    [{ version: -1 }, 'STARS_OUT_OF_RANGE version'],
    [nothing, 'STARS_FIELD_REQUIRED add'],
    [{ withdrawn: true }, 'STARS_INVALID_FIELD withdrawn'],
    [{ remove: ['diet:vegan'] }, 'STARS_INVALID_FIELD remove[0]'],
    [{ add: ['a', ' '] }, 'STARS_FIELD_REQUIRED add[1]'],
    [{ add: ['x'.repeat(257)] }, 'STARS_TOO_LARGE add[0]'],
    [{ add: Array.from({ length: 257 }, (_, n) => `t${n}`) }, 'STARS_TOO_LARGE add'],
  ])('refuses %#', (changes, failure) => {
    expect(failureOf(() => encodeTagCorrection(valid(changes)))).toBe(failure);
  });
});

describe('a correction as JSON', () => {
  it('is a row of a file, whose version may be absent', () => {
    expect(tagCorrectionFromJson({ item_id: 'i', add: ['a'] })).toEqual(valid({ version: 0, add: ['a'], remove: [] }));
    expect(failureOf(() => tagCorrectionFromJson({ item_id: 'i', add: 'a' }))).toBe('STARS_INVALID_FIELD add');
    expect(failureOf(() => tagCorrectionFromJson({ item_id: 'i', ad: ['a'] }))).toBe('STARS_INVALID_FIELD ad');
  });

  it('is a message of the bus, whose version may not', () => {
    const decode = (json: object) => decodeMessage(TOPICS.tagCorrections, Buffer.from(JSON.stringify(json)));
    expect(decode({ item_id: 'i', version: 3, add: ['diet:vegan'], remove: ['diet:dairy'], note: 'x' })).toEqual(
      valid({ tenantId: 'default' }),
    );
    expect(failureOf(() => decode({ item_id: 'i', add: ['a'] }))).toBe('STARS_FIELD_REQUIRED version');
  });
});

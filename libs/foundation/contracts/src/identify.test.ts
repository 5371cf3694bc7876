import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage } from './decode-message.js';
import { encodeInteraction } from './encode-message.js';
import { InteractionType } from './generated/stars/v1/interaction.js';
import { ofOnePerson } from './identify.js';
import { isEngagement } from './standing-events.js';
import { validInteraction } from './testing/valid-messages.js';
import { TOPICS } from './topics.js';

const { INTERACTION_TYPE_IDENTIFY: IDENTIFY } = InteractionType;
const onBus = (event: Parameters<typeof encodeInteraction>[0]) => {
  const { key, value } = encodeInteraction(event);
  const { userId, anonymousId } = decodeMessage(TOPICS.interactions, value);
  return [key, userId, anonymousId];
};

describe('an event of a stranger', () => {
  it('is of the anonymous id, and keeps that it is; one of a known user keeps no anonymous id', () => {
    expect(onBus(validInteraction({ userId: '', anonymousId: 'a' }))).toEqual(['default/a', 'a', 'a']);
    expect(onBus(validInteraction({ userId: 'u', anonymousId: 'a' }))).toEqual(['default/u', 'u', '']);
    expect(onBus(validInteraction({ userId: 'u' }))).toEqual(['default/u', 'u', '']);
  });

  it('is followed by the event that says who it was, which is no engagement', () => {
    const identify = validInteraction({ type: IDENTIFY, itemId: '', userId: 'u', anonymousId: 'a' });
    expect(onBus(identify)).toEqual(['default/a', 'u', 'a']);
    expect(isEngagement(IDENTIFY)).toBe(false);
  });

  it('stays the same if it is made to be of one person again', () => {
    const id = fc.constantFrom('', 'a', 'b');
    fc.assert(
      fc.property(id, id, fc.constantFrom(1, IDENTIFY), (userId, anonymousId, type) => {
        const once = ofOnePerson(validInteraction({ userId, anonymousId, type }));
        expect(ofOnePerson(once)).toEqual(once);
        if (type !== IDENTIFY) expect(['', once.userId]).toContain(once.anonymousId);
      }),
    );
  });
});

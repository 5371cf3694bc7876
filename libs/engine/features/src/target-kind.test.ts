import { InteractionType } from '@stars/contracts';
import { expect, test } from 'vitest';
import { InteractionLogBuilder } from './interaction-log.js';
import { chooseTargetKind, countKinds, isTargetType, targetEvents } from './target-kind.js';

const { INTERACTION_TYPE_VIEW: VIEW, INTERACTION_TYPE_PURCHASE: PURCHASE } = InteractionType;

const logOf = (types: readonly InteractionType[]) => {
  const builder = new InteractionLogBuilder();
  types.forEach((type, n) => {
    builder.add({ userId: `u${n % 2}`, itemId: `i${n}`, type, time: n, region: '', sessionId: '' });
  });
  return builder.build();
};

test.each([
  [{ purchase: 360, add_to_cart: 569, view: 2073 }, 'purchase'],
  [{ purchase: 3, add_to_cart: 5690, view: 20730 }, 'add_to_cart'],
  [{ purchase: 22_457, add_to_cart: 69_332, view: 2_664_312 }, 'purchase'],
  [{ purchase: 200, view: 1_000_000 }, 'view'],
  [{ view: 12 }, 'view'],
  [{ purchase: 4, view: 3 }, 'purchase'],
  [{}, 'purchase'],
] as const)('the strongest kind in number is the target: %j', (counts, expected) => {
  const { kind, why } = chooseTargetKind(counts);
  expect(kind).toBe(expected);
  expect(why).toContain(expected);
});

test('what is said of the choice is true of a log of a few events, too', () => {
  expect(chooseTargetKind({ purchase: 10, view: 20 }).why).toBe(
    'Target: view, the most frequent kind, for none has 30 events (10 purchase, 20 view).',
  );
  expect(chooseTargetKind({ purchase: 30, view: 20 }).why).toContain('Target: purchase, the strongest kind');
});

test('the choice is told with the counts, as people write numbers', () => {
  expect(chooseTargetKind({ purchase: 760, view: 1556 }).why).toContain('(760 purchase, 1,556 view)');
});

test('target events are those of the kind, by user', () => {
  const log = logOf([VIEW, VIEW, PURCHASE, VIEW, PURCHASE, PURCHASE]);
  expect(countKinds(log)).toEqual({ purchase: 3, add_to_cart: 0, view: 3 });
  const targets = targetEvents(log, 'purchase');
  expect([...targets.type].every((type) => isTargetType('purchase', type))).toBe(true);
  expect([...targets.userOffsets]).toEqual([0, 2, 3]);
  expect([...targets.item].map((item) => targets.items[item])).toEqual(['i2', 'i4', 'i5']);
});

test('a log of the target kind only stays as it is', () => {
  const log = logOf([PURCHASE, PURCHASE]);
  expect(targetEvents(log, 'purchase')).toBe(log);
});

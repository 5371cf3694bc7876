import type { RuleHistory } from '@stars/client';
import { expect, it } from 'vitest';
import { formatLocal, lastDay, localNow } from './local-time.js';
import { actsOn, currentRules, ruleSwitch, type StoredRule, shownState } from './rule-state.js';

const stored = (part: Partial<StoredRule>): StoredRule => ({ priority: 0, from: '', until: '', note: '', ...part });
const history = (name: string, rule: StoredRule | undefined, version = 1): RuleHistory => ({
  ...{ tenant_id: 'default', name },
  versions: [
    { version, changed_by: 'ann', ...(rule && { rule: rule as RuleHistory['versions'][0]['rule'] & object }) },
  ],
});

it('is live from its start until just before its end, unless all rules are off', () => {
  const rule = stored({ state: 'live', from: '2026-12-01', until: '2026-12-08T12:00' });
  expect(shownState(rule, '2026-11-30T23:59', true)).toBe('scheduled');
  expect(shownState(rule, '2026-12-01T00:00', true)).toBe('live');
  expect(shownState(rule, '2026-12-08T11:59', true)).toBe('live');
  expect(shownState(rule, '2026-12-08T12:00', true)).toBe('ended');
  expect(shownState(rule, '2026-12-02T00:00', false)).toBe('off');
  expect(shownState({ ...rule, state: 'paused' }, '2026-12-02T00:00', true)).toBe('off');
  expect(shownState(stored({}), '2026-12-02T00:00', false)).toBe('draft');
});

it('orders rules by priority, then by name, without the switch and without what was deleted', () => {
  const histories = [
    ...[history('*', stored({ state: 'paused' }), 3), history('b', stored({})), history('gone', undefined)],
    ...[history('a', stored({})), history('strong', stored({ priority: 2 }))],
  ];
  expect(currentRules(histories).map(({ name }) => name)).toEqual(['strong', 'a', 'b']);
  expect(ruleSwitch(histories)).toEqual({ isOn: false, version: 3 });
  expect(ruleSwitch([])).toEqual({ isOn: true, version: 0 });
});

it('acts on the surfaces that it names, or on all', () => {
  expect([actsOn(stored({}), 'home'), actsOn(stored({ condition: { surfaces: ['cart'] } }), 'home')]).toEqual([
    true,
    false,
  ]);
  expect(actsOn(stored({ condition: { surfaces: ['cart', 'home'] } }), 'home')).toBe(true);
});

it('has times of the shop', () => {
  const now = Date.UTC(2026, 11, 1, 23, 30);
  expect([localNow('Europe/Berlin', now), localNow('America/New_York', now)]).toEqual([
    ...['2026-12-02T00:30', '2026-12-01T18:30'],
  ]);
  expect([lastDay('2027-01-01'), lastDay('2027-01-01T18:00')]).toEqual(['2026-12-31', undefined]);
  expect(formatLocal('en-GB', '2026-12-24')).toBe('24 Dec 2026');
});

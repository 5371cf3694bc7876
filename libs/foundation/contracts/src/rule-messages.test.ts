import { describe, expect, it } from 'vitest';
import { ruleFromJson } from './checked-messages.js';
import { decodeMessage } from './decode-message.js';
import { encodeRuleHistory } from './encode-message.js';
import { RuleState } from './generated/stars/v1/rule_service.js';
import { failureOf } from './testing/stars-failure.js';
import { TOPICS } from './topics.js';

const filter = { in: { field: 'brand', values: ['x'] } };
const exclude = { action: { exclude: filter } };
const pin = (...pins: [string, number][]) => ({
  action: { pin: { pins: pins.map(([item_id, position]) => ({ item_id, position })) } },
});

describe('a rule', () => {
  it('has one action and may be read again from its topic', () => {
    const rule = ruleFromJson({ ...pin(['a', 0], ['b', 2]), state: 'live', from: '2026-12-24T18:00' });
    const version = { version: 1, rule, changedBy: 'ann', changedTime: new Date(5) };
    const { key, value } = encodeRuleHistory({ tenantId: '', name: 'gifts', versions: [version] }, 'id');
    expect(key).toBe('default/gifts');
    const { tenantId, versions } = decodeMessage(TOPICS.rules, value);
    expect([tenantId, versions]).toEqual(['default', [version]]);
  });

  it('may be a state alone only as the switch', () => {
    const rule = ruleFromJson({ state: 'paused' });
    expect(rule).toMatchObject({ action: undefined, state: RuleState.RULE_STATE_PAUSED });
    const history = (name: string) => ({
      ...{ tenantId: '', name },
      versions: [{ version: 1, rule, changedBy: '', changedTime: undefined }],
    });
    expect(encodeRuleHistory(history('*'), 'id').key).toBe('default/*');
    expect(failureOf(() => encodeRuleHistory(history('gifts'), 'id'))).toBe(
      'STARS_FIELD_REQUIRED versions[0].rule.action',
    );
    const named = { ...history('*'), versions: [{ ...history('*').versions[0]!, rule: ruleFromJson(exclude) }] };
    expect(failureOf(() => encodeRuleHistory(named, 'id'))).toBe('STARS_INVALID_FIELD versions[0].rule');
  });

  it.each([
    [{ action: { exclude: filter, only: filter } }, 'STARS_INVALID_FIELD action'],
    [pin(['a', 0], ['a', 1]), 'STARS_INVALID_FIELD action.pin.pins[1].item_id'],
    [pin(['a', 3], ['b', 3]), 'STARS_INVALID_FIELD action.pin.pins[1].position'],
    [{ action: { boost: { items: filter, factor: 0 } } }, 'STARS_OUT_OF_RANGE action.boost.factor'],
    [{ action: { boost: { factor: 2 } } }, 'STARS_FIELD_REQUIRED action.boost.items'],
    [{ action: { share: { items: filter, share: 1.5 } } }, 'STARS_OUT_OF_RANGE action.share.share'],
    [{ action: { cap: { field: 'brand', level: 1, items: 2 } } }, 'STARS_INVALID_FIELD action.cap.level'],
    [{ ...exclude, from: '2026-02-30' }, 'STARS_INVALID_TIME from'],
    [{ ...exclude, until: '2026-12-24T25:00' }, 'STARS_INVALID_FIELD until'],
    [{ ...exclude, from: '2026-12-24', until: '2026-12-24T00:00' }, 'STARS_INVALID_FIELD until'],
    [{ ...exclude, condition: { categories: [''] } }, 'STARS_FIELD_REQUIRED condition.categories[0]'],
    [{ ...exclude, note: 'x'.repeat(1001) }, 'STARS_TOO_LARGE note'],
  ])('%j is %s', (json, failure) => {
    expect(failureOf(() => ruleFromJson(json))).toBe(failure);
  });
});

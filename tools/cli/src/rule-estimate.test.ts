import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EstimateRuleResponse } from '@stars/contracts';
import { expect, it } from 'vitest';
import { readRule, renderEstimate } from './rule-estimate.js';

const estimate = (some: object) =>
  EstimateRuleResponse.fromPartial({
    ...{ answers: 200, lists: 250, actedOn: 40, changed: 30, since: new Date(0) },
    ...{ expectedDcg: {}, loggedFeedback: { notEstimable: 'no evidence' } },
    ...some,
  });

it('says what a rule changes, with intervals, and what nobody knows', () => {
  const text = renderEstimate(
    estimate({
      warnings: [{ code: 'RULE_ENDED', message: 'the rule ended' }],
      ...{ skipped: 2, assumed: ['tags'], gaining: [{ itemId: 'up', listsBefore: 0, listsAfter: 30 }] },
      losing: [{ itemId: 'down', listsBefore: 20, listsAfter: 5 }],
      expectedDcg: { lists: 30, before: 0.5, after: 0.45, changeLow: -0.06, changeHigh: -0.04 },
    }),
  );
  expect(text).toBe(`200 answers since 1970-01-01T00:00:00.000Z, with 250 lists (2 more need seeds, and are left out).
The rule acts on 40 lists, and changes 30.
Taken to hold, as records do not have them: tags.
Expected DCG of 30 changed lists: 0.500 → 0.450, -10.0% (95%: -12.0% to -8.0%).
Logged feedback: not estimable (no evidence).
! RULE_ENDED: the rule ended

item  lists before  lists after
----  ------------  -----------
up               0           30
down            20            5
`);
  expect(renderEstimate(estimate({}))).toContain('the model has no scores');
  const one = { lists: 1, before: 1, after: 1 };
  expect(renderEstimate(estimate({ expectedDcg: one }))).toContain('+0.0% (one user: no interval)');
  expect(renderEstimate(estimate({ answers: 0 }))).toContain('No answer was recorded');
});

it('reads a rule, and says what is wrong with its file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stars-rule-'));
  try {
    const path = join(folder, 'rule.json');
    await expect(readRule(path)).rejects.toMatchObject({ code: 'STARS_UNREADABLE_FILE', field: 'file' });
    for (const text of ['', '[]', '{']) {
      writeFileSync(path, text);
      await expect(readRule(path)).rejects.toMatchObject({ code: 'STARS_INVALID_FIELD', field: 'file' });
    }
    writeFileSync(path, '{"action": {}}');
    expect(await readRule(path)).toEqual({ action: {} });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

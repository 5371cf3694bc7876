import type { ListRulesResponse } from '@stars/client';
import { useChange } from '../../api/use-change.js';
import { useTexts } from '../../language/language.js';
import { ConfirmButton } from '../../parts/ConfirmButton.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';
import { ALL_RULES, ruleSwitch } from './rule-state.js';

/** Switches all rules of the shop off, and on again. */
export function RuleSwitch({ found }: { found: ListRulesResponse }) {
  const texts = useTexts().pages.placements;
  const put = useChange('putRule', ['listRules']);
  const { isOn, version } = ruleSwitch(found.rules);
  const set = (state: 'live' | 'paused'): void =>
    put.mutate({ name: ALL_RULES, rule: { state }, expected_version: version });
  return (
    <>
      {put.error && <ErrorNotice error={put.error} right="rules" />}
      {isOn ? (
        <div className="actions">
          <ConfirmButton
            {...{ label: texts.switchOff, why: texts.switchOffWhy, variant: 'default', size: 'xs' }}
            loading={put.isPending}
            onConfirm={() => set('paused')}
          />
        </div>
      ) : (
        <div className="notice error" role="alert">
          <p className="notice-title">{texts.off}</p>
          <ConfirmButton
            {...{ label: texts.switchOn, why: texts.switchOnWhy, size: 'xs', loading: put.isPending }}
            onConfirm={() => set('live')}
          />
        </div>
      )}
    </>
  );
}

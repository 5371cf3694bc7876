import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ListRulesResponse, RuleState } from '@stars/client';
import { useState } from 'react';
import { useChange } from '../../api/use-change.js';
import { useTexts } from '../../language/language.js';
import { ConfirmButton } from '../../parts/ConfirmButton.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';
import { ActionFields } from './ActionFields.js';
import { ConditionFields } from './ConditionFields.js';
import { ConflictNotice } from './ConflictNotice.js';
import { localNow } from './local-time.js';
import type { ChangeState, PlacementsState } from './placements-state.js';
import { RulePreview } from './RulePreview.js';
import { RulePrice } from './RulePrice.js';
import { draftOf, isComplete, newDraft, ruleOf } from './rule-draft.js';
import type { FormPart } from './rule-form.js';
import { type CurrentRule, ruleSwitch, shownState } from './rule-state.js';
import { useRuleWords } from './rule-words.js';
import { ScheduleFields } from './ScheduleFields.js';
import { StateBadge } from './StateBadge.js';
import { useItemTitles } from './use-item-titles.js';
import { useRulePreview } from './use-rule-preview.js';

interface RuleEditorProps {
  /** Absent: it is a new rule. */
  current: CurrentRule | undefined;
  found: ListRulesResponse;
  state: PlacementsState;
  change: ChangeState;
  surfaces: readonly string[];
  onSaved: (name: string, version: number) => void;
  onReload: () => void;
}

/** After the last change, before the preview is made anew, ms. */
const PAUSE_MS = 400;

/** The form of a rule, beside what the rule would do to a list. */
export function RuleEditor(props: RuleEditorProps) {
  const { current, found, state, change, surfaces } = props;
  const texts = useTexts().pages.placements.form;
  const [draft, setDraft] = useState(() =>
    current === undefined ? newDraft(state.surface) : draftOf(current.name, current.rule),
  );
  const [settled] = useDebouncedValue(draft, PAUSE_MS);
  const preview = useRulePreview(settled, state);
  const put = useChange('putRule', ['listRules']);
  const remove = useChange('deleteRule', ['listRules']);
  const titles = useItemTitles([ruleOf(draft, 'draft')]);
  const words = useRuleWords(titles)(ruleOf(draft, 'draft'));
  const stored = current?.rule.state ?? 'draft';
  const error = put.error ?? remove.error;
  const save = (next: RuleState): void =>
    put.mutate(
      { name: draft.name.trim(), rule: ruleOf(draft, next), expected_version: current?.version ?? 0 },
      { onSuccess: ({ version }) => props.onSaved(draft.name.trim(), version) },
    );
  const part: FormPart = {
    draft,
    set: (changed) => setDraft((before) => ({ ...before, ...changed })),
    error: error ?? (preview.answer.error?.field?.startsWith('rule.') ? preview.answer.error : null),
    titles,
    surfaces,
  };
  return (
    <div className="editor">
      <form aria-label={texts.title(current?.name ?? '')} onSubmit={(event) => event.preventDefault()}>
        <h2>
          {texts.title(current?.name ?? '')}{' '}
          {current && (
            <StateBadge state={shownState(current.rule, localNow(found.time_zone), ruleSwitch(found.rules).isOn)} />
          )}
        </h2>
        <ActionFields {...part} isNew={current === undefined} />
        <ConditionFields {...part} />
        <ScheduleFields {...part} zone={found.time_zone} />
        <p className="rule-words" aria-live="polite">
          {isComplete(draft) && words}
        </p>
        {error?.status === 409 && current && <ConflictNotice onReload={props.onReload} />}
        {error && error.status !== 409 && <ErrorNotice error={error} right="rules" />}
        <div className="actions">
          <ConfirmButton
            {...{ label: texts.publish, why: texts.publishWhy(words), loading: put.isPending }}
            onConfirm={() => save('live')}
          />
          {stored !== 'live' && (
            <Button variant="default" loading={put.isPending} onClick={() => save(stored)}>
              {stored === 'draft' ? texts.saveDraft : texts.save}
            </Button>
          )}
          {stored === 'live' && (
            <ConfirmButton
              {...{ label: texts.pause, why: texts.pauseWhy, variant: 'default', loading: put.isPending }}
              onConfirm={() => save('paused')}
            />
          )}
          {current && (
            <ConfirmButton
              {...{ label: texts.delete, why: texts.deleteWhy, variant: 'subtle', color: 'red' }}
              loading={remove.isPending}
              onConfirm={() => remove.mutate({ name: current.name, expected_version: current.version })}
            />
          )}
        </div>
      </form>
      <div>
        <RulePreview {...{ preview, state, change, isComplete: isComplete(settled) }} />
        {isComplete(settled) && <RulePrice name={draft.name.trim()} rule={ruleOf(settled, 'draft')} />}
      </div>
    </div>
  );
}

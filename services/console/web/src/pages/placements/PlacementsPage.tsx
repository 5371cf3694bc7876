import { Button, NativeSelect } from '@mantine/core';
import type { ListRulesResponse } from '@stars/client';
import { useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { PageFrame } from '../../shell/PageFrame.js';
import { useLinkState } from '../../shell/use-link-state.js';
import { type ChangeState, PLACEMENTS_DEFAULTS, type PlacementsState } from './placements-state.js';
import { RuleEditor } from './RuleEditor.js';
import { RuleHistoryPanel } from './RuleHistoryPanel.js';
import { RuleSwitch } from './RuleSwitch.js';
import { RulesPanel } from './RulesPanel.js';
import { currentRules } from './rule-state.js';
import { SurfaceSettings } from './SurfaceSettings.js';
import './placements.css';

/** The placements of the shop, and the rules of their lists. */
export default function PlacementsPage() {
  const texts = useTexts().pages.placements;
  const [state, change] = useLinkState(PLACEMENTS_DEFAULTS);
  const rules = useApi('listRules', {});
  const surfaces = useSurfaceNames(rules.data);
  return (
    <PageFrame title={texts.title} lead={texts.lead}>
      <AnswerState answer={rules} right="rules">
        {(found) =>
          state.edit === '' ? (
            <Overview {...{ found, state, change, surfaces }} />
          ) : (
            <Editing {...{ found, state, change, surfaces, reload: () => rules.refetch() }} />
          )
        }
      </AnswerState>
    </PageFrame>
  );
}

interface ViewProps {
  found: ListRulesResponse;
  state: PlacementsState;
  change: ChangeState;
  surfaces: readonly string[];
}

function Overview({ found, state, change, surfaces }: ViewProps) {
  const texts = useTexts().pages.placements;
  const { surface } = state;
  return (
    <>
      <RuleSwitch found={found} />
      <div className="fields">
        <NativeSelect
          {...{ label: texts.surface, value: surface, className: 'wide' }}
          data={[
            { value: '', label: texts.allSurfaces },
            ...surfaces.map((name) => ({ value: name, label: name })),
            ...(surface === '' || surfaces.includes(surface) ? [] : [{ value: surface, label: surface }]),
          ]}
          onChange={({ currentTarget }) => change({ surface: currentTarget.value })}
        />
        <Button onClick={() => change({ edit: 'new', name: '' })}>{texts.newRule}</Button>
      </div>
      <RulesPanel {...{ found, state, change }} />
      {surface !== '' && <SurfaceSettings key={surface} name={surface} />}
    </>
  );
}

/** The form of a rule; it begins anew with what is stored whenever that was saved or loaded again. */
function Editing({ found, state, change, surfaces, reload }: ViewProps & { reload: () => Promise<unknown> }) {
  const texts = useTexts().pages.placements;
  const { edit, name } = state;
  const [entry, setEntry] = useState(0);
  const [saved, setSaved] = useState<number>();
  const current = currentRules(found.rules).find((rule) => rule.name === name);
  const isDeleted = edit === 'rule' && current === undefined;
  const counts = (savedName: string, version: number): void => {
    setSaved(version);
    setEntry((before) => before + 1);
    change({ edit: 'rule', name: savedName });
  };
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={() => change({ edit: '', name: '' })}>
        {texts.back}
      </Button>
      <p role="status">{saved !== undefined && !isDeleted && texts.form.saved(saved)}</p>
      {isDeleted ? (
        <EmptyNotice title={`${name} ${texts.history.deleted}`} />
      ) : (
        <RuleEditor
          key={`${edit} ${name} ${entry}`}
          {...{ current, state, change, surfaces, found }}
          onSaved={counts}
          onReload={() => void reload().then(() => setEntry((before) => before + 1))}
        />
      )}
      {edit === 'rule' && <RuleHistoryPanel key={name} name={name} onChanged={(version) => counts(name, version)} />}
    </>
  );
}

/** Those that are stored, and those that rules name. Without the right for surfaces, only the latter. */
function useSurfaceNames(found: ListRulesResponse | undefined): readonly string[] {
  const stored = useApi('listSurfaces', {});
  const named =
    found === undefined ? [] : currentRules(found.rules).flatMap(({ rule }) => rule.condition?.surfaces ?? []);
  const names = stored.data?.surfaces.filter(({ versions }) => versions[0]?.surface).map(({ name }) => name) ?? [];
  return [...new Set([...names, ...named])].sort();
}

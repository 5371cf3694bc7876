import { Button, NativeSelect } from '@mantine/core';
import type { ListRulesResponse } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { localNow } from './local-time.js';
import type { ChangeState, PlacementsState } from './placements-state.js';
import { RuleCalendar } from './RuleCalendar.js';
import { actsOn, currentRules, ruleSwitch, type SaidRule, shownState } from './rule-state.js';
import { useRuleWords } from './rule-words.js';
import { StateBadge } from './StateBadge.js';
import { useItemTitles } from './use-item-titles.js';

interface RulesPanelProps {
  found: ListRulesResponse;
  state: PlacementsState;
  change: ChangeState;
}

/** The rules of a placement, the strongest first, as a list or as a calendar. */
export function RulesPanel({ found, state, change }: RulesPanelProps) {
  const texts = useTexts().pages.placements.rules;
  const now = localNow(found.time_zone);
  const { isOn } = ruleSwitch(found.rules);
  const rules = currentRules(found.rules).filter(({ rule }) => actsOn(rule, state.surface));
  const words = useRuleWords(useItemTitles(rules.map(({ rule }) => rule)));
  const said = rules.map((each): SaidRule => {
    return { ...each, state: shownState(each.rule, now, isOn), words: words(each.rule) };
  });
  const edit = (name: string): void => change({ edit: 'rule', name });
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">{texts.title}</h2>
      <div className="fields">
        <NativeSelect
          {...{ label: texts.view, value: state.view }}
          data={Object.entries(texts.views).map(([value, label]) => ({ value, label }))}
          onChange={({ currentTarget }) => change({ view: currentTarget.value })}
        />
      </div>
      <p className="hint">
        <span>{texts.count(said.length)}</span>
        <span>{texts.order}</span>
        <span>{texts.zone(found.time_zone)}</span>
      </p>
      {said.length === 0 && <EmptyNotice title={texts.none}>{texts.noneHow}</EmptyNotice>}
      {state.view === 'list' ? (
        <ol className="rules">
          {said.map((rule) => (
            <RuleRow key={rule.name} rule={rule} onEdit={() => edit(rule.name)} />
          ))}
        </ol>
      ) : (
        <RuleCalendar {...{ rules: said, now, state, change, onEdit: edit }} />
      )}
    </section>
  );
}

function RuleRow({ rule, onEdit }: { rule: SaidRule; onEdit: () => void }) {
  const texts = useTexts().pages.placements.rules;
  const format = useFormat();
  const { name, state, words, version, changedBy, changedTime } = rule;
  const { priority, note } = rule.rule;
  return (
    <li className="rule">
      <p className="rule-name">
        <b>{name}</b> <StateBadge state={state} />
      </p>
      <p className="rule-words">{words}</p>
      {note !== '' && <p className="note">{note}</p>}
      <p className="hint">
        <span>{texts.priority(priority)}</span>
        <span>{texts.by(changedBy || texts.nobody, version, changedTime ? format.time(changedTime) : '')}</span>
      </p>
      <Button variant="default" size="xs" aria-label={texts.editRule(name)} onClick={onEdit}>
        {texts.edit}
      </Button>
    </li>
  );
}

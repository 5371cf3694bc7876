import { useApi } from '../../api/use-api.js';
import { useChange } from '../../api/use-change.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { VersionHistory } from './VersionHistory.js';

interface RuleHistoryPanelProps {
  name: string;
  /** Another version counts. */
  onChanged: (version: number) => void;
}

/** The versions of a rule, also of a deleted one. */
export function RuleHistoryPanel({ name, onChanged }: RuleHistoryPanelProps) {
  const texts = useTexts().pages.placements.history;
  const answer = useApi('listRules', { name });
  const rollBack = useChange('rollBackRule', ['listRules']);
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">{texts.title}</h2>
      <AnswerState answer={answer} right="rules">
        {({ rules: [history] }) => (
          <VersionHistory
            versions={(history?.versions ?? []).map(({ version, rule, changed_by: by, changed_time: time }) => {
              return { version, content: rule, by, time };
            })}
            {...{ right: 'rules', error: rollBack.error, isPending: rollBack.isPending }}
            onRollBack={(version) => {
              const expected = history?.versions[0]?.version ?? 0;
              rollBack.mutate(
                { name, version, expected_version: expected },
                { onSuccess: (changed) => onChanged(changed.version) },
              );
            }}
          />
        )}
      </AnswerState>
    </section>
  );
}

import { TextInput } from '@mantine/core';
import type { PlacementAnswer } from '@stars/client';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { compareLists, type PlacedItem } from '../../parts/compare-lists.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { PlaceMark } from '../../parts/PlaceMark.js';
import type { ChangeState, PlacementsState } from './placements-state.js';
import type { RulePreviewAnswer } from './use-rule-preview.js';

interface RulePreviewProps {
  preview: RulePreviewAnswer;
  state: PlacementsState;
  change: ChangeState;
  isComplete: boolean;
}

/** A user's list now, and with the rule: what is gained, lost and moved is marked. */
export function RulePreview({ preview, state, change, isComplete }: RulePreviewProps) {
  const texts = useTexts().pages.placements.preview;
  const { answer, users, user, region, surface, name } = preview;
  // A rule with an error has its text beside the field.
  const isWrong = answer.error?.field?.startsWith('rule.') === true;
  return (
    <section id="preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{texts.title}</h2>
      <p className="hint">{texts.lead}</p>
      <div className="fields">
        <TextInput
          {...{ label: texts.user, value: state.user, placeholder: user, list: 'preview-users', autoComplete: 'off' }}
          onChange={({ currentTarget }) => change({ user: currentTarget.value })}
        />
        <datalist id="preview-users">
          {users.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <TextInput
          {...{ label: texts.region, value: state.region, placeholder: region || texts.anyRegion, autoComplete: 'off' }}
          onChange={({ currentTarget }) => change({ region: currentTarget.value })}
        />
      </div>
      <p className="hint">
        {texts.surface}: {surface || texts.anySurface}
      </p>
      {!isComplete || user === '' ? (
        <EmptyNotice title={texts.idle} />
      ) : isWrong ? (
        <EmptyNotice title={texts.fails} />
      ) : (
        <AnswerState answer={answer} right="rules">
          {({ before, after }) => before && after && <Lists {...{ before, after, name }} />}
        </AnswerState>
      )}
    </section>
  );
}

function Lists({ before, after, name }: { before: PlacementAnswer; after: PlacementAnswer; name: string }) {
  const { moves, pages } = useTexts();
  const texts = pages.placements.preview;
  const { now, then, gained, lost, moved } = compareLists(before.items, after.items);
  const acts = after.rules.includes(name);
  return (
    <>
      <p id="preview-summary" role="status">
        {!acts && texts.notActing}
        {acts && (gained + lost + moved === 0 ? texts.sameList : moves.summary(gained, lost, moved))}
      </p>
      <div className="preview-lists">
        <List title={texts.before} items={now} />
        <List title={texts.after} items={then} />
      </div>
    </>
  );
}

function List({ title, items }: { title: string; items: readonly PlacedItem[] }) {
  const texts = useTexts().pages.placements.preview;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {items.length === 0 && <p className="hint">{texts.empty}</p>}
      <ol className="compact">
        {items.map(({ itemId, title: itemTitle, mark }) => (
          <li key={itemId}>
            <span>{itemTitle || itemId}</span> <PlaceMark mark={mark} />
          </li>
        ))}
      </ol>
    </section>
  );
}

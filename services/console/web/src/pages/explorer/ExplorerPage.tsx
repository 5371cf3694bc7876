import { useApi } from '../../api/use-api.js';
import { useTexts } from '../../language/language.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { PageFrame } from '../../shell/PageFrame.js';
import { useLinkState } from '../../shell/use-link-state.js';
import { ExplorerForm } from './ExplorerForm.js';
import { EXPLORER_DEFAULTS, stateBeside } from './explorer-request.js';
import { UserHistory } from './UserHistory.js';
import { ComparedLists, UserLists } from './UserLists.js';
import './explorer.css';

/** Users to choose from. */
const EXAMPLES = 8;

/** What a user did, beside what the user would be recommended. */
export default function ExplorerPage() {
  const texts = useTexts().pages.explorer;
  const [state, change] = useLinkState(EXPLORER_DEFAULTS);
  const examples = useApi('findUsers', { segment: {}, k: EXAMPLES });
  const userIds = examples.data?.users.map(({ user_id }) => user_id) ?? [];
  const beside = stateBeside(state);
  return (
    <PageFrame title={texts.title} lead={texts.lead}>
      <ExplorerForm state={state} examples={userIds} onSubmit={change} />
      {state.user === '' ? (
        <EmptyNotice title={texts.idle}>{texts.idleHint}</EmptyNotice>
      ) : (
        <div className={beside === undefined ? 'explorer' : undefined}>
          <section id="answer" aria-labelledby="answer-title" aria-live="polite">
            <h2 id="answer-title">{texts.answer(state.user)}</h2>
            {beside === undefined ? <UserLists state={state} /> : <ComparedLists {...{ state, beside }} />}
          </section>
          <UserHistory user={state.user} />
        </div>
      )}
    </PageFrame>
  );
}

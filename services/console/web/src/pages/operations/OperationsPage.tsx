import { useTexts } from '../../language/language.js';
import { PageFrame } from '../../shell/PageFrame.js';
import { useLinkState } from '../../shell/use-link-state.js';
import { ApiKeys } from './ApiKeys.js';
import { AuditLog } from './AuditLog.js';
import { DeadLetters } from './DeadLetters.js';
import { StatusView } from './StatusView.js';
import './operations.css';

const VIEWS = { status: StatusView, letters: DeadLetters, audit: AuditLog, keys: ApiKeys } as const;
const DEFAULTS = { view: 'status' };

/** How the installation is, and what an operator does with it. */
export default function OperationsPage() {
  const texts = useTexts().pages.operations;
  const [state, change] = useLinkState(DEFAULTS);
  const names = Object.keys(VIEWS) as (keyof typeof VIEWS)[];
  const chosen = names.find((name) => name === state.view) ?? 'status';
  const View = VIEWS[chosen];
  return (
    <PageFrame title={texts.title} lead={texts.lead}>
      <nav aria-label={texts.viewsLabel} className="choices">
        {names.map((view) => (
          <button key={view} type="button" aria-pressed={view === chosen} onClick={() => change({ view })}>
            {texts.views[view]}
          </button>
        ))}
      </nav>
      <View />
    </PageFrame>
  );
}

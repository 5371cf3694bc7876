import { useTexts } from '../../language/language.js';
import type { ShownState } from './rule-state.js';

/** Whether a rule acts now, or why not. */
export function StateBadge({ state }: { state: ShownState }) {
  const { states } = useTexts().pages.placements.rules;
  return <span className={`badge ${state}`}>{states[state]}</span>;
}

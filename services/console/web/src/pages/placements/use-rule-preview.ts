import type { PreviewRuleResponse } from '@stars/client';
import { type ApiAnswer, useApi } from '../../api/use-api.js';
import type { PlacementsState } from './placements-state.js';
import { isComplete, type RuleDraft, ruleOf } from './rule-draft.js';

/** Users to choose from. */
const EXAMPLES = 8;

export interface RulePreviewAnswer {
  answer: ApiAnswer<PreviewRuleResponse>;
  /** Of the rule's segment. */
  users: readonly string[];
  /** For whom and where the lists are. */
  user: string;
  region: string;
  surface: string;
  name: string;
}

/** The list of a user now and with a rule: of the chosen user, or of one of the rule's segment, where the rule acts. */
export function useRulePreview(draft: RuleDraft, state: PlacementsState): RulePreviewAnswer {
  const rule = ruleOf(draft, 'draft');
  const segment = rule.condition?.users ?? {};
  const users = useApi('findUsers', { segment, k: EXAMPLES }).data?.users.map(({ user_id: userId }) => userId) ?? [];
  const user = state.user || (users[0] ?? '');
  const region = state.region || (draft.regions[0] ?? '');
  const { surfaces, categories, tags, languages } = draft;
  const surface = surfaces.length === 0 || surfaces.includes(state.surface) ? state.surface : surfaces[0]!;
  const request = {
    ...{ name: draft.name.trim(), rule, user_id: user, surface, region, language: languages[0] ?? '' },
    ...{ page_category: categories[0] ?? '', rule_tags: tags.slice(0, 1) },
  };
  const answer = useApi('previewRule', user === '' || !isComplete(draft) ? undefined : request);
  return { answer, users, user, region, surface, name: request.name };
}

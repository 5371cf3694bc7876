import type { StarsError } from '@stars/client';
import type { RuleDraft } from './rule-draft.js';
import type { Titles } from './rule-words.js';

/** What each part of the form of a rule shows and changes. */
export interface FormPart {
  draft: RuleDraft;
  set: (changed: Partial<RuleDraft>) => void;
  /** The last answer of the API, if it is an error. */
  error: StarsError | null;
  titles: Titles;
  surfaces: readonly string[];
}

/** What the API says of a field, by its path or by that of a field within it. */
export function errorAt(error: StarsError | null, path: string): string | undefined {
  const { field } = error ?? {};
  if (field === undefined) return undefined;
  const isThere = field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
  return isThere ? error!.message.replace(`${error!.code}: `, '') : undefined;
}

/** What changes a text of the draft. */
export const textField = ({ draft, set }: FormPart, name: keyof RuleDraft) => ({
  ...{ value: draft[name] as string, autoComplete: 'off', spellCheck: false },
  onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => set({ [name]: value }),
});

/** What changes a choice of the draft. */
export const choiceField = (
  { draft, set }: FormPart,
  name: keyof RuleDraft,
  choices: Readonly<Record<string, string>>,
) => ({
  value: draft[name] as string,
  data: Object.entries(choices).map(([value, label]) => ({ value, label })),
  onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => set({ [name]: value }),
});

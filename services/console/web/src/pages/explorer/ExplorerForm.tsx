import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTexts } from '../../language/language.js';
import { COMPARED, type ExplorerState } from './explorer-request.js';

interface ExplorerFormProps {
  state: ExplorerState;
  examples: readonly string[];
  onSubmit: (state: ExplorerState) => void;
}

/** How many of the examples have a button; all are in the list of the field. */
const BUTTONS = 3;

/** What a field of a name is and how it changes. */
type FieldOf = (name: keyof ExplorerState) => object;

/** Asks for whom, where, when and of what a list is. */
export function ExplorerForm({ state, examples, onSubmit }: ExplorerFormProps) {
  const texts = useTexts().pages.explorer;
  const [draft, setDraft] = useState(state);
  // The link may change without this form: by an example, or by going back.
  useEffect(() => setDraft(state), [state]);
  const field: FieldOf = (name) => ({
    ...{ name, value: draft[name], autoComplete: 'off', spellCheck: false },
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setDraft((before) => ({ ...before, [name]: value })),
  });
  return (
    <form
      aria-label={texts.form}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(
          Object.fromEntries(Object.entries(draft).map(([name, value]) => [name, value.trim()])) as ExplorerState,
        );
      }}
    >
      <div className="fields">
        <TextInput className="wide" label={texts.user} required withAsterisk={false} list="users" {...field('user')} />
        <datalist id="users">
          {examples.map((user) => (
            <option key={user} value={user} />
          ))}
        </datalist>
        <TextInput label={texts.region} placeholder={texts.anyRegion} {...field('region')} />
        <Choice label={texts.list} names={{ ...texts.modes, placements: texts.placements }} field={field('list')} />
        <TextInput label={texts.items} type="number" inputMode="numeric" {...field('k')} />
        <TextInput label={texts.time} type="datetime-local" {...field('time')} />
        <Choice label={texts.rules} names={texts.ruleChoices} field={field('rules')} />
        <Button type="submit">{texts.submit}</Button>
      </div>
      <Conditions field={field} />
      <Beside field={field} isOpen={COMPARED.some((name) => state[`${name}2`] !== '')} />
      {examples.length > 0 && (
        <p className="examples">
          {texts.examples}
          {examples.slice(0, BUTTONS).map((user) => (
            <Button
              key={user}
              {...{ variant: 'subtle', size: 'compact-sm', 'aria-label': texts.recommendFor(user) }}
              onClick={() => onSubmit({ ...draft, user })}
            >
              {user}
            </Button>
          ))}
        </p>
      )}
    </form>
  );
}

interface ChoiceProps {
  label: string;
  names: Readonly<Record<string, string>>;
  field: object;
}

function Choice({ label, names, field }: ChoiceProps) {
  const data = Object.entries(names).map(([value, text]) => ({ value, label: text }));
  return <NativeSelect {...{ label, data, ...field, autoComplete: undefined }} />;
}

/** What may be in the list, and what rules may have as a condition. */
function Conditions({ field }: { field: FieldOf }) {
  const texts = useTexts().pages.explorer;
  return (
    <details>
      <summary>{texts.filters}</summary>
      <div className="fields">
        <TextInput label={texts.brand} {...field('brand')} />
        <TextInput label={texts.category} {...field('category')} />
        <TextInput label={texts.priceFrom} inputMode="decimal" {...field('from')} />
        <TextInput label={texts.priceTo} inputMode="decimal" {...field('to')} />
        <TextInput label={texts.pageCategory} {...field('page')} />
        <TextInput label={texts.tags} placeholder={texts.tagsHint} {...field('tags')} />
      </div>
    </details>
  );
}

/** What differs in a second list. */
function Beside({ field, isOpen }: { field: FieldOf; isOpen: boolean }) {
  const texts = useTexts().pages.explorer;
  const { user, region, list, time, rules } = texts.besides;
  const same = { '': texts.sameAs };
  return (
    <details open={isOpen}>
      <summary>{texts.compare}</summary>
      <p className="hint">{texts.compareLead}</p>
      <div className="fields">
        <TextInput label={user} placeholder={texts.sameAs} list="users" {...field('user2')} />
        <TextInput label={region} placeholder={texts.sameAs} {...field('region2')} />
        <Choice label={list} names={{ ...same, ...texts.modes, placements: texts.placements }} field={field('list2')} />
        <TextInput label={time} type="datetime-local" {...field('time2')} />
        <Choice label={rules} names={{ ...same, ...texts.ruleChoices }} field={field('rules2')} />
      </div>
    </details>
  );
}

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useTexts } from '../../language/language.js';
import { choiceField, errorAt, type FormPart, textField } from './rule-form.js';
import { useCatalogValues } from './use-catalog-values.js';
import { ValuesField } from './ValuesField.js';

const LISTS = ['surfaces', 'regions', 'categories', 'tags', 'languages'] as const;

/** For which requests the rule acts. */
export function ConditionFields(part: FormPart) {
  const texts = useTexts().pages.placements.form;
  const { draft, set, error, surfaces } = part;
  const { category } = useCatalogValues();
  const suggestions = { surfaces, regions: [], categories: category, tags: [], languages: ['de', 'en'] };
  return (
    <fieldset>
      <legend>{texts.when}</legend>
      <p className="hint">{texts.whenHint}</p>
      <div className="condition-lists">
        {LISTS.map((name) => (
          <ValuesField
            key={name}
            {...{ label: texts[name], values: draft[name], suggestions: suggestions[name] }}
            error={errorAt(error, `rule.condition.${name}`)}
            onChange={(values) => set({ [name]: values })}
          />
        ))}
      </div>
      <SegmentFields {...part} />
    </fieldset>
  );
}

function SegmentFields(part: FormPart) {
  const { pages } = useTexts();
  const texts = pages.placements.form;
  const { draft, set, error } = part;
  const problem = errorAt(error, 'rule.condition.users');
  if (draft.keptUsers !== undefined) {
    return (
      <div className="notice">
        <p>
          {texts.segment}. {texts.kept}
        </p>
        <pre>{JSON.stringify(draft.keptUsers)}</pre>
        <Button variant="default" size="xs" onClick={() => set({ keptUsers: undefined })}>
          {texts.anew}
        </Button>
      </div>
    );
  }
  return (
    <details open={draft.feature !== '' || draft.did !== ''}>
      <summary>{texts.segment}</summary>
      <TextInput {...{ label: texts.feature, ...textField(part, 'feature') }} />
      {draft.feature !== '' && (
        <ValuesField
          {...{ label: texts.featureValues, values: draft.featureValues }}
          onChange={(featureValues) => set({ featureValues })}
        />
      )}
      <div className="fields">
        <NativeSelect label={texts.did} {...choiceField(part, 'did', texts.didChoices)} />
        {draft.did !== '' && (
          <>
            <NativeSelect label={texts.event} {...choiceField(part, 'event', pages.explorer.events)} />
            <TextInput
              {...{ label: texts.withinDays, description: texts.withinDaysHint, type: 'number', inputMode: 'numeric' }}
              {...textField(part, 'withinDays')}
            />
          </>
        )}
      </div>
      {problem !== undefined && <p className="field-error">{problem}</p>}
    </details>
  );
}

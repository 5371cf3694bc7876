import { TextInput } from '@mantine/core';
import { useTexts } from '../../language/language.js';
import { errorAt, type FormPart, textField } from './rule-form.js';

/** From when until when the rule acts, in the shop's zone, and how strong it is. */
export function ScheduleFields({ zone, ...part }: FormPart & { zone: string }) {
  const { form, rules } = useTexts().pages.placements;
  const { error } = part;
  return (
    <fieldset>
      <legend>{form.schedule}</legend>
      <p className="hint">{rules.zone(zone)}</p>
      <div className="fields">
        <TextInput
          {...{
            label: form.from,
            type: 'datetime-local',
            error: errorAt(error, 'rule.from'),
            ...textField(part, 'from'),
          }}
        />
        <TextInput
          {...{ label: form.until, description: form.untilHint, type: 'datetime-local', ...textField(part, 'until') }}
          error={errorAt(error, 'rule.until')}
        />
        <TextInput
          {...{ label: form.priority, description: form.priorityHint, type: 'number', inputMode: 'numeric' }}
          {...textField(part, 'priority')}
          error={errorAt(error, 'rule.priority')}
        />
      </div>
    </fieldset>
  );
}

import { NativeSelect, TextInput } from '@mantine/core';
import { useTexts } from '../../language/language.js';
import type { RangeState } from './activity-range.js';

interface RangeFormProps {
  state: RangeState;
  /** The one that counts where the state names none. */
  zone: string;
  onChange: (part: Partial<RangeState>) => void;
}

const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** Which days are counted, and whose. */
export function RangeForm({ state, zone, onChange }: RangeFormProps) {
  const texts = useTexts().pages.today;
  const zones = [...new Set([zone, ...ZONES])];
  return (
    <div className="fields">
      <NativeSelect
        {...{ label: texts.range, name: 'days', value: state.days }}
        data={Object.entries(texts.days).map(([value, label]) => ({ value, label }))}
        onChange={({ currentTarget: { value } }) => onChange({ days: value })}
      />
      <TextInput
        {...{ label: texts.day, name: 'day', type: 'date', value: state.day }}
        onChange={({ currentTarget: { value } }) => onChange({ day: value })}
      />
      <NativeSelect
        {...{ label: texts.zone, name: 'zone', value: zone, data: zones }}
        onChange={({ currentTarget: { value } }) => onChange({ zone: value })}
      />
    </div>
  );
}

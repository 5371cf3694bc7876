import { ActionIcon, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTexts } from '../../language/language.js';

interface ValuesFieldProps {
  label: string;
  values: readonly string[];
  suggestions?: readonly string[] | undefined;
  error?: string | undefined;
  onChange: (values: readonly string[]) => void;
}

/** A list of texts: Enter begins the next one; what is written counts, also without Enter. Later values of the parent are not read. */
export function ValuesField({ label, values, suggestions = [], error, onChange }: ValuesFieldProps) {
  const texts = useTexts().pages.placements.form;
  const id = useId();
  const [chips, setChips] = useState(values);
  const [written, setWritten] = useState('');
  const set = (nextChips: readonly string[], next: string): void => {
    setChips(nextChips);
    setWritten(next);
    onChange(withValue(nextChips, next));
  };
  return (
    <div>
      <TextInput
        {...{
          label,
          value: written,
          placeholder: texts.addHint,
          autoComplete: 'off',
          spellCheck: false,
          list: id,
          error,
        }}
        onChange={({ currentTarget }) => set(chips, currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          set(withValue(chips, written), '');
        }}
      />
      <datalist id={id}>
        {suggestions
          .filter((value) => !chips.includes(value))
          .map((value) => (
            <option key={value} value={value} />
          ))}
      </datalist>
      {chips.length > 0 && (
        <ul className="chips" aria-label={label}>
          {chips.map((value) => (
            <li key={value}>
              {value}
              <RemoveButton
                name={value}
                onRemove={() =>
                  set(
                    chips.filter((other) => other !== value),
                    written,
                  )
                }
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function withValue(values: readonly string[], written: string): readonly string[] {
  const value = written.trim();
  return value === '' || values.includes(value) ? values : [...values, value];
}

export function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  const texts = useTexts().pages.placements.form;
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={texts.remove(name)} onClick={onRemove}>
      ×
    </ActionIcon>
  );
}

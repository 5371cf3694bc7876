import { Button, type MantineColorScheme, NativeSelect, useMantineColorScheme } from '@mantine/core';
import { useApiAccess } from '../api/api-access.js';
import { LANGUAGE_NAMES, type Language, useLanguage } from '../language/language.js';

/** Language, colours, and the key of this tab. */
export function Preferences() {
  const { language, texts, choose } = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { key, forgetKey } = useApiAccess();
  const options = <Name extends string>(names: Readonly<Record<Name, string>>) =>
    Object.entries<string>(names).map(([value, label]) => ({ value, label }));
  return (
    <div className="preferences">
      <NativeSelect
        {...{ label: texts.language, size: 'xs', value: language, data: options(LANGUAGE_NAMES) }}
        onChange={({ currentTarget }) => choose(currentTarget.value as Language)}
      />
      <NativeSelect
        {...{ label: texts.colours, size: 'xs', value: colorScheme, data: options(texts.colourChoices) }}
        onChange={({ currentTarget }) => setColorScheme(currentTarget.value as MantineColorScheme)}
      />
      {key !== undefined && (
        <Button variant="default" size="xs" onClick={forgetKey}>
          {texts.access.forget}
        </Button>
      )}
    </div>
  );
}

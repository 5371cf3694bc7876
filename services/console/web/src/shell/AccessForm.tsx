import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useApiAccess } from '../api/api-access.js';
import { useTexts } from '../language/language.js';

/** Asks for a key, where the server asks who it is. */
export function AccessForm() {
  const texts = useTexts().access;
  const { giveKey } = useApiAccess();
  const [key, setKey] = useState('');
  const [tenant, setTenant] = useState('');
  return (
    <form
      className="notice access"
      aria-label={texts.title}
      onSubmit={(event) => {
        event.preventDefault();
        giveKey(key.trim(), tenant.trim());
      }}
    >
      <p>{texts.why}</p>
      <div className="fields">
        <PasswordInput
          {...{ label: texts.key, value: key, required: true, autoComplete: 'off', spellCheck: false }}
          withAsterisk={false}
          onChange={({ currentTarget }) => setKey(currentTarget.value)}
        />
        <TextInput
          {...{ label: texts.tenant, placeholder: texts.tenantHint, value: tenant, autoComplete: 'off' }}
          onChange={({ currentTarget }) => setTenant(currentTarget.value)}
        />
        <Button type="submit">{texts.use}</Button>
      </div>
    </form>
  );
}

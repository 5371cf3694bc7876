import { Button, NumberInput, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useApi } from '../../api/use-api.js';
import { useChange } from '../../api/use-change.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';
import { Confirmed } from './Confirmed.js';
import { Rows } from './Rows.js';

/** Keys with their rights and tenants; a new one is shown once. */
export function ApiKeys() {
  const texts = useTexts().pages.operations;
  const format = useFormat();
  const revoke = useChange('revokeKeys', ['listKeys']);
  return (
    <>
      <NewKey />
      {revoke.error && <ErrorNotice error={revoke.error} right="operate" />}
      <p role="status">{revoke.isSuccess ? texts.revoked : ''}</p>
      <AnswerState answer={useApi('listKeys', {})} right="operate">
        {({ keys }) =>
          keys.length === 0 ? (
            <EmptyNotice title={texts.noKeys} />
          ) : (
            <Rows
              caption={texts.views.keys}
              columns={[texts.name, texts.rights, texts.tenants, texts.expires, texts.revoke]}
            >
              {keys.map(({ id, name, rights, tenants, expires_time: expires }) => (
                <tr key={id}>
                  <th scope="row">
                    {name} <code>{id}</code>
                  </th>
                  <td>{rights.join(', ')}</td>
                  <td>{tenants.join(', ')}</td>
                  <td>{expires && format.time(expires)}</td>
                  <td>
                    <Confirmed
                      label={texts.revoke}
                      question={texts.revokeSure(name)}
                      isPending={revoke.isPending}
                      onConfirm={() => revoke.mutate({ ids: [id] })}
                    />
                  </td>
                </tr>
              ))}
            </Rows>
          )
        }
      </AnswerState>
    </>
  );
}

function NewKey() {
  const texts = useTexts().pages.operations;
  const create = useChange('createKey', ['listKeys']);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const rights = String(data.get('rights'))
      .split(/[\s,]+/)
      .filter(Boolean);
    create.mutate({ name: String(data.get('name')), rights, days: Number(data.get('days')) });
  };
  return (
    <section aria-labelledby="new-key">
      <h2 id="new-key">{texts.newKey}</h2>
      <form onSubmit={submit} aria-label={texts.newKey} className="fields">
        <TextInput label={texts.name} name="name" required autoComplete="off" />
        <TextInput label={texts.rights} name="rights" required placeholder="recommend, track" autoComplete="off" />
        <NumberInput label={texts.days} name="days" min={1} max={36500} defaultValue={90} hideControls />
        <Button type="submit" loading={create.isPending}>
          {texts.create}
        </Button>
      </form>
      {create.error && <ErrorNotice error={create.error} right="operate" />}
      {create.data && (
        <div className="notice" role="status">
          <p>{texts.shownOnce}</p>
          <p>
            <code className="token">{create.data.token}</code>
          </p>
          <Button variant="default" size="xs" onClick={() => create.reset()}>
            {texts.hide}
          </Button>
        </div>
      )}
    </section>
  );
}

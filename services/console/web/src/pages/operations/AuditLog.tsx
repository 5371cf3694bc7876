import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { useLinkState } from '../../shell/use-link-state.js';
import { Pager } from './DeadLetters.js';
import { Rows } from './Rows.js';

const DEFAULTS = { who: '', action: '' };

/** Who did what, the newest first, narrowed down by who and by action. */
export function AuditLog() {
  const texts = useTexts().pages.operations;
  const format = useFormat();
  const [filter, change] = useLinkState(DEFAULTS);
  const [token, setToken] = useState('');
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setToken('');
    change({ who: String(data.get('who')).trim(), action: String(data.get('action')).trim() });
  };
  return (
    <>
      <form onSubmit={submit} aria-label={texts.filter} className="fields">
        <TextInput label={texts.who} name="who" defaultValue={filter.who} />
        <TextInput label={texts.action} name="action" defaultValue={filter.action} placeholder="DeleteUser" />
        <Button type="submit">{texts.filter}</Button>
      </form>
      <AnswerState answer={useApi('listAuditEntries', { ...filter, page_token: token })} right="operate">
        {({ entries, next_page_token: next }) => (
          <>
            {entries.length === 0 && next === '' && <EmptyNotice title={texts.noEntries} />}
            <Rows
              caption={texts.views.audit}
              columns={[texts.time, texts.who, texts.action, texts.outcome, texts.target]}
            >
              {entries.map(({ id, time, who, action, outcome, code, target }) => (
                <tr key={id + outcome}>
                  <td>{time && format.time(time)}</td>
                  <td>{who}</td>
                  <th scope="row">{action}</th>
                  <td>
                    {outcome} {code}
                  </td>
                  <td>
                    <code>{target && JSON.stringify(target)}</code>
                  </td>
                </tr>
              ))}
            </Rows>
            <Pager token={token} next={next} onChange={setToken} />
          </>
        )}
      </AnswerState>
    </>
  );
}

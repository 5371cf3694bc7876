import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import { useApi } from '../../api/use-api.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';

const USERS = 10;

/** The users for whom the item is most right, once somebody asks: it is a look at all users, and audited. */
export function ItemAudience({ itemId }: { itemId: string }) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const [isAsked, setAsked] = useState(false);
  const answer = useApi('findUsers', isAsked ? { item_ids: [itemId], k: USERS } : undefined);
  const ask = (
    <>
      <p className="hint">{texts.audienceHint}</p>
      <Button variant="default" size="xs" onClick={() => setAsked(true)}>
        {texts.findUsers}
      </Button>
    </>
  );
  return (
    <section aria-labelledby="audience" aria-live="polite">
      <h2 id="audience">{texts.audience}</h2>
      <AnswerState answer={answer} right="audience" idle={ask}>
        {({ users }) =>
          users.length === 0 ? (
            <EmptyNotice title={texts.noUsers} />
          ) : (
            <table className="issues">
              <thead>
                <tr>
                  <th scope="col">{texts.user}</th>
                  <th scope="col">{texts.userScore}</th>
                </tr>
              </thead>
              <tbody>
                {users.map(({ user_id: user, score }) => (
                  <tr key={user}>
                    <th scope="row">
                      <Link href={`/explorer?${new URLSearchParams({ user })}`}>{user}</Link>
                    </th>
                    <td className="number">{format.number(score)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </AnswerState>
    </section>
  );
}

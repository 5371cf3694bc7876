import { Button } from '@mantine/core';
import type { DeadLetter } from '@stars/client';
import { useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useChange } from '../../api/use-change.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';
import { Confirmed } from './Confirmed.js';

/** Messages that no service could handle: each with its content, to be sent again or dropped. */
export function DeadLetters() {
  const texts = useTexts().pages.operations;
  const [token, setToken] = useState('');
  const replay = useChange('replayDeadLetters', ['listDeadLetters', 'getStatus']);
  const drop = useChange('dropDeadLetters', ['listDeadLetters']);
  const error = replay.error ?? drop.error;
  return (
    <section aria-labelledby="letters">
      <h2 id="letters">{texts.views.letters}</h2>
      {error && <ErrorNotice error={error} right="operate" />}
      <p role="status">{replay.isSuccess ? texts.replayed : drop.isSuccess ? texts.dropped : ''}</p>
      <AnswerState answer={useApi('listDeadLetters', { page_size: 50, page_token: token })} right="operate">
        {({ letters, next_page_token: next }) => (
          <>
            {letters.length === 0 && <EmptyNotice title={texts.noLetters}>{texts.noLettersHint}</EmptyNotice>}
            {letters.map((letter) => (
              <Letter key={letter.id} letter={letter}>
                {letter.replayable && (
                  <Confirmed
                    label={texts.replay}
                    question={texts.replaySure(letter.group)}
                    isPending={replay.isPending}
                    onConfirm={() => replay.mutate({ ids: [letter.id] })}
                  />
                )}
                <Confirmed
                  label={texts.drop}
                  question={texts.dropSure}
                  isPending={drop.isPending}
                  onConfirm={() => drop.mutate({ ids: [letter.id] })}
                />
              </Letter>
            ))}
            <Pager token={token} next={next} onChange={setToken} />
          </>
        )}
      </AnswerState>
    </section>
  );
}

function Letter({ letter, children }: { letter: DeadLetter; children: React.ReactNode }) {
  const texts = useTexts().pages.operations;
  const format = useFormat();
  const { id, topic, group, key, code, reason, attempts, replays, content } = letter;
  return (
    <article className="notice" aria-label={key}>
      <p className="notice-title">{key}</p>
      <p>
        <code>{code}</code> {reason}
      </p>
      <p className="hint">
        {letter.failed_time && `${format.time(letter.failed_time)} · `}
        {texts.given(topic, group, format.number(attempts), format.number(replays))} · {id}
      </p>
      <details>
        <summary>{texts.content}</summary>
        <pre>{content === undefined ? letter.content_problem : JSON.stringify(content, undefined, 2)}</pre>
      </details>
      <div className="choices">{children}</div>
    </article>
  );
}

interface PagerProps {
  token: string;
  next: string;
  onChange(token: string): void;
}

/** Goes through pages of a list, and back to the first one. */
export function Pager({ token, next, onChange }: PagerProps) {
  const texts = useTexts().pages.operations;
  return (
    <div className="choices">
      <Button variant="default" size="xs" disabled={token === ''} onClick={() => onChange('')}>
        {texts.first}
      </Button>
      <Button variant="default" size="xs" disabled={next === ''} onClick={() => onChange(next)}>
        {texts.next}
      </Button>
    </div>
  );
}

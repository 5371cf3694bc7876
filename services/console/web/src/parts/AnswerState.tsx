import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiAnswer } from '../api/use-api.js';
import { useTexts } from '../language/language.js';
import { ErrorNotice } from './ErrorNotice.js';

interface AnswerStateProps<Answer> {
  answer: ApiAnswer<Answer>;
  /** The right that the call needs. */
  right: string;
  /** While nothing was asked. */
  idle?: ReactNode;
  children: (answer: Answer) => ReactNode;
}

/** Shows an answer of the API, or why it is not there: loading, stale, denied, failed. All pages use it. */
export function AnswerState<Answer>({ answer, right, idle = null, children }: AnswerStateProps<Answer>) {
  const { states } = useTexts();
  const { data, error, isLoading, isPlaceholderData, refetch } = answer;
  if (error) return <ErrorNotice error={error} right={right} onRetry={() => void refetch()} />;
  if (isLoading) {
    return (
      <div role="status" aria-label={states.loading} className="loading">
        {['first', 'second', 'third'].map((row) => (
          <Skeleton key={row} height={64} />
        ))}
      </div>
    );
  }
  if (data === undefined) return <>{idle}</>;
  return (
    <div aria-busy={isPlaceholderData} className={isPlaceholderData ? 'stale' : undefined}>
      {isPlaceholderData && (
        <p role="status" className="hint">
          {states.stale}
        </p>
      )}
      {children(data)}
    </div>
  );
}

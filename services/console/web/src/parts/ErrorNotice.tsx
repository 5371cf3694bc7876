import { Button } from '@mantine/core';
import type { StarsError } from '@stars/client';
import { useApiAccess } from '../api/api-access.js';
import { useTexts } from '../language/language.js';

interface ErrorNoticeProps {
  error: StarsError;
  /** Such as `recommend`: named where the key lacks it. */
  right: string;
  onRetry?: () => void;
}

/** Says why a call failed, with its code and, where it has one, its field; a key that does not allow the call can be replaced. */
export function ErrorNotice({ error, right, onRetry }: ErrorNoticeProps) {
  const { states, access } = useTexts();
  const { forgetKey } = useApiAccess();
  const isDenied = error.status === 403;
  const title = isDenied ? states.denied : error.status === 401 ? states.unknown : states.failed;
  const message = error.message.replace(`${error.code}: `, '');
  return (
    <div className="notice error" role="alert">
      <p className="notice-title">{title}</p>
      <p>
        <code>{error.code}</code> {error.field ? `${error.field}: ` : ''}
        {message}
      </p>
      {isDenied && <p>{states.deniedHow(right)}</p>}
      {isDenied && (
        <Button variant="default" size="xs" onClick={forgetKey}>
          {access.forget}
        </Button>
      )}
      {onRetry && !isDenied && (
        <Button variant="default" size="xs" onClick={onRetry}>
          {states.again}
        </Button>
      )}
    </div>
  );
}

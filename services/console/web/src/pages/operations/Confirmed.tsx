import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTexts } from '../../language/language.js';

interface ConfirmedProps {
  label: string;
  /** What will happen. */
  question: string;
  isPending: boolean;
  onConfirm(): void;
}

/** A button that asks before it does what cannot be taken back. */
export function Confirmed({ label, question, isPending, onConfirm }: ConfirmedProps) {
  const { cancel } = useTexts().pages.operations;
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) {
    return (
      <Button variant="default" size="xs" loading={isPending} onClick={() => setAsked(true)}>
        {label}
      </Button>
    );
  }
  const confirm = (): void => {
    setAsked(false);
    onConfirm();
  };
  return (
    <fieldset className="notice" aria-label={question}>
      <p>{question}</p>
      <Button color="red" size="xs" onClick={confirm} autoFocus>
        {label}
      </Button>{' '}
      <Button variant="default" size="xs" onClick={() => setAsked(false)}>
        {cancel}
      </Button>
    </fieldset>
  );
}

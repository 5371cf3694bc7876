import { Button } from '@mantine/core';
import { useTexts } from '../../language/language.js';

/** Says that somebody else was faster, and offers what they saved. */
export function ConflictNotice({ onReload }: { onReload: () => void }) {
  const texts = useTexts().pages.placements.form;
  return (
    <div className="notice error" role="alert">
      <p className="notice-title">{texts.conflict}</p>
      <p>{texts.conflictWhy}</p>
      <Button variant="default" size="xs" onClick={onReload}>
        {texts.reload}
      </Button>
    </div>
  );
}

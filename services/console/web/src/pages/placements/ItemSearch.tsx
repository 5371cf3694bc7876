import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { FoundItem } from '@stars/client';
import { useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';

/** Between the last letter and the search, ms. */
const PAUSE_MS = 300;
const FOUND = 6;

/** Finds items of the catalogue by words; each that is found has a button that adds it. */
export function ItemSearch({ onAdd }: { onAdd: (item: FoundItem) => void }) {
  const texts = useTexts().pages.placements.form;
  const [written, setWritten] = useState('');
  const [query] = useDebouncedValue(written.trim(), PAUSE_MS);
  const answer = useApi('searchItems', query === '' ? undefined : { query, k: FOUND });
  return (
    <div className="item-search">
      <TextInput
        {...{ label: texts.findItem, type: 'search', value: written, autoComplete: 'off' }}
        onChange={({ currentTarget }) => setWritten(currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      {query !== '' && (
        <AnswerState answer={answer} right="recommend">
          {({ items }) => (
            <ul className="chips" aria-live="polite">
              {items.length === 0 && <li>{texts.noItem}</li>}
              {items.map((item) => (
                <li key={item.item_id}>
                  <Button
                    {...{ variant: 'subtle', size: 'compact-sm', 'aria-label': texts.add(item.title || item.item_id) }}
                    onClick={() => {
                      onAdd(item);
                      setWritten('');
                    }}
                  >
                    + {item.title || item.item_id}
                  </Button>
                  <span className="hint">{item.category.join(' › ')}</span>
                </li>
              ))}
            </ul>
          )}
        </AnswerState>
      )}
    </div>
  );
}

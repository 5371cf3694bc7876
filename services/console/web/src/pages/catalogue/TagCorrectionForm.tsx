import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { CorrectTagsRequest, InspectItemResponse } from '@stars/client';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useChange } from '../../api/use-change.js';
import { useTexts } from '../../language/language.js';
import { ErrorNotice } from '../../parts/ErrorNotice.js';

/** Terms that are offered, of those that items have. */
const TERMS = 100;

/** Adds to the correction that is in force, or takes it back. */
export function TagCorrectionForm({ itemId, found }: { itemId: string; found: InspectItemResponse }) {
  const texts = useTexts().pages.catalogue;
  const correct = useChange('correctTags', ['inspectItem', 'countFacets', 'getCatalogHealth']);
  const [isSure, setSure] = useState(false);
  const { correction, tags } = found;
  const send = (request: Omit<CorrectTagsRequest, 'item_id'>): void => {
    setSure(false);
    correct.mutate({ item_id: itemId, ...request });
  };
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [add, remove] = ['add', 'remove'].map((name) => String(data.get(name) ?? '').trim());
    send(withChange(correction, add!, remove!));
    form.reset();
  };
  return (
    <details>
      <summary>{texts.correct}</summary>
      <form onSubmit={submit} aria-label={texts.correct}>
        <div className="fields">
          <TextInput className="wide" label={texts.add} name="add" list="terms" autoComplete="off" spellCheck={false} />
          <KnownTerms />
          <NativeSelect
            label={texts.remove}
            name="remove"
            data={[{ value: '', label: texts.none }, ...tags.map(({ term }) => term)]}
          />
          <Button type="submit" loading={correct.isPending}>
            {texts.save}
          </Button>
        </div>
        <p className="hint">{texts.saveHint}</p>
      </form>
      {correction !== undefined && !isSure && (
        <Button variant="default" size="xs" onClick={() => setSure(true)}>
          {texts.withdraw}
        </Button>
      )}
      {isSure && (
        <fieldset className="notice" aria-label={texts.withdrawSure}>
          <p>{texts.withdrawSure}</p>
          <Button color="red" size="xs" onClick={() => send({ withdrawn: true })}>
            {texts.withdraw}
          </Button>{' '}
          <Button variant="default" size="xs" onClick={() => setSure(false)}>
            {texts.cancel}
          </Button>
        </fieldset>
      )}
      {correct.isSuccess && <p role="status">{correct.variables.withdrawn ? texts.withdrawn : texts.saved}</p>}
      {correct.error && <ErrorNotice error={correct.error} right="catalog" />}
    </details>
  );
}

/** What was corrected before stays so, unless it is said otherwise now. */
function withChange(correction: InspectItemResponse['correction'], add: string, remove: string) {
  const joined = (before: readonly string[] = [], now: string, other: string): string[] =>
    [...new Set([...before, now])].filter((term) => term !== '' && term !== other);
  return { add: joined(correction?.add, add, remove), remove: joined(correction?.remove, remove, add) };
}

function KnownTerms() {
  const facets = useApi('countFacets', { include_out_of_stock: true, values: TERMS });
  const terms = facets.data?.facets.find(({ field }) => field === 'tags')?.values ?? [];
  return (
    <datalist id="terms">
      {terms.map(({ value }) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}

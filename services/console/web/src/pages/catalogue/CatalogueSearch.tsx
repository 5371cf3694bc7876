import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import { useApi } from '../../api/use-api.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { askedFor, type CatalogueState } from './catalogue-state.js';
import { FacetChoices } from './FacetChoices.js';
import { ItemCards } from './ItemCards.js';

/** Items of a page. */
const ITEMS_A_PAGE = 24;
/** A search goes no further. */
const MOST_FOUND = 1000;
/** Values of each facet. */
const VALUES = 12;

export interface CatalogueViewProps {
  state: CatalogueState;
  change(part: Partial<CatalogueState>): void;
}

/** Searches items by words and region, and narrows the result down by what the items have. */
export function CatalogueSearch({ state, change }: CatalogueViewProps) {
  const texts = useTexts().pages.catalogue;
  const asked = { query: state.query, region: state.region, ...askedFor(state.filters) };
  const facets = useApi('countFacets', { ...asked, values: VALUES });
  return (
    <>
      <SearchForm state={state} change={change} />
      <div className="catalogue">
        <section aria-labelledby="facets">
          <h2 id="facets">{texts.facets}</h2>
          <AnswerState answer={facets} right="catalog">
            {(answer) => (
              <FacetChoices
                answer={answer}
                filters={state.filters}
                onChoose={(filters) => change({ filters, from: '0' })}
              />
            )}
          </AnswerState>
        </section>
        <section aria-labelledby="found" aria-live="polite">
          <h2 id="found">{texts.items}</h2>
          <Results asked={asked} from={Math.max(0, Number.parseInt(state.from, 10) || 0)} change={change} />
        </section>
      </div>
    </>
  );
}

function SearchForm({ state, change }: CatalogueViewProps) {
  const texts = useTexts().pages.catalogue;
  const [draft, setDraft] = useState(state);
  useEffect(() => setDraft(state), [state]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change({ query: draft.query.trim(), region: draft.region.trim(), from: '0' });
  };
  const field = (name: 'query' | 'region') => ({
    ...{ name, value: draft[name], autoComplete: 'off' },
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setDraft((before) => ({ ...before, [name]: value })),
  });
  return (
    <search>
      <form onSubmit={submit}>
        <div className="fields">
          <TextInput className="wide" label={texts.query} type="search" {...field('query')} />
          <TextInput label={texts.region} placeholder={texts.anyRegion} {...field('region')} />
          <Button type="submit">{texts.submit}</Button>
        </div>
      </form>
    </search>
  );
}

interface ResultsProps extends Pick<CatalogueViewProps, 'change'> {
  asked: object;
  from: number;
}

function Results({ asked, from, change }: ResultsProps) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const answer = useApi('searchItems', { ...asked, k: ITEMS_A_PAGE, offset: from });
  const goTo = (place: number) => () => change({ from: String(Math.max(0, place)) });
  return (
    <AnswerState answer={answer} right="recommend">
      {({ items, has_more: hasMore }) => (
        <>
          {items.length === 0 && <EmptyNotice title={texts.nothing}>{texts.nothingHint}</EmptyNotice>}
          <ItemCards items={items} />
          <div className="pager">
            <Button variant="default" size="xs" disabled={from === 0} onClick={goTo(from - ITEMS_A_PAGE)}>
              {texts.previous}
            </Button>
            {items.length > 0 && <span>{texts.page(format.number(from + 1), format.number(from + items.length))}</span>}
            <Button
              variant="default"
              size="xs"
              disabled={!hasMore || from + 2 * ITEMS_A_PAGE > MOST_FOUND}
              onClick={goTo(from + ITEMS_A_PAGE)}
            >
              {texts.next}
            </Button>
          </div>
        </>
      )}
    </AnswerState>
  );
}

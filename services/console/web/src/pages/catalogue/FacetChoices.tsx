import type { CountFacetsResponse, Facet } from '@stars/client';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { readChosen, toggled } from './catalogue-state.js';

interface FacetChoicesProps {
  answer: CountFacetsResponse;
  /** As the link has them. */
  filters: string;
  onChoose(filters: string): void;
}

/** How many items have which values. A value narrows the search down; chosen ones can be taken back. */
export function FacetChoices({ answer, filters, onChoose }: FacetChoicesProps) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const chosen = readChosen(filters);
  const choose = (field: string, value: string) => () => onChoose(toggled(filters, field, value));
  return (
    <>
      <p className="hint">
        <span id="count">{texts.found(format.number(answer.items))}</span>
        {answer.incomplete && <span>{texts.incomplete}</span>}
      </p>
      {chosen.length > 0 && (
        <ul className="values">
          {chosen.map(([field, value]) => (
            <li key={JSON.stringify([field, value])}>
              <button type="button" aria-label={texts.without(value)} onClick={choose(field, value)}>
                {value} ×
              </button>
            </li>
          ))}
        </ul>
      )}
      {answer.facets.map((facet) => (
        <FacetValues key={facet.field} facet={facet} choose={choose} />
      ))}
    </>
  );
}

function FacetValues({ facet, choose }: { facet: Facet; choose(field: string, value: string): () => void }) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const { field, values } = facet;
  const names: Readonly<Record<string, string>> = texts.facetNames;
  return (
    <details className="facet" open={field in names}>
      <summary>{names[field] ?? field.replace(/^attributes\./, '')}</summary>
      <ul className="values">
        {values.map(({ value, items }) => (
          <li key={value}>
            <button type="button" onClick={choose(field, value)}>
              {value} <span className="number">{format.number(items)}</span>
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

import { useTexts } from '../../language/language.js';
import { PageFrame } from '../../shell/PageFrame.js';
import { useLinkState } from '../../shell/use-link-state.js';
import { CatalogueHealth } from './CatalogueHealth.js';
import { CatalogueSearch } from './CatalogueSearch.js';
import { CATALOGUE_DEFAULTS } from './catalogue-state.js';
import { ItemView } from './ItemView.js';
import './catalogue.css';

/** A catalogue by search and facets, by what its items lack, and each item by itself. */
export default function CataloguePage() {
  const texts = useTexts().pages.catalogue;
  const [state, change] = useLinkState(CATALOGUE_DEFAULTS);
  return (
    <PageFrame title={texts.title} lead={texts.lead}>
      <nav aria-label={texts.views} className="views">
        {(['search', 'health'] as const).map((view) => (
          <button
            key={view}
            type="button"
            aria-pressed={state.view === view && state.item === ''}
            onClick={() => change({ view, item: '' })}
          >
            {texts[view]}
          </button>
        ))}
      </nav>
      {state.item !== '' && <ItemView key={state.item} itemId={state.item} change={change} />}
      {state.item === '' && state.view === 'health' && <CatalogueHealth state={state} change={change} />}
      {state.item === '' && state.view !== 'health' && <CatalogueSearch state={state} change={change} />}
    </PageFrame>
  );
}

import { Button } from '@mantine/core';
import type { InspectItemResponse } from '@stars/client';
import { useApi } from '../../api/use-api.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import { AnswerState } from '../../parts/AnswerState.js';
import { ProductCard } from '../../parts/ProductCard.js';
import type { CatalogueViewProps } from './CatalogueSearch.js';
import { ItemAudience } from './ItemAudience.js';
import { ItemCards } from './ItemCards.js';
import { ItemMap } from './ItemMap.js';
import { ItemStages } from './ItemStages.js';
import { SeedList } from './SeedList.js';
import { TagsPanel } from './TagsPanel.js';

/** On the map. */
const NEAREST = 12;

/** Whether a correction is in force that the tagger has not applied yet. */
const waitsForTagger = ({ correction, tags }: InspectItemResponse): boolean => {
  const terms = new Set(tags.map(({ term }) => term));
  return (
    correction?.add.some((term) => !terms.has(term)) || correction?.remove.some((term) => terms.has(term)) || false
  );
};

/** All that is known of one item. */
export function ItemView({ itemId, change }: { itemId: string } & Pick<CatalogueViewProps, 'change'>) {
  const texts = useTexts().pages.catalogue;
  const answer = useApi('inspectItem', { item_id: itemId, nearest: NEAREST }, waitsForTagger);
  return (
    <>
      <Button variant="subtle" size="compact-sm" onClick={() => change({ item: '' })}>
        {texts.back}
      </Button>
      <AnswerState answer={answer} right="catalog">
        {(found) => (
          <div className="item-view">
            <ItemData found={found} />
            <TagsPanel itemId={itemId} found={found} isWaiting={waitsForTagger(found)} />
            <Neighbours found={found} />
            <section aria-labelledby="lists">
              <h2 id="lists">{texts.lists}</h2>
              <SeedList itemId={itemId} mode="goes_with" />
              <SeedList itemId={itemId} mode="alternatives" />
            </section>
            <ItemAudience itemId={itemId} />
          </div>
        )}
      </AnswerState>
    </>
  );
}

function ItemData({ found }: { found: InspectItemResponse }) {
  const texts = useTexts().pages.catalogue;
  const { item } = found;
  if (item === undefined) return null;
  const { item_id: itemId, title, description, image, price, sale_price: salePrice } = item;
  const attributes = Object.entries(item.attributes ?? {}).map(([name, value]) => [name, String(value)] as const);
  const own = (['item_id', 'brand', 'category', 'version', 'item_group_id', 'link'] as const).flatMap((name) => {
    const value = [item[name] ?? ''].flat().join(' › ');
    return value === '' ? [] : [[texts.fields[name], value] as const];
  });
  return (
    <section aria-labelledby="details">
      <h2 id="details">{title}</h2>
      <ProductCard product={{ itemId, title, image, price, salePrice }}>
        {description && <p className="description">{description}</p>}
      </ProductCard>
      <h3>{texts.details}</h3>
      <dl className="facts">
        {[...own, ...attributes].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ItemStages found={found} version={item.version ?? 0} />
    </section>
  );
}

function Neighbours({ found }: { found: InspectItemResponse }) {
  const texts = useTexts().pages.catalogue;
  const format = useFormat();
  const { map, map_share: share } = found;
  const near = map.slice(1).flatMap(({ item }) => item ?? []);
  const scores = new Map(map.map(({ item, score }) => [item?.item_id, score]));
  return (
    <section aria-labelledby="map">
      <h2 id="map">{texts.map}</h2>
      {near.length === 0 ? (
        <p className="hint">{texts.noMap}</p>
      ) : (
        <>
          <ItemMap map={map} />
          <p className="hint">{texts.mapShare(format.share(share))}</p>
          <details>
            <summary>{texts.near}</summary>
            <ItemCards items={near} note={(id) => texts.score(format.number(scores.get(id) ?? 0))} />
          </details>
        </>
      )}
    </section>
  );
}

import type { Degradation, RecommendedItem } from '@stars/client';
import { useProducts } from '../../api/use-products.js';
import { useFormat } from '../../format/use-format.js';
import { useTexts } from '../../language/language.js';
import type { PlacedItem } from '../../parts/compare-lists.js';
import { EmptyNotice } from '../../parts/EmptyNotice.js';
import { PlaceMark } from '../../parts/PlaceMark.js';
import { ProductCard } from '../../parts/ProductCard.js';
import { ScoreBars } from './ScoreBars.js';

/** What becomes of an item, by its id. */
export type Marks = ReadonlyMap<string, PlacedItem['mark']>;

interface RankedItemsProps {
  items: readonly RecommendedItem[];
  degradations: readonly Degradation[];
  region: string;
  marks: Marks;
}

/** A list as it is ranked, each item with its reason; an item opens into what made its score. */
export function RankedItems({ items, degradations, region, marks }: RankedItemsProps) {
  const texts = useTexts().pages.explorer;
  const products = useProducts(
    items.map(({ item_id: itemId }) => itemId),
    region,
  );
  return (
    <>
      {degradations.length > 0 && (
        <ul className="notice degradations">
          {degradations.map(({ code, message }) => (
            <li key={code + message}>
              <code>{code}</code> {message}
            </li>
          ))}
        </ul>
      )}
      {items.length === 0 && <EmptyNotice title={texts.empty}>{texts.emptyHint}</EmptyNotice>}
      <ol className="items">
        {items.map((item) => (
          <RankedItem
            key={item.item_id}
            item={item}
            mark={marks.get(item.item_id)}
            inStock={products.get(item.item_id)?.in_stock}
          />
        ))}
      </ol>
    </>
  );
}

interface RankedItemProps {
  item: RecommendedItem;
  mark: PlacedItem['mark'];
  inStock: boolean | undefined;
}

function RankedItem({ item, mark, inStock }: RankedItemProps) {
  const texts = useTexts().pages.explorer;
  const format = useFormat();
  const { item_id: itemId, title, details, source, score, reason } = item;
  const sources: Readonly<Record<string, string>> = texts.sources;
  const { image, price, sale_price: salePrice } = details ?? {};
  return (
    <li className="item">
      <span className="rank">{item.position + 1}</span>
      <ProductCard product={{ itemId, title, image, price, salePrice, inStock }}>
        <PlaceMark mark={mark} />
        <p className="reason">{reason}</p>
        <RuleEffects item={item} />
        <p className="hint">
          <span>{texts.item(itemId)}</span>
          {source !== undefined && <span className="source">{sources[source] ?? source}</span>}
          {score !== 0 && <span className="score">{texts.score(format.number(score))}</span>}
        </p>
        {item.score_parts && (
          <details>
            <summary>{texts.parts}</summary>
            <ScoreBars parts={item.score_parts} />
          </details>
        )}
      </ProductCard>
    </li>
  );
}

/** Which rules acted on an item, and how far all of them moved it. */
function RuleEffects({ item: { rule_effects: effects = [] } }: { item: RecommendedItem }) {
  const texts = useTexts().pages.explorer;
  if (effects.length === 0) return null;
  const actions: Readonly<Record<string, string>> = texts.ruleEffects;
  const moved = effects[0]!.moved;
  return (
    <p className="rule-effects hint">
      {effects.map(({ rule, action }) => (
        <span key={rule + action}>
          {actions[action] ?? action} <b>{rule}</b>
        </span>
      ))}
      {moved !== 0 && (
        <span>
          {texts.ruleMoved} <PlaceMark mark={moved} />
        </span>
      )}
    </p>
  );
}

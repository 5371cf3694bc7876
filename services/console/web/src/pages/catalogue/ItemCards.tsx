import type { FoundItem } from '@stars/client';
import { Link, useSearch } from 'wouter';
import { useTexts } from '../../language/language.js';
import { ProductCard } from '../../parts/ProductCard.js';

interface ItemCardsProps {
  items: readonly (Pick<FoundItem, 'item_id' | 'title'> & Partial<FoundItem>)[];
  /** What more is said of an item. */
  note?: (itemId: string) => string;
}

/** Items as cards, each with a link to its page. */
export function ItemCards({ items, note }: ItemCardsProps) {
  const texts = useTexts().pages.catalogue;
  const search = useSearch();
  return (
    <ul className="cards">
      {items.map(({ item_id: itemId, title, image, price, sale_price: salePrice, in_stock: inStock, brand }) => (
        <li key={itemId}>
          <ProductCard product={{ itemId, title, image, price, salePrice, inStock }}>
            <p className="hint">
              {brand && <span>{brand}</span>}
              <span>{itemId}</span>
              {note && <span>{note(itemId)}</span>}
            </p>
            <Link href={itemLink(search, itemId)} aria-label={texts.open(title || itemId)}>
              {texts.openItem}
            </Link>
          </ProductCard>
        </li>
      ))}
    </ul>
  );
}

/** The page of an item, which keeps the list that leads to it. */
function itemLink(search: string, itemId: string): string {
  const parameters = new URLSearchParams(search);
  parameters.set('item', itemId);
  return `/catalogue?${parameters}`;
}

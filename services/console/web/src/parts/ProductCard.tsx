import type { ReactNode } from 'react';
import { useState } from 'react';
import { useFormat } from '../format/use-format.js';
import { useTexts } from '../language/language.js';

export interface Product {
  itemId: string;
  /** Empty: the id stands in its place. */
  title: string;
  image?: string | undefined;
  price?: number | undefined;
  salePrice?: number | undefined;
  /** Absent: it is not known, and nothing is said. */
  inStock?: boolean | undefined;
}

/** An item as a shopper knows it: picture, title, price and stock; below, what a page says of it. */
export function ProductCard({ product, children }: { product: Product; children?: ReactNode }) {
  const texts = useTexts().product;
  const format = useFormat();
  const { itemId, title, price, salePrice, inStock } = product;
  return (
    <article className="product">
      <Picture key={product.image} image={product.image} title={title || itemId} />
      <div className="product-body">
        <p className="product-title">{title || itemId}</p>
        {price !== undefined && (
          <p className="product-price">
            <span className="visually-hidden">{texts.price}: </span>
            {format.price(salePrice ?? price)}
            {salePrice !== undefined && salePrice < price && <s>{texts.before(format.price(price))}</s>}
          </p>
        )}
        {inStock !== undefined && <p className="hint">{inStock ? texts.inStock : texts.outOfStock}</p>}
        {children}
      </div>
    </article>
  );
}

/** The picture, or the first letter of the title where there is none, or it cannot be loaded. */
export function Picture({ image, title }: { image: string | undefined; title: string }) {
  const [isBroken, setBroken] = useState(false);
  if (image && !isBroken) {
    return <img className="picture" src={image} alt="" loading="lazy" onError={() => setBroken(true)} />;
  }
  return (
    <span className="picture" aria-hidden="true">
      {[...title][0]?.toUpperCase()}
    </span>
  );
}

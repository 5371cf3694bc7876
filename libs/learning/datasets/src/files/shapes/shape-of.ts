import type { RowKindName } from '../row-kind.js';
import type { RawSource } from '../source-row.js';
import type { FileShape } from './file-shape.js';
import { GA4_ROWS } from './ga4-rows.js';
import { ORDER_LINES } from './order-lines.js';
import { SEGMENT_ROWS } from './segment-rows.js';
import { SHOPIFY_LINES } from './shopify-lines.js';
import { SHOPIFY_PRODUCTS } from './shopify-products.js';
import { WOOCOMMERCE_PRODUCTS } from './woocommerce-products.js';

const SHAPES: readonly FileShape[] = [
  GA4_ROWS,
  SEGMENT_ROWS,
  SHOPIFY_LINES,
  ORDER_LINES,
  SHOPIFY_PRODUCTS,
  WOOCOMMERCE_PRODUCTS,
];

/** The tool that wrote a file; undefined if its rows are of the import format, each for itself. */
export const shapeOf = (kind: RowKindName, source: Pick<RawSource, 'columns' | 'sample'>): FileShape | undefined =>
  SHAPES.find((shape) => shape.kind === kind && shape.fits(source));

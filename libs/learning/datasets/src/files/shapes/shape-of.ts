import type { RowKindName } from '../row-kind.js';
import type { RawSource } from '../source-row.js';
import type { FileShape } from './file-shape.js';
import { GA4_ROWS } from './ga4-rows.js';
import { ORDER_LINES } from './order-lines.js';
import { SEGMENT_ROWS } from './segment-rows.js';
import { SHOPIFY_LINES } from './shopify-lines.js';

const SHAPES: readonly FileShape[] = [GA4_ROWS, SEGMENT_ROWS, SHOPIFY_LINES, ORDER_LINES];

/** The tool that wrote a file of events; undefined if its rows are events as they are. */
export const shapeOf = (kind: RowKindName, source: Pick<RawSource, 'columns' | 'sample'>): FileShape | undefined =>
  kind === 'events' ? SHAPES.find((shape) => shape.fits(source)) : undefined;

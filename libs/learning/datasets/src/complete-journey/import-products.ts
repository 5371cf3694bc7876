import {
  asBackfill,
  type CatalogItem,
  DEFAULT_TENANT,
  type EncodedMessage,
  encodeCatalogUpsert,
  TOPICS,
} from '@stars/contracts';
import type { DuckDb } from '@stars/duckdb';
import type { ImportRun } from '../import-sink.js';
import { type PublishedMessages, publishAll } from '../publish-all.js';
import { readableName, readableSize } from './readable-name.js';

type ProductColumns = [
  id: string[],
  manufacturer: string[],
  brand: string[],
  department: string[],
  category: (string | null)[],
  type: (string | null)[],
  size: (string | null)[],
];

/** Publishes the table `products` as catalogue items, ordered by id, all of version 1. */
export const importProducts = (db: DuckDb, total: number, run: ImportRun): Promise<PublishedMessages> =>
  publishAll(run, TOPICS.catalog, productMessages(db, total, run));

async function* productMessages(db: DuckDb, total: number, run: ImportRun): AsyncGenerator<EncodedMessage> {
  const sql = `
    SELECT product_id::VARCHAR, manufacturer_id::VARCHAR, brand, department, product_category, product_type, package_size
    FROM products ORDER BY product_id`;
  let done = 0;
  for await (const [
    ids,
    manufacturers,
    brands,
    departments,
    categories,
    types,
    sizes,
  ] of db.streamColumns<ProductColumns>(sql)) {
    for (let i = 0; i < ids.length; i++) {
      const item = catalogItem({
        id: ids[i]!,
        manufacturer: manufacturers[i]!,
        brand: brands[i]!,
        levels: [departments[i]!, categories[i]!, types[i]!],
        size: sizes[i] ?? undefined,
      });
      yield asBackfill(encodeCatalogUpsert(item));
    }
    done += ids.length;
    run.onProgress?.({ stage: 'products', rows: done, share: done / total });
  }
}

interface Product {
  id: string;
  manufacturer: string;
  /** `National` or `Private`. */
  brand: string;
  /** Department, category and type, as far as they are known. */
  levels: readonly (string | null)[];
  size?: string;
}

/** Products have no names: the title is the till's label, written out. */
export function catalogItem({ id, manufacturer, brand, levels, size }: Product): CatalogItem {
  const category = levels.filter((level) => level !== null && level.trim() !== '').map((level) => readableName(level!));
  const finest = category.at(-1) ?? 'Product';
  // A type such as "Specialty" or "Mainstream" says little without its category.
  const named = category.length > 2 && !finest.includes(' ') ? `${category.at(-2)}: ${finest}` : finest;
  const packageSize = size === undefined ? '' : readableSize(size);
  return {
    tenantId: DEFAULT_TENANT,
    itemId: id,
    version: 1,
    title: packageSize === '' ? named : `${named}, ${packageSize}`,
    description: '',
    brand: `${brand} ${manufacturer}`,
    category,
    price: undefined,
    attributes: {
      manufacturer_id: manufacturer,
      brand_type: brand,
      ...(packageSize === '' ? {} : { package_size: packageSize }),
    },
    regions: {},
  };
}

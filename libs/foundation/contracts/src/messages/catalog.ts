import { problem } from '../field-problem.js';
import {
  CatalogChange,
  CatalogItem,
  CatalogItemDelete,
  CatalogItemPatch,
  RegionState,
} from '../generated/stars/v1/catalog.js';
import { fieldPatches } from '../item-patches.js';
import * as kind from '../kinds/index.js';
import { LIMITS } from '../limits.js';

const level = kind.also(
  kind.line(LIMITS.nameChars),
  (level) => {
    if (level === '') throw problem('STARS_FIELD_REQUIRED', 'is empty');
  },
  { minLength: 1 },
);

const attributeTexts = kind.list(kind.lines(LIMITS.attributeChars), 0, LIMITS.attributeValues);

export const brand = kind.line(LIMITS.nameChars);

/** Levels from broad to fine, none of them empty. */
export const category = kind.list(level, 0, LIMITS.categoryLevels);

const regionState = kind.message(RegionState, { inStock: kind.boolean }, { neverAbsent: { in_stock: kind.boolean } });

const price = kind.optional(kind.number(0, LIMITS.number));
const regions = kind.map(LIMITS.regions, regionState, kind.also(kind.name, kind.optionalId.check));

export const catalogItem = kind.message(CatalogItem, {
  tenantId: kind.tenant,
  itemId: kind.id,
  version: kind.int64,
  title: kind.filledLine(LIMITS.titleChars),
  description: kind.lines(LIMITS.descriptionChars),
  brand,
  category,
  price,
  attributes: kind.optional(kind.map(LIMITS.attributes, kind.scalar(LIMITS.attributeChars, attributeTexts))),
  regions,
  inStock: kind.optional(kind.boolean),
  salePrice: price,
  image: kind.optional(kind.line(LIMITS.linkChars)),
  link: kind.optional(kind.line(LIMITS.linkChars)),
  itemGroupId: kind.optional(kind.id),
});

export const catalogItemDelete = kind.message(CatalogItemDelete, {
  tenantId: kind.tenant,
  itemId: kind.id,
  version: kind.int64,
});

export const catalogItemPatch = kind.also(
  kind.message(CatalogItemPatch, {
    tenantId: kind.tenant,
    itemId: kind.id,
    version: kind.int64,
    price,
    salePrice: price,
    saleEnded: kind.boolean,
    inStock: kind.optional(kind.boolean),
    regions,
  }),
  (patch) => {
    if (Object.keys(fieldPatches(patch)).length === 0) {
      throw problem('STARS_FIELD_REQUIRED', 'or another field that changes is required', 'price');
    }
    if (patch.saleEnded && patch.salePrice !== undefined) {
      throw problem('STARS_INVALID_FIELD', 'contradicts sale_price', 'sale_ended');
    }
  },
);

/** The error of a change that is none, or two. */
export const noChange = (): Error => problem('STARS_FIELD_REQUIRED', 'or delete is required, one of them', 'upsert');

export const catalogChange = kind.message(CatalogChange, {
  change: kind.oneOf<NonNullable<CatalogChange['change']>>(
    { upsert: catalogItem, delete: catalogItemDelete },
    noChange,
  ),
});

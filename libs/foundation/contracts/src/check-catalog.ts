import {
  checkCategory,
  checkCount,
  checkId,
  checkName,
  checkNumber,
  checkOptionalId,
  checkTenant,
  checkText,
  checkVersion,
} from './field-checks.js';
import { fieldError, indexPath, joinPath } from './field-path.js';
import type { CatalogItem, CatalogItemDelete } from './generated/stars/v1/catalog.js';
import { LIMITS } from './limits.js';

/** Throws a StarsError, its `field` beginning with `path`, unless the item is valid. */
export function checkCatalogItem(item: CatalogItem, path = ''): void {
  checkTenant(item.tenantId, path);
  checkId(item.itemId, path, 'item_id');
  checkVersion(item.version, path);
  checkText(item.title, LIMITS.titleChars, path, 'title');
  if (item.title.trim() === '') throw fieldError('STARS_FIELD_REQUIRED', path, 'title', 'is required');
  checkText(item.description, LIMITS.descriptionChars, path, 'description');
  checkText(item.brand, LIMITS.nameChars, path, 'brand');
  checkCategory(item.category, path);
  if (item.price !== undefined) checkNumber(item.price, 0, LIMITS.number, path, 'price');
  if (item.attributes !== undefined) checkAttributes(item.attributes, joinPath(path, 'attributes'));
  const regions = Object.keys(item.regions);
  checkCount(regions, 0, LIMITS.regions, path, 'regions');
  const at = joinPath(path, 'regions');
  for (const region of regions) {
    checkName(region, at, region);
    checkOptionalId(region, at, region);
  }
}

/** Like {@link checkCatalogItem}, for a deletion. */
export function checkCatalogDelete(item: CatalogItemDelete, path = ''): void {
  checkTenant(item.tenantId, path);
  checkId(item.itemId, path, 'item_id');
  checkVersion(item.version, path);
}

function checkAttributes(attributes: Record<string, unknown>, path: string): void {
  const names = Object.keys(attributes);
  checkCount(names, 0, LIMITS.attributes, path, '');
  for (const name of names) {
    checkName(name, path, name);
    const value = attributes[name];
    if (Array.isArray(value)) {
      checkCount(value, 0, LIMITS.attributeValues, path, name);
      for (const [index, element] of value.entries()) {
        checkText(element, LIMITS.attributeChars, indexPath(path, name, index), '');
      }
    } else if (typeof value === 'string') {
      checkText(value, LIMITS.attributeChars, path, name);
    } else if (typeof value === 'number') {
      checkNumber(value, -Number.MAX_VALUE, Number.MAX_VALUE, path, name);
    } else if (typeof value !== 'boolean') {
      throw fieldError('STARS_INVALID_FIELD', path, name, 'must be a string, a number, a boolean or a list of strings');
    }
  }
}

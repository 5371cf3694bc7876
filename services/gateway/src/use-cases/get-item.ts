import { Inject, Injectable } from '@nestjs/common';
import { type GetItemRequest, type GetItemResponse, validateGetItemRequest } from '@stars/contracts';
import { StarsError } from '@stars/errors';
import { ITEM_CATALOG, type ItemCatalog } from '@stars/item-catalog';

/** Reads one item of the catalogue. Errors: `STARS_NOT_FOUND`. */
@Injectable()
export class GetItem {
  constructor(@Inject(ITEM_CATALOG) private readonly catalog: ItemCatalog) {}

  async execute(given: GetItemRequest, signal: AbortSignal): Promise<GetItemResponse> {
    const { tenantId, itemId } = validateGetItemRequest(given);
    const [[item], [features]] = await Promise.all([
      this.catalog.get(tenantId, [itemId], signal),
      this.catalog.getFeatures(tenantId, [itemId]),
    ]);
    if (item === undefined) throw new StarsError('STARS_NOT_FOUND', `there is no item ${itemId}`, { field: 'item_id' });
    return { item, tags: features?.tags ?? [] };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { encodeUpsertItems, type UpsertItemsRequest, type UpsertItemsResponse } from '@stars/contracts';
import { CatalogChanges } from './catalog-changes.js';

/** Takes new and changed items. */
@Injectable()
export class UpsertItems {
  constructor(@Inject(CatalogChanges) private readonly changes: CatalogChanges) {}

  async execute({ items }: UpsertItemsRequest): Promise<UpsertItemsResponse> {
    return { accepted: await this.changes.publish(items, encodeUpsertItems) };
  }
}
